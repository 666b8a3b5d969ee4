import Glibc

/// A TCP connection that never blocks beyond a deadline, and is closed when it is let go.
struct Socket: ~Copyable {
  private let descriptor: Int32
  /// Where it leads.
  let peer: SocketAddress
  /// Set once the peer was found to have reset the connection; the system tells it only once.
  private var isReset = false

  /// What reading came to.
  enum Reception {
    /// At least one byte.
    case bytes([UInt8])
    /// The peer sends no more.
    case endOfStream
    /// The peer, or something on the way, broke the connection.
    case reset
    /// Nothing came in time.
    case timedOut
  }

  private init(_ peer: SocketAddress) throws(SystemCallFault) {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    descriptor = socket(peer.family, kind, 0)
    self.peer = peer
    guard descriptor >= 0 else { throw .current }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Connects to one address.
  static func connecting(to address: SocketAddress, until deadline: Deadline) throws(SystemCallFault) -> Socket {
    let socket = try Socket(address)
    let status = address.withSocketAddress { unsafe connect(socket.descriptor, $0, $1) }
    if status == 0 { return socket }
    guard errno == EINPROGRESS else { throw .current }
    guard Poll.wait(for: .output, on: socket.descriptor, until: deadline) else { throw .timedOut }
    var fault: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(socket.descriptor, SOL_SOCKET, SO_ERROR, &fault, &size) == 0 else { throw .current }
    guard fault == 0 else { throw SystemCallFault(number: fault) }
    return socket
  }

  /// Sends everything, or what goes until the time is up or the connection breaks; reading then tells which.
  mutating func send(_ bytes: [UInt8], until deadline: Deadline) {
    var rest = bytes[...]
    while !rest.isEmpty, !isReset {
      // A peer that is gone must not end this process with SIGPIPE.
      let sent = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 {
        rest = rest.dropFirst(sent)
      } else if !SystemCallFault.current.isPassing {
        isReset = true
      } else if !Poll.wait(for: .output, on: descriptor, until: deadline) {
        return
      }
    }
  }

  /// Reads what is there, or waits for it.
  mutating func receive(until deadline: Deadline) -> Reception {
    var room = [UInt8](repeating: 0, count: 16_384)
    while Poll.wait(for: .input, on: descriptor, until: deadline) {
      let count = unsafe recv(descriptor, &room, room.count, 0)
      if count > 0 {
        room.removeLast(room.count - count)
        return .bytes(room)
      }
      if count == 0 { return isReset ? .reset : .endOfStream }
      if !SystemCallFault.current.isPassing { return .reset }
    }
    return .timedOut
  }
}
