import Foundation
import Glibc

@testable import TLS

/// A server on the loopback that does what a test says to each connection, on a thread of its own.
final class ScriptedServer {
  let endpoint: TLSEndpoint
  private let listener: Int32

  init(_ script: @escaping @Sendable (Connection) throws -> Void) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    listener = descriptor
    endpoint = try TLSEndpoint(host: "127.0.0.1", port: Self.bind(descriptor, isListening: true))
    Thread.detachNewThread {
      while true {
        let accepted = accept(descriptor, nil, nil)
        guard accepted >= 0 else { break }
        let connection = Connection(descriptor: accepted)
        try? script(connection)
        close(accepted)
      }
      // Nobody else may close it: its number could be another server's before this thread is back in `accept`.
      close(descriptor)
    }
  }

  deinit {
    // Ends `accept`, now or when the thread comes back to it.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// Binds to a port that is free, and may listen there; 0 when that fails.
  static func bind(_ descriptor: Int32, isListening: Bool) -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe Glibc.bind(descriptor, pointer, size) == 0 && (!isListening || listen(descriptor, 8) == 0)
          && getsockname(descriptor, pointer, &size) == 0
      }
    }
    return status ? UInt16(bigEndian: address.sin_port) : 0
  }
}

/// The server's end of one connection.
struct Connection: Sendable {
  let descriptor: Int32

  /// Waits for bytes; empty at the end of the stream.
  func receive() -> [UInt8] {
    var room = [UInt8](repeating: 0, count: 16_384)
    let count = unsafe recv(descriptor, &room, room.count, 0)
    return Array(room.prefix(max(count, 0)))
  }

  func send(_ bytes: [UInt8]) {
    _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Makes the coming `close` a reset.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Waits until the client has gone.
  func hang() {
    while !receive().isEmpty {}
  }

  /// Shakes hands as a server that asks for a certificate and takes any; false when that fails.
  @discardableResult func shakeHands(
    as identity: TLSIdentity, version: TLSVersion = .tls13, verdict: ChainVerdict = .accepted
  ) throws -> Session? {
    let session = try Self.session(as: identity, version: version, verdict: verdict)
    return try finish(session) ? session : nil
  }

  /// A server's session that asks for a certificate.
  static func session(as identity: TLSIdentity, version: TLSVersion, verdict: ChainVerdict) throws -> Session {
    let settings = SessionSettings(
      side: .server, versions: version.number...version.number, identity: identity)
    return try Session(settings, trace: HandshakeTrace(limits: ChainLimits()) { _ in verdict })
  }

  /// Continues a handshake to its end; false when it fails.
  func finish(_ session: Session) throws -> Bool {
    while true {
      let progress = session.advance()
      send(session.takeOutput())
      switch progress {
      case .done: return true
      case .starved:
        let bytes = receive()
        guard !bytes.isEmpty else { return false }
        try session.supply(bytes)
      case .ended, .failed: return false
      }
    }
  }
}
