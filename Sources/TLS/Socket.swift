import Glibc

/// A TCP connection that never blocks beyond a deadline and is closed when released.
struct Socket: ~Copyable {
  private let descriptor: Int32
  let peer: SocketAddress
  /// Whether the peer has reset the connection; the system reports it only once.
  private var isReset = false

  /// The result of reading.
  enum Reception {
    /// At least one byte.
    case bytes([UInt8])
    /// The peer has closed its side.
    case endOfStream
    /// The connection was reset by the peer or on the way.
    case reset
    /// Nothing was received in time.
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

  /// Sends everything, or as much as possible before the deadline or a reset; reading then reports which.
  mutating func send(_ bytes: [UInt8], until deadline: Deadline) {
    var rest = bytes[...]
    while !rest.isEmpty, !isReset {
      // Writing to a closed connection must not raise SIGPIPE.
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

  /// Reads what is available, or waits for it.
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
