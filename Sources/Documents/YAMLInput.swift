import Diagnostics

/// Feeds libyaml and keeps the last two chunks, so that an error can give its line and column.
final class YAMLInput {
  /// The error that stopped the reading; libyaml itself only sees the end of its input.
  private(set) var failure: DocumentsError?

  private let source: ByteSource
  private let maxDocumentBytes: Int
  private var previous: [UInt8] = []
  private var current: [UInt8] = []
  /// How much of the current chunk libyaml has received.
  private var position = 0
  /// Bytes and line breaks before the previous chunk.
  private var offset = 0
  private var breaks = 0
  /// How much libyaml had received when the current document began.
  private var documentStart = 0

  /// A document may not be longer than `maxDocumentBytes`.
  init(_ source: ByteSource, maxDocumentBytes: Int) {
    self.source = source
    self.maxDocumentBytes = maxDocumentBytes
  }

  private var delivered: Int { offset + previous.count + position }

  /// Marks the start of a document, roughly: libyaml reads ahead by less than one of its buffers.
  func beginDocument() { documentStart = delivered }

  /// Copies the next bytes; nil when reading failed, 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    do throws(DocumentsError) {
      guard delivered - documentStart <= maxDocumentBytes else {
        throw .limit(.bytes, allowed: maxDocumentBytes, Place(file: source.name))
      }
      if position == current.count {
        guard let next = try source.nextChunk() else { return 0 }
        advance(to: next)
      }
    } catch {
      failure = error
      return nil
    }
    let count = min(buffer.count, current.count - position)
    unsafe buffer.copyBytes(from: current[position..<position + count])
    position += count
    return count
  }

  private func advance(to next: [UInt8]) {
    offset += previous.count
    breaks += Self.countBreaks(previous[...])
    previous = current
    current = next
    position = 0
  }

  /// The position of a byte that is still in memory: the line is exact, the column counts characters.
  func mark(ofByte index: Int) -> Mark? {
    let window = previous + current
    let relative = index - offset
    guard window.indices.contains(relative) else { return nil }
    let before = window[..<relative]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
    return Mark(line: breaks + Self.countBreaks(before) + 1, column: column)
  }

  /// Whether a line that is still in memory contains `{{`, as templates do.
  func isTemplate(line: Int) -> Bool {
    let window = previous + current
    var rest = window[...]
    for _ in 0..<max(0, line - breaks - 1) {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return false }
      rest = rest[(end + 1)...]
    }
    let text = rest.prefix { $0 != UInt8(ascii: "\n") }
    return line > breaks && zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") }
  }

  /// What a web page left in the text that is still in memory: a button anywhere, or a no-break space on a line or on the
  /// one before it.
  func noise(near line: Int) -> (noise: PastedNoise, line: Int)? {
    var number = breaks
    for text in (previous + current).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let wantsSpaces = (line - 1...line).contains(number)
      if let noise = PastedNoise(line: text, wantsSpaces: wantsSpaces) { return (noise, number) }
    }
    return nil
  }

  private static func countBreaks(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte == UInt8(ascii: "\n") { count &+= 1 }
    return count
  }
}
