import Glibc

/// The lines of a file, read a piece at a time: memory holds one piece and one line, however long the file is. `-` is
/// standard input.
public struct LineReader: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let limit: Int
  /// What was read; everything before `start` was handed out.
  private var bytes: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  private static let piece = 1 << 16

  /// Opens a file. A line of more than `limit` octets, and a piece, ends the reading with an error.
  public init(_ path: String, limit: Int = 1 << 24) throws(CAError) {
    descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    self.limit = limit
    guard descriptor >= 0 else { throw FileSystem.failure("read", path) }
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
  }

  /// The next line without its line feed, or nil at the end.
  public mutating func next() throws(CAError) -> [UInt8]? {
    var looked = start
    while true {
      if let end = bytes[looked...].firstIndex(of: 0x0A) { return take(upTo: end, skipping: 1) }
      guard !isAtEnd else { return start < bytes.count ? take(upTo: bytes.count, skipping: 0) : nil }
      guard bytes.count - start <= limit else { throw .file(operation: "read", path: path, code: EFBIG) }
      looked = bytes.count - start
      try readMore()
    }
  }

  private mutating func take(upTo end: Int, skipping count: Int) -> [UInt8] {
    defer { start = end + count }
    return Array(bytes[start..<end])
  }

  private mutating func readMore() throws(CAError) {
    bytes.removeFirst(start)
    start = 0
    var piece = [UInt8](repeating: 0, count: Self.piece)
    var count: Int
    repeat {
      count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileSystem.failure("read", path) }
    isAtEnd = count == 0
    bytes += piece[..<count]
  }
}
