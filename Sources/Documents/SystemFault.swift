import Glibc

/// A failure of a system call.
public struct SystemFault: Hashable, Sendable, CustomStringConvertible {
  /// The system's error number, `errno`.
  public let number: Int32

  /// Takes an error number.
  public init(number: Int32) {
    self.number = number
  }

  /// The failure of the system call just made on this thread.
  static var current: SystemFault { SystemFault(number: errno) }

  /// Whether a directory was read as a file.
  var isDirectory: Bool { number == EISDIR }

  /// Whether there is no such file.
  var isMissing: Bool { number == ENOENT }

  /// The system's words: `Permission denied`.
  public var description: String {
    // glibc keeps the text of unknown numbers in thread-local storage, and all others in constants.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
