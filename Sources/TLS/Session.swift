import COpenSSL
import Cryptography

/// One end of a TLS connection over memory; the owner carries the bytes to the other end and back.
final class Session {
  /// The result of a step.
  enum Progress {
    case done
    /// More bytes from the peer are needed.
    case starved
    /// The peer sent close_notify.
    case ended
    /// It failed here, or by an alert of the peer.
    case failed(OpenSSLError)
  }

  let trace: HandshakeTrace
  let ssl: Owned<SSLResource>

  init(_ settings: SessionSettings, trace: HandshakeTrace) throws(TLSError) {
    self.trace = trace
    let context = try Owned<SSLContextResource>.making(settings, askedAboutPeer: trace)
    ssl = try libssl { () throws(CryptographyError) in
      // The connection retains its context.
      let ssl = try context.withRaw { context throws(CryptographyError) in
        try Owned<SSLResource>("SSL_new") { unsafe SSL_new(context) }
      }
      try ssl.attachMemory()
      if let name = settings.serverName {
        try ssl.check("SSL_set_tlsext_host_name") { unsafe Int32(COpenSSL_SSL_set_tlsext_host_name($0, name)) }
      }
      return ssl
    }
    ssl.withRaw { ssl in
      unsafe COpenSSL_SSL_set_msg_callback_arg(ssl, Unmanaged.passUnretained(trace).toOpaque())
      if settings.side == .client { unsafe SSL_set_connect_state(ssl) } else { unsafe SSL_set_accept_state(ssl) }
    }
  }

  /// Continues the handshake as far as the available bytes allow.
  func advance() -> Progress {
    step("SSL_do_handshake") { unsafe SSL_do_handshake($0) }
  }

  /// Reads after the handshake; `done` means that application data was received.
  func read(_ take: ([UInt8]) -> Void = { _ in }) -> Progress {
    var room = [UInt8](repeating: 0, count: 1024)
    var count: Int32 = 0
    let progress = step("SSL_read") { ssl in
      count = unsafe SSL_read(ssl, &room, Int32(room.count))
      return count
    }
    if case .done = progress { take(Array(room.prefix(Int(max(count, 0))))) }
    return progress
  }

  /// Reads all application data that has arrived; never `done`.
  func drain(_ take: ([UInt8]) -> Void = { _ in }) -> Progress {
    while true {
      let progress = read(take)
      guard case .done = progress else { return progress }
    }
  }

  /// Sends application data.
  @discardableResult func write(_ data: [UInt8]) -> Progress {
    step("SSL_write") { unsafe SSL_write($0, data, Int32(clamping: data.count)) }
  }

  /// Asks the peer for a KeyUpdate, which it sends before its next data at the latest (RFC 8446 section 4.6.3).
  func requestKeyUpdate() -> Progress {
    step("SSL_key_update") { ssl in
      guard unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1 else { return 0 }
      return unsafe SSL_do_handshake(ssl)
    }
  }

  /// Sends close_notify without waiting for the peer's.
  func close() {
    _ = step("SSL_shutdown") { unsafe SSL_shutdown($0) }
  }

  /// The bytes to send to the peer.
  func takeOutput() -> [UInt8] {
    ssl.withRaw { ssl in
      let memory = unsafe SSL_get_wbio(ssl)
      let count = unsafe BIO_ctrl_pending(memory)
      guard count > 0 else { return [] }
      var bytes = [UInt8](repeating: 0, count: count)
      let taken = unsafe BIO_read(memory, &bytes, Int32(clamping: count))
      bytes.removeLast(count - Int(max(taken, 0)))
      return bytes
    }
  }

  /// Feeds bytes received from the peer.
  func supply(_ bytes: [UInt8]) throws(TLSError) {
    let taken = ssl.withRaw { unsafe BIO_write(SSL_get_rbio($0), bytes, Int32(clamping: bytes.count)) }
    guard Int(taken) == bytes.count else { throw .library(.openSSL(.draining("BIO_write"))) }
  }

  @safe private func step(_ operation: StaticString, _ body: (OpaquePointer) -> Int32) -> Progress {
    ssl.withRaw { ssl in
      OpenSSLError.dropOldEntries()
      let result = unsafe body(ssl)
      guard result <= 0 else { return .done }
      switch unsafe SSL_get_error(ssl, result) {
      case SSL_ERROR_WANT_READ: return .starved
      case SSL_ERROR_ZERO_RETURN: return .ended
      default: return .failed(.draining(operation))
      }
    }
  }
}

extension Session {
  /// Whether the handshake is complete on this side.
  var isFinished: Bool { ssl.withRaw { unsafe SSL_is_init_finished($0) } == 1 }

  /// The negotiated version.
  var version: TLSVersion? { ssl.withRaw { TLSVersion(number: unsafe SSL_version($0)) } }

  /// The server name (SNI) that the client sent.
  var serverName: String? {
    ssl.withRaw { ssl in
      guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return nil }
      return unsafe String(cString: name)
    }
  }

  /// OpenSSL's name of the negotiated cipher suite.
  var cipher: String {
    ssl.withRaw { ssl in
      guard let cipher = unsafe SSL_get_current_cipher(ssl), let name = unsafe SSL_CIPHER_get_name(cipher) else {
        return "none"
      }
      return unsafe String(cString: name)
    }
  }

  /// The negotiated application protocol (ALPN).
  var applicationProtocol: String? {
    ssl.withRaw { ssl in
      var start: UnsafePointer<UInt8>?
      var count: UInt32 = 0
      unsafe SSL_get0_alpn_selected(ssl, &start, &count)
      guard count > 0 else { return nil }
      return unsafe String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
    }
  }

  /// Whether the peer has signed the handshake with the key of its certificate, and the signature is valid.
  var peerProvedItsKey: Bool {
    var kind: Int32 = 0
    return ssl.withRaw { unsafe SSL_get_peer_signature_type_nid($0, &kind) } == 1
  }

  /// The authorities that the server named in its CertificateRequest.
  var acceptedAuthorities: [AuthorityName] {
    ssl.withRaw { ssl in
      guard let names = unsafe SSL_get0_peer_CA_list(ssl) else { return [] }
      let count = unsafe COpenSSL_sk_X509_NAME_num(names)
      return (0..<max(count, 0)).compactMap { index in
        guard let name = unsafe COpenSSL_sk_X509_NAME_value(names, index) else { return nil }
        return unsafe AuthorityName(name)
      }
    }
  }
}

extension Owned where Resource == SSLResource {
  fileprivate borrowing func attachMemory() throws(CryptographyError) {
    // The connection takes ownership of each immediately.
    for isInput in [true, false] {
      try check("BIO_new") { ssl in
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { return 0 }
        if isInput { unsafe SSL_set0_rbio(ssl, memory) } else { unsafe SSL_set0_wbio(ssl, memory) }
        return 1
      }
    }
  }
}
