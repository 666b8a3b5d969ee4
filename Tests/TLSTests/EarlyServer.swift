import COpenSSL
import Cryptography

@testable import TLS

extension Connection {
  /// Begins a handshake of TLS 1.3 as a server, and sends data before the client has answered (RFC 8446 section 2).
  func beginHandshake(
    as identity: TLSIdentity, verdict: ChainVerdict = .accepted, sending data: [UInt8]
  ) throws -> Session {
    let session = try Self.session(as: identity, version: .tls13, verdict: verdict)
    while !session.write(early: data) {
      let bytes = receive()
      guard !bytes.isEmpty else { break }
      try session.supply(bytes)
    }
    send(session.takeOutput())
    return session
  }
}

extension Session {
  /// False while the client's hello is not complete.
  fileprivate func write(early data: [UInt8]) -> Bool {
    ssl.withRaw { ssl in
      var count = 0
      var room = [UInt8](repeating: 0, count: 16)
      let status = unsafe SSL_read_early_data(ssl, &room, room.count, &count)
      guard status == SSL_READ_EARLY_DATA_FINISH else { return false }
      return unsafe SSL_write_early_data(ssl, data, data.count, &count) == 1
    }
  }
}
