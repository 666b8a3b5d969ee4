import Glibc

/// Collects what a program prints, from both of its ends, so that it never waits for us.
public struct ProgramOutput {
  public private(set) var output: [UInt8] = []
  public private(set) var errors: [UInt8] = []
  private var isOpen = [true, true]
  /// A kubeconfig of thousands of contexts is smaller.
  public static let usualLimit = 32 << 20

  /// How much is kept of each end, from its end.
  private let limit: Int
  /// Whether more was printed than is kept.
  public private(set) var isOverflowing = false

  public init(limit: Int = Self.usualLimit) {
    self.limit = limit
  }

  public var isEnded: Bool { !isOpen[0] && !isOpen[1] }

  /// Waits for output at most so long, and takes what is there.
  public mutating func take(from process: ChildProcess, milliseconds: Int32) {
    var ends = [process.output, process.errors].enumerated().map { index, end in
      pollfd(fd: isOpen[index] ? end : -1, events: Int16(POLLIN), revents: 0)
    }
    guard unsafe poll(&ends, 2, milliseconds) > 0 else { return }
    if ends[0].revents != 0 { isOpen[0] = drain(process.output, \.output) }
    if ends[1].revents != 0 { isOpen[1] = drain(process.errors, \.errors) }
  }

  /// False at the end. A program that never stops printing does not keep us here.
  private mutating func drain(_ end: Int32, _ kept: WritableKeyPath<ProgramOutput, [UInt8]>) -> Bool {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<64 {
      let count = unsafe read(end, &part, part.count)
      guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
      self[keyPath: kept] += part.prefix(count)
      let excess = self[keyPath: kept].count - limit
      guard excess > 0 else { continue }
      isOverflowing = true
      self[keyPath: kept].removeFirst(excess)
    }
    return true
  }

  /// The lines of standard error without the noise of the client's own log (`E1128 10:00:00.0 … memcache.go:265] …`).
  public var messages: [String] {
    String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init).filter { line in
      let head = Array(line.utf8.prefix(6))
      let isNoise =
        head.count == 6 && "EWIF".utf8.contains(head[0]) && head[1...4].allSatisfy { (0x30...0x39).contains($0) }
        && head[5] == 0x20
      return !isNoise && !line.hasPrefix("Warning: ")
    }
  }
}
