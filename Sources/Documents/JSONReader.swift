/// Reads JSON values one after the other, strictly by RFC 8259 and with duplicate keys refused.
struct JSONReader {
  let source: String
  var cursor: JSONCursor
  var budget: Budget
  /// The number of values read.
  private(set) var index = 0

  private let limits: ReadingLimits
  private let recorder: SpanRecorder?

  /// Starts on a source.
  init(_ source: ByteSource, limits: ReadingLimits, recorder: SpanRecorder? = nil) {
    self.recorder = recorder
    self.source = source.name
    self.limits = limits
    cursor = JSONCursor(source, maxDocumentBytes: limits.maxDocumentBytes)
    budget = Budget(limits, source: source.name)
  }

  /// Whether a comment or `---` comes next, which YAML has and JSON does not.
  mutating func isAtYAML() throws(DocumentsError) -> Bool {
    guard let next = try cursor.skipBlanks() else { return false }
    if next == UInt8(ascii: "#") { return true }
    guard cursor.mark.column == 1 else { return false }
    return try cursor.isNext("---")
  }

  /// The next value; nil at the end.
  mutating func next() throws(DocumentsError) -> Document? {
    if index == 0 { try cursor.skipByteOrderMark() }
    guard try cursor.skipBlanks() != nil else { return nil }
    cursor.beginValue()
    budget = Budget(limits, source: source)
    let root = try readValue(inside: 0)
    defer { index += 1 }
    return Document(root: root, source: source, index: index)
  }

  private mutating func readValue(inside depth: Int) throws(DocumentsError) -> Node {
    let byte = try cursor.skipBlanks()
    let mark = cursor.mark
    switch byte {
    case UInt8(ascii: "{"):
      try enter(depth + 1, at: mark)
      let entries = try readEntries(inside: depth + 1)
      recorder?.collection(at: mark, .flow, end: cursor.mark)
      return Node(.mapping(entries), mark: mark)
    case UInt8(ascii: "["):
      try enter(depth + 1, at: mark)
      let items = try readItems(inside: depth + 1)
      recorder?.collection(at: mark, .flow, end: cursor.mark)
      return Node(.sequence(items), mark: mark)
    case UInt8(ascii: "\""):
      let text = try readString()
      recorder?.scalar(at: mark, .doubleQuoted, end: cursor.mark)
      try budget.spend(nodes: 1, bytes: text.utf8.count, at: mark)
      return Node(.string(text), mark: mark)
    default:
      let scalar = try readScalar(byte, at: mark)
      recorder?.scalar(at: mark, .plain, end: cursor.mark)
      try budget.spend(nodes: 1, bytes: 0, at: mark)
      return scalar
    }
  }

  private mutating func enter(_ depth: Int, at mark: Mark) throws(DocumentsError) {
    try budget.check(depth: depth, at: mark)
    try budget.spend(nodes: 1, bytes: 0, at: mark)
    cursor.skip()
  }

  private mutating func readEntries(inside depth: Int) throws(DocumentsError) -> Mapping {
    var builder = MappingBuilder()
    var due = "a key in quotes or `}`"
    while true {
      let byte = try cursor.skipBlanks()
      if byte == UInt8(ascii: "}"), builder.entries.isEmpty { break }
      guard byte == UInt8(ascii: "\"") else { throw unexpected(byte, due: due) }
      let mark = cursor.mark
      let key = try readString()
      recorder?.scalar(at: mark, .doubleQuoted, end: cursor.mark)
      try budget.spend(nodes: 1, bytes: key.utf8.count, at: mark)
      let separator = try cursor.skipBlanks()
      guard separator == UInt8(ascii: ":") else { throw unexpected(separator, due: "`:`") }
      cursor.skip()
      let value = try readValue(inside: depth)
      if let first = builder.append(key, at: mark, value) {
        throw .duplicateKey(key, first: first, mark.place(in: source))
      }
      if try !skipComma(or: UInt8(ascii: "}"), due: "`,` or `}`") { break }
      due = "a key in quotes"
    }
    cursor.skip()
    return Mapping(distinct: builder.entries)
  }

  private mutating func readItems(inside depth: Int) throws(DocumentsError) -> [Node] {
    var items: [Node] = []
    if try cursor.skipBlanks() != UInt8(ascii: "]") {
      repeat {
        items.append(try readValue(inside: depth))
      } while try skipComma(or: UInt8(ascii: "]"), due: "`,` or `]`")
    }
    cursor.skip()
    return items
  }

  /// Consumes a comma; false if the end of the collection comes instead.
  private mutating func skipComma(or end: UInt8, due: String) throws(DocumentsError) -> Bool {
    let byte = try cursor.skipBlanks()
    if byte == end { return false }
    guard byte == UInt8(ascii: ",") else { throw unexpected(byte, due: due) }
    cursor.skip()
    return true
  }

  /// The error for a byte that is not allowed here.
  func unexpected(_ byte: UInt8?, due: String) -> DocumentsError {
    let found =
      switch byte {
      case nil: "the end of the file"
      case .some(0x21...0x7E): "`\(Unicode.Scalar(byte ?? 0))`"
      case .some(let other): "the byte 0x\(other < 16 ? "0" : "")\(String(other, radix: 16, uppercase: true))"
      }
    return .jsonSyntax(expected: due, found: found, cursor.mark.place(in: source))
  }
}
