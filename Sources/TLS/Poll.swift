import Glibc

enum Poll {
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

  /// Waits; false on timeout. An error on the descriptor also ends the wait, and the next call on it reports the error.
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
