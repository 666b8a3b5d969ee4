import Glibc

public struct SystemCallFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// `errno`.
  public let number: Int32

  public init(number: Int32) {
    self.number = number
  }

  /// The failure of the last call on this thread.
  static var current: SystemCallFault { SystemCallFault(number: errno) }

  static let refused = SystemCallFault(number: ECONNREFUSED)
  static let timedOut = SystemCallFault(number: ETIMEDOUT)

  /// Whether the call would only have to wait.
  var isPassing: Bool { number == EAGAIN || number == EWOULDBLOCK || number == EINTR }

  /// The system's text: `Connection refused`.
  public var description: String {
    // glibc keeps the text of unknown numbers in thread-local storage and all others in constants.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
