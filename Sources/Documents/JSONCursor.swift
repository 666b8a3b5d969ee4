/// Goes through the bytes of a JSON text and knows line and column.
struct JSONCursor {
  /// The bytes at hand.
  private(set) var chunk: [UInt8] = []
  /// The byte that comes next.
  private(set) var position = 0

  private let source: ByteSource
  private let maxDocumentBytes: Int
  /// The line, counted from 1.
  private(set) var line = 1
  /// Bytes of the line before the chunk, and those that begin no character on the whole line so far.
  private var lineOffset = 0
  private var continuations = 0
  /// Bytes before the chunk, and before the value at hand.
  private var offset = 0
  private var valueStart = 0

  /// Starts on a source; one value may not be longer than `maxDocumentBytes`.
  init(_ source: ByteSource, maxDocumentBytes: Int) {
    self.source = source
    self.maxDocumentBytes = maxDocumentBytes
  }

  /// Where the next byte stands.
  var mark: Mark { Mark(line: line, column: lineOffset + position - continuations + 1) }

  /// The bytes at hand that were not read yet.
  var unread: [UInt8] { Array(chunk[position...]) }

  /// Notes that a value begins here.
  mutating func beginValue() { valueStart = offset + position }

  /// The next byte, which stays the next; nil at the end.
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

  /// Whether the next bytes are those of a text.
  mutating func isNext(_ text: String) throws(DocumentsError) -> Bool {
    guard try peek() != nil else { return false }
    while chunk.count - position < text.utf8.count, let next = try source.nextChunk() { chunk += next }
    return chunk[position...].starts(with: text.utf8)
  }

  /// Goes past the byte just peeked at, which stands on the same line as the next.
  mutating func skip() { position += 1 }

  /// Goes past blanks and line breaks and returns the byte after them.
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

  /// Goes past UTF-8's byte order mark, which RFC 8259 section 8.1 lets a reader ignore.
  mutating func skipByteOrderMark() throws(DocumentsError) {
    for expected: UInt8 in [0xEF, 0xBB, 0xBF] {
      guard try peek() == expected else { return }
      position += 1
      continuations += 1
    }
  }

  /// Goes past the bytes at hand that stand for themselves in a string.
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
