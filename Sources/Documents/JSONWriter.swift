/// Writes JSON, byte for byte the same each time: keys in their order, numbers as in their source.
///
/// It writes nodes, or members one after the other without a tree of nodes, where there are many documents to write.
public struct JSONWriter: Sendable {
  /// The text so far, as UTF-8 octets.
  public private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0
  /// Whether nothing was written yet into the innermost collection.
  private var isFirst = true

  /// `pretty` puts each key and item on a line of its own.
  public init(pretty: Bool = false) {
    isPretty = pretty
  }

  /// Writes a node without a line break at the end.
  public static func write(_ node: Node, pretty: Bool = false) -> String {
    String(decoding: bytes(node, pretty: pretty), as: UTF8.self)
  }

  /// The same text as UTF-8 octets.
  public static func bytes(_ node: Node, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.node(node)
    return writer.bytes
  }

  /// Writes a mapping, whose members `body` writes.
  public mutating func mapping(_ body: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  /// Writes a sequence of `count` items, each of which `body` writes by its index.
  public mutating func sequence(count: Int, _ body: (inout JSONWriter, Int) -> Void) {
    open(UInt8(ascii: "["))
    for index in 0..<count {
      separate()
      body(&self, index)
    }
    close(UInt8(ascii: "]"))
  }

  /// Writes a value of any kind.
  public mutating func node(_ node: Node) {
    switch node.content {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .integer(let value): put(String(value))
    case .decimal(let source):
      if let number = JSONNumber.write(source) { put(number) } else { string(source) }
    case .string(let value): string(value)
    case .sequence(let items): sequence(count: items.count) { $0.node(items[$1]) }
    case .mapping(let mapping):
      self.mapping { json in
        for entry in mapping.entries { json.member(entry.key, entry.value) }
      }
    }
  }

  /// Writes a string; nearly every one needs no escape (RFC 8259 section 7) and is copied as it is.
  public mutating func string(_ value: String) {
    guard Self.isPlain(value) else { return put(QuotedScalar.write(value, for: .json)) }
    bytes.append(UInt8(ascii: "\""))
    put(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Ends a document of which each has a line of its own.
  public mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }
}

// MARK: - Members of a mapping

extension JSONWriter {
  /// Writes the key of a member, whose value must follow.
  public mutating func key(_ key: String) {
    separate()
    string(key)
    bytes.append(UInt8(ascii: ":"))
    if isPretty { bytes.append(UInt8(ascii: " ")) }
  }

  public mutating func member(_ key: String, _ value: Node) {
    self.key(key)
    node(value)
  }

  /// Nil becomes null.
  public mutating func member(_ key: String, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { put("null") }
  }

  /// Nil becomes null.
  public mutating func member(_ key: String, _ value: Bool?) {
    self.key(key)
    put(value.map { $0 ? "true" : "false" } ?? "null")
  }

  public mutating func member(_ key: String, _ value: Int) {
    self.key(key)
    put(String(value))
  }
}

// MARK: - Layout

extension JSONWriter {
  private mutating func open(_ bracket: UInt8) {
    bytes.append(bracket)
    depth += 1
    isFirst = true
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    if !isFirst { breakLine() }
    bytes.append(bracket)
    isFirst = false
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    breakLine()
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Whether a text stands in JSON as it is: ASCII without controls, quotes and backslashes. Eight octets are looked at
  /// together, because most of what a batch answers is such text.
  private static func isPlain(_ text: String) -> Bool {
    let octets = text.utf8.span
    var index = 0
    while index + 8 <= octets.count {
      let word = unsafe octets.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      if Self.hasSpecialOctet(word) { return false }
      index += 8
    }
    while index < octets.count {
      let octet = octets[index]
      if octet < 0x20 || octet > 0x7E || octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { return false }
      index += 1
    }
    return true
  }

  /// Subtracting from each octet borrows from its highest bit only where it is smaller: "Bit Twiddling Hacks", Sean
  /// Anderson, "Determine if a word has a zero byte".
  private static func hasSpecialOctet(_ word: UInt64) -> Bool {
    func each(_ octet: UInt8) -> UInt64 { 0x0101_0101_0101_0101 * UInt64(octet) }
    func has(_ octet: UInt8) -> UInt64 {
      let difference = word ^ each(octet)
      return (difference &- each(1)) & ~difference
    }
    let controls = (word &- each(0x20)) & ~word
    return (word | controls | has(UInt8(ascii: "\"")) | has(UInt8(ascii: "\\")) | has(0x7F)) & each(0x80) != 0
  }
}
