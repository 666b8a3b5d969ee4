import CA
import Diagnostics
import Documents
import Files
import SystemPackage
import X509

/// Reads the chains of a batch on demand: the file may be larger than memory.
struct BatchReader: ~Copyable {
  /// The format of the batch.
  private enum Form {
    /// PEM with a line `---` between two chains.
    case sections
    /// One JSON object per line.
    case lines
  }

  private let path: String
  private var reader: LineReader
  private var form: Form?
  private var line = 0
  private var sections = 0

  /// A longer chain is answered as unreadable, and the next one is read.
  private static let limit = 1 << 24

  /// `-` is standard input.
  init(_ path: String) throws {
    self.path = path
    reader = try LineReader(FilePath(path), limit: Self.limit)
  }

  /// Nil at the end.
  mutating func next() throws -> BatchItem? {
    guard let first = try nextFilled() else { return nil }
    if form == nil { form = first.first { !Self.isSpace($0) } == UInt8(ascii: "{") ? .lines : .sections }
    return switch form {
    case .lines: BatchItem(line: first, number: line, path)
    default: try section(from: first)
    }
  }

  /// The next line that is not empty; separators after an empty chain are skipped too.
  private mutating func nextFilled() throws -> [UInt8]? {
    while let next = try reader.next() {
      line += 1
      if next.allSatisfy(Self.isSpace) || (form != .lines && Self.isSeparator(next[...])) { continue }
      return next
    }
    return nil
  }

  private mutating func section(from first: [UInt8]) throws -> BatchItem {
    let start = line
    sections += 1
    var text = first
    text.append(0x0A)
    text.reserveCapacity(1 << 12)
    var isTooLong = false
    while true {
      let end = text.count
      guard try reader.next(appendingTo: &text) else { break }
      line += 1
      let isSeparator = Self.isSeparator(text[end...])
      if text.count > Self.limit, !isSeparator { isTooLong = true }
      if isTooLong || isSeparator { text.removeSubrange(end...) } else { text.append(0x0A) }
      if isSeparator { break }
    }
    guard isTooLong else { return BatchItem(name: "\(sections)", text: .success(text)) }
    let finding = Diagnostic(
      "MT-CLI-13", what: "the chain is longer than \(Self.limit) octets", why: "no certificate chain is that long",
      next: "put a line `---` between two chains", place: Place(file: path, line: start))
    return BatchItem(name: "\(sections)", text: .failure(BatchItem.Unreadable(diagnostic: finding)))
  }

  private static func isSeparator(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "-") else { return false }
    let isEndOfLine = line.count == 3 || line.count == 4 && line.last == UInt8(ascii: "\r")
    return isEndOfLine && line.prefix(3).allSatisfy { $0 == UInt8(ascii: "-") }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
}
