/// Writes nodes as JSON, byte for byte the same each time: keys in their order, numbers as in their source.
public struct JSONWriter {
  private var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0

  private init(isPretty: Bool) {
    self.isPretty = isPretty
  }

  /// Writes a node without a line break at the end; `pretty` puts each key and item on a line of its own.
  public static func write(_ node: Node, pretty: Bool = false) -> String {
    String(decoding: bytes(node, pretty: pretty), as: UTF8.self)
  }

  /// The same text as UTF-8 octets.
  public static func bytes(_ node: Node, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(isPretty: pretty)
    writer.emit(node)
    return writer.bytes
  }

  private mutating func emit(_ node: Node) {
    switch node.content {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .integer(let value): put("\(value)")
    case .decimal(let source):
      if let number = JSONNumber.write(source) { put(number) } else { quote(source) }
    case .string(let value): quote(value)
    case .sequence(let items):
      open("[")
      for (index, item) in items.enumerated() {
        separate(index)
        emit(item)
      }
      close("]", isEmpty: items.isEmpty)
    case .mapping(let mapping):
      open("{")
      for (index, entry) in mapping.entries.enumerated() {
        separate(index)
        quote(entry.key)
        put(isPretty ? ": " : ":")
        emit(entry.value)
      }
      close("}", isEmpty: mapping.entries.isEmpty)
    }
  }

  private mutating func open(_ bracket: String) {
    put(bracket)
    depth += 1
  }

  private mutating func close(_ bracket: String, isEmpty: Bool) {
    depth -= 1
    if !isEmpty { breakLine() }
    put(bracket)
  }

  private mutating func separate(_ index: Int) {
    if index > 0 { put(",") }
    breakLine()
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Nearly every string needs no escape (RFC 8259 section 7) and is copied as it is.
  private mutating func quote(_ value: String) {
    guard
      !value.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
    else {
      return put(QuotedScalar.write(value, for: .json))
    }
    bytes.append(UInt8(ascii: "\""))
    put(value)
    bytes.append(UInt8(ascii: "\""))
  }
}
