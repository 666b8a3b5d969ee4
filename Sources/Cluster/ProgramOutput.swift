import Glibc

/// Collects what a program prints, from both of its ends, so that it never waits for us.
struct ProgramOutput {
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  private var isOpen = [true, true]
  /// A kubeconfig of thousands of contexts is smaller.
  private static let limit = 32 << 20

  var isEnded: Bool { !isOpen[0] && !isOpen[1] }

  /// Waits for output at most so long, and takes what is there.
  mutating func take(from process: ChildProcess, milliseconds: Int32) {
    var ends = [process.output, process.errors].enumerated().map { index, end in
      pollfd(fd: isOpen[index] ? end : -1, events: Int16(POLLIN), revents: 0)
    }
    guard unsafe poll(&ends, 2, milliseconds) > 0 else { return }
    if ends[0].revents != 0 { isOpen[0] = Self.drain(process.output, into: &output) }
    if ends[1].revents != 0 { isOpen[1] = Self.drain(process.errors, into: &errors) }
  }

  /// False at the end.
  private static func drain(_ end: Int32, into bytes: inout [UInt8]) -> Bool {
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(end, &part, part.count)
      guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
      bytes += part.prefix(count)
      if bytes.count > limit { bytes.removeFirst(bytes.count - limit) }
    }
  }

  /// The lines of standard error without the noise of the client's own log (`E1128 10:00:00.0 … memcache.go:265] …`).
  var messages: [String] {
    String(decoding: errors, as: UTF8.self).split(separator: "\n").map(String.init).filter { line in
      let head = Array(line.utf8.prefix(6))
      let isNoise =
        head.count == 6 && "EWIF".utf8.contains(head[0]) && head[1...4].allSatisfy { (0x30...0x39).contains($0) }
        && head[5] == 0x20
      return !isNoise && !line.hasPrefix("Warning: ")
    }
  }
}
