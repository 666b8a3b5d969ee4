/// A text in UTF-8, with conversion between marks and byte offsets.
///
/// The column of a mark counts Unicode scalars, as libyaml and ``JSONReader`` do. A combining accent counts as one; the
/// byte order mark does not count.
public struct SourceText: Sendable {
  public let bytes: [UInt8]
  /// The offset at which each line begins.
  private let starts: [Int]

  /// Finds the lines of a text.
  ///
  /// - Throws: ``EditFault/encoding`` if it is not UTF-8, ``EditFault/lineBreaks`` if it has line breaks other than LF
  ///   and CR LF. YAML 1.1 also counts CR, NEL, LS and PS; JSON and most editors do not.
  public init(_ bytes: [UInt8]) throws(EditFault) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .encoding }
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x0A: starts.append(index + 1)
      case 0x0D where index + 1 == bytes.count || bytes[index + 1] != 0x0A: throw .lineBreaks
      case 0xC2 where bytes[index + 1] == 0x85: throw .lineBreaks
      case 0xE2 where bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9):
        throw .lineBreaks
      default: break
      }
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// The offset of a mark; nil if the text has no such line, or the line is not that long.
  public func offset(of mark: Mark) -> Int? {
    guard starts.indices.contains(mark.line - 1), mark.column >= 1 else { return nil }
    var index = starts[mark.line - 1]
    for _ in 1..<mark.column {
      guard index < bytes.count, bytes[index] != 0x0A else { return nil }
      index += 1
      while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
    }
    return index
  }

  public func mark(at offset: Int) -> Mark {
    let line = line(at: offset)
    let start = starts[line]
    return Mark(line: line + 1, column: bytes[start..<max(start, offset)].count { $0 & 0xC0 != 0x80 } + 1)
  }

  /// The offset of the beginning of the line.
  public func lineStart(_ offset: Int) -> Int { starts[line(at: offset)] }

  /// The offset of the beginning of the next line; of the end of the text for the last line.
  func nextLine(_ offset: Int) -> Int {
    let next = line(at: offset) + 1
    return next < starts.count ? starts[next] : bytes.count
  }

  /// The number of the line, counted from 0.
  private func line(at offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

// MARK: - Blanks, comments and line breaks

extension SourceText {
  /// Nil at the end of the text.
  func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Whether a range consists of spaces, tabs and line breaks.
  func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(\.isBlankInText) }

  /// Whether only blanks precede an offset on its line.
  func isFirstOnLine(_ offset: Int) -> Bool { isBlank(lineStart(offset)..<offset) }

  /// The offset after spaces, tabs and, if `andBreaks`, line breaks.
  func skipBlanks(_ offset: Int, andBreaks: Bool = true) -> Int {
    var index = offset
    while let byte = byte(index), byte.isBlankInText, andBreaks || !byte.isBreakInText { index += 1 }
    return index
  }

  /// The offset after blanks, line breaks and comments.
  func skipComments(_ offset: Int) -> Int {
    var index = skipBlanks(offset)
    while byte(index) == UInt8(ascii: "#") { index = skipBlanks(nextLine(index)) }
    return index
  }

  /// The end of a range without the blanks and line breaks at its end.
  func trimmedEnd(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isBlankInText { end -= 1 }
    return end
  }

  /// Whether a comment follows on the same line.
  func hasComment(after offset: Int) -> Bool { byte(skipBlanks(offset, andBreaks: false)) == UInt8(ascii: "#") }

  /// Whether nothing but a comment follows on the same line.
  func isLastOnLine(_ offset: Int) -> Bool {
    let next = byte(skipBlanks(offset, andBreaks: false))
    return next?.isBreakInText ?? true || next == UInt8(ascii: "#")
  }

  /// The line break at the end of the line; if it has none, that of the first line.
  func lineBreak(of offset: Int) -> String {
    let found = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.firstIndex(of: 0x0A)
    guard let found, found > 0 else { return "\n" }
    return bytes[found - 1] == 0x0D ? "\r\n" : "\n"
  }
}

extension UInt8 {
  fileprivate var isBlankInText: Bool { self == 0x20 || self == 0x09 || isBreakInText }

  fileprivate var isBreakInText: Bool { self == 0x0A || self == 0x0D }
}
