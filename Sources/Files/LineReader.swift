import Glibc
public import SystemPackage

/// Reads the lines of a file in pieces: memory holds one piece and one line, however long the file is. `-` is standard
/// input.
public struct LineReader: ~Copyable {
  private let descriptor: FileDescriptor
  private let path: FilePath
  private let limit: Int
  /// The bytes read so far; everything before `start` has been returned.
  private var bytes: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  private static let piece = 1 << 16

  /// A line longer than `limit` bytes and one piece is an error.
  public init(_ path: FilePath, limit: Int = 1 << 24) throws(FileError) {
    let descriptor = path == "-" ? .standardInput : try FileSystem.open(path, .readOnly, "read")
    self.descriptor = descriptor
    self.path = path
    self.limit = limit
  }

  deinit {
    if descriptor != .standardInput { try? descriptor.close() }
  }

  /// Without the line feed; nil at the end.
  public mutating func next() throws(FileError) -> [UInt8]? {
    var line: [UInt8] = []
    return try next(appendingTo: &line) ? line : nil
  }

  /// Appends the next line without its line feed; false at the end.
  public mutating func next(appendingTo text: inout [UInt8]) throws(FileError) -> Bool {
    var looked = start
    while true {
      if let end = lineFeed(from: looked) {
        take(upTo: end, into: &text, skipping: 1)
        return true
      }
      if isAtEnd {
        let isThere = start < bytes.count
        take(upTo: bytes.count, into: &text, skipping: 0)
        return isThere
      }
      guard bytes.count - start <= limit else { throw .tooLarge(path, limit: limit) }
      looked = bytes.count - start
      try readMore()
    }
  }

  private func lineFeed(from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress, start < bytes.count,
        let found = unsafe memchr(first + start, 0x0A, bytes.count - start)
      else { return nil }
      return unsafe first.distance(to: UnsafeRawPointer(found))
    }
  }

  private mutating func take(upTo end: Int, into text: inout [UInt8], skipping count: Int) {
    text.append(contentsOf: bytes[start..<end])
    start = end + count
  }

  private mutating func readMore() throws(FileError) {
    bytes.removeFirst(start)
    start = 0
    var piece = [UInt8](repeating: 0, count: Self.piece)
    let file = descriptor
    let count = try FileSystem.calling("read", path) {
      unsafe try piece.withUnsafeMutableBytes { unsafe try file.read(into: $0) }
    }
    isAtEnd = count == 0
    bytes += piece[..<count]
  }
}
