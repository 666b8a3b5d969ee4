/// Moves through the bytes of a JSON text and tracks line and column.
struct JSONCursor {
  /// The bytes in memory.
  private(set) var chunk: [UInt8] = []
  /// The byte that comes next.
  private(set) var position = 0

  private let source: ByteSource
  private let maxDocumentBytes: Int
  /// Counted from 1.
  private(set) var line = 1
  /// Bytes of the line before the chunk, and on the whole line so far those that continue a UTF-8 character.
  private var lineOffset = 0
  private var continuations = 0
  /// Bytes before the chunk, and before the current value.
  private var offset = 0
  private var valueStart = 0

  /// One value may not be longer than `maxDocumentBytes`.
  init(_ source: ByteSource, maxDocumentBytes: Int) {
    self.source = source
    self.maxDocumentBytes = maxDocumentBytes
  }

  /// The position of the next byte.
  var mark: Mark { Mark(line: line, column: lineOffset + position - continuations + 1) }

  var unread: [UInt8] { Array(chunk[position...]) }

  /// Marks the start of a value, from which its length is counted.
  mutating func beginValue() { valueStart = offset + position }

  /// The next byte without consuming it; nil at the end.
  mutating func peek() throws(DocumentsError) -> UInt8? {
    if position < chunk.count { return chunk[position] }
    guard offset + position - valueStart <= maxDocumentBytes else {
      throw .limit(.bytes, allowed: maxDocumentBytes, mark.place(in: source.name))
    }
    offset += position
    lineOffset += position
    chunk = []
    position = 0
    guard let next = try source.nextChunk() else { return nil }
    chunk = next
    return chunk[0]
  }

  mutating func isNext(_ text: String) throws(DocumentsError) -> Bool {
    guard try peek() != nil else { return false }
    while chunk.count - position < text.utf8.count, let next = try source.nextChunk() { chunk += next }
    return chunk[position...].starts(with: text.utf8)
  }

  /// Consumes the byte just peeked at, which must not be a line break.
  mutating func skip() { position += 1 }

  /// Consumes blanks and line breaks and returns the byte after them.
  mutating func skipBlanks() throws(DocumentsError) -> UInt8? {
    while let byte = try peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "\n"):
        position += 1
        line += 1
        lineOffset = -position
        continuations = 0
      default:
        return byte
      }
    }
    return nil
  }

  /// Consumes the UTF-8 byte order mark, which RFC 8259 section 8.1 lets a reader ignore.
  mutating func skipByteOrderMark() throws(DocumentsError) {
    for expected: UInt8 in [0xEF, 0xBB, 0xBF] {
      guard try peek() == expected else { return }
      position += 1
      continuations += 1
    }
  }

  /// Consumes the bytes in memory that need no unescaping in a string.
  mutating func skipPlain() -> Range<Int> {
    let start = position
    var index = position
    while index < chunk.count {
      let byte = chunk[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      if byte & 0xC0 == 0x80 { continuations += 1 }
      index += 1
    }
    position = index
    return start..<index
  }
}
