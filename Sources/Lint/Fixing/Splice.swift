/// Bytes that take the place of others; what is not in the range stays as it is.
public struct Splice: Hashable, Sendable {
  /// The bytes that go, by their offsets in the file; empty where something is only added.
  public let range: Range<Int>
  /// The bytes that come.
  public let bytes: [UInt8]

  init(_ range: Range<Int>, _ text: String = "") {
    self.range = range
    bytes = Array(text.utf8)
  }

  /// Whether both cannot be made.
  func overlaps(_ other: Splice) -> Bool {
    if range.isEmpty && other.range.isEmpty { return false }
    return range.lowerBound < other.range.upperBound && other.range.lowerBound < range.upperBound
  }
}

/// A file's bytes, with the lines and columns that the readers count.
struct SourceText {
  let bytes: [UInt8]
  /// Where each line begins; the byte order mark belongs to none.
  private let starts: [Int]

  /// Takes bytes; refuses those whose lines and columns are not certain.
  init(_ bytes: [UInt8]) throws(Unsuited) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Unsuited(reason: .encoding) }
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x0A: starts.append(index + 1)
      // CR without LF; NEL; LS and PS.
      case 0x0D where index + 1 == bytes.count || bytes[index + 1] != 0x0A,
        0xC2 where bytes[index + 1] == 0x85,
        0xE2 where bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9):
        throw Unsuited(reason: .lineBreaks)
      default: break
      }
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// Why a file is not changed at all.
  struct Unsuited: Error {
    let reason: Refusal.Reason
  }

  /// The offset of a place; nil if the line is not that long.
  func offset(line: Int, column: Int) -> Int? {
    guard starts.indices.contains(line - 1), column >= 1 else { return nil }
    var left = column - 1
    var index = starts[line - 1]
    while left > 0 {
      guard index < bytes.count, bytes[index] != 0x0A else { return nil }
      index += 1
      while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
      left -= 1
    }
    return index
  }

  /// The line, counted from 1, and the column in characters, counted from 1, of an offset.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, bytes[starts[low]..<max(starts[low], offset)].count { $0 & 0xC0 != 0x80 } + 1)
  }

  /// Where the line of an offset begins, where what stands on it ends, and where the next one begins.
  func line(of offset: Int) -> (start: Int, end: Int, next: Int) {
    let start = starts[place(of: offset).line - 1]
    let next = bytes[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    var end = next
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return (start, end, next)
  }

  /// The line break of a line; that of the first line where the last one has none.
  func lineBreak(of offset: Int) -> String {
    let found = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.firstIndex(of: 0x0A)
    guard let found, found > 0 else { return "\n" }
    return bytes[found - 1] == 0x0D ? "\r\n" : "\n"
  }

  /// Whether a text stands at an offset.
  func has(_ text: String, at offset: Int) -> Bool {
    bytes[min(offset, bytes.count)...].starts(with: text.utf8)
  }
}
