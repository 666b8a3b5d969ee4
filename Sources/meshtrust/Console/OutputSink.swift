import Diagnostics
import Glibc
import Synchronization

/// Writes to standard output and standard error. An output error never ends a command: its output is discarded from
/// then on, and it finishes with its own verdict.
final class OutputSink: Sendable {
  private let faults = Mutex<[Int32: Int32]>([:])
  /// What was written to standard output since ``collect()``; nil if nothing is collected.
  private let kept = Mutex<[UInt8]?>(nil)
  let isDiscarding: Bool

  /// - Parameter isDiscarding: Whether to discard everything, for tests that run commands in their own process.
  init(isDiscarding: Bool = false) {
    self.isDiscarding = isDiscarding
  }

  /// Whether standard output is collected.
  var isCollecting: Bool { kept.withLock { $0 != nil } }

  /// From now on keeps what goes to standard output.
  func collect() { kept.withLock { $0 = [] } }

  /// What was kept; from now on nothing is.
  func collected() -> [UInt8] {
    kept.withLock { bytes in
      defer { bytes = nil }
      return bytes ?? []
    }
  }

  /// Writes all bytes, unless an earlier write to the same descriptor failed.
  func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    if descriptor == 1, isCollecting {
      kept.withLock { kept in
        if kept != nil { unsafe kept?.append(contentsOf: bytes) }
      }
      return
    }
    guard !isDiscarding, faults.withLock({ $0[descriptor] == nil }) else { return }
    Progress.apart { unsafe writeAll(bytes, to: descriptor) }
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let count = unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let fault = errno
        return faults.withLock { $0[descriptor] = fault }
      }
      done += count
    }
  }

  /// Replaces the exit status 0 by 74 if output was lost. A reader that closed the pipe, such as `head`, lost nothing
  /// that it wanted.
  func status(after status: ExitStatus) -> ExitStatus {
    guard status == .done, let fault = faults.withLock({ $0[1] }), fault != EPIPE else { return status }
    return .inputOutput
  }
}
