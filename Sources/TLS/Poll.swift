import Glibc

/// Waiting on one file descriptor.
enum Poll {
  /// What is waited for.
  enum Event {
    case input
    case output

    fileprivate var flags: Int16 {
      switch self {
      case .input: Int16(POLLIN)
      case .output: Int16(POLLOUT)
      }
    }
  }

  /// Waits; false when the time is up. An error on the descriptor ends the wait too, and the next call on it tells.
  static func wait(for event: Event, on descriptor: Int32, until deadline: Deadline) -> Bool {
    while !deadline.isOver {
      var request = pollfd(fd: descriptor, events: event.flags, revents: 0)
      let ready = unsafe poll(&request, 1, deadline.milliseconds)
      if ready > 0 { return true }
      if ready < 0, !SystemCallFault.current.isPassing { return true }
    }
    return false
  }
}
