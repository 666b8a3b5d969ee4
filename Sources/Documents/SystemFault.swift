import Glibc

/// A failed system call.
public struct SystemFault: Hashable, Sendable, CustomStringConvertible {
  /// `errno`.
  public let number: Int32

  public init(number: Int32) {
    self.number = number
  }

  /// The failure of the last system call on this thread.
  static var current: SystemFault { SystemFault(number: errno) }

  /// Whether a directory was opened as a file.
  var isDirectory: Bool { number == EISDIR }

  /// Whether it is neither a file nor a folder, but a pipe, a socket or a device.
  var isOfNoFile: Bool { number == ENXIO }

  /// Whether the file does not exist.
  var isMissing: Bool { number == ENOENT }

  /// The system's own words: `Permission denied`.
  public var description: String {
    // glibc keeps the text of unknown numbers in thread-local storage, and all others in constants.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}
