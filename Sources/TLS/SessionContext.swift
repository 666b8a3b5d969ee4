import COpenSSL
import Cryptography
import X509

/// The settings of one end of a connection.
struct SessionSettings {
  enum Side {
    case client
    case server
  }

  var side: Side
  var versions: ClosedRange<Int32> = TLS1_2_VERSION...TLS1_3_VERSION
  var identity: TLSIdentity?
  var serverName: String?
  var trust: LibraryTrust?
  var applicationProtocols: [String] = []
  var limits = ChainLimits()
}

extension Owned where Resource == SSLContextResource {
  /// A context without trust anchors that leaves the peer's chain to the trace.
  static func making(
    _ settings: SessionSettings, askedAboutPeer trace: HandshakeTrace
  ) throws(TLSError) -> Owned<SSLContextResource> {
    let method = unsafe settings.side == .client ? TLS_client_method() : TLS_server_method()
    let context = try libssl { () throws(CryptographyError) in
      try Owned<SSLContextResource>("SSL_CTX_new") { unsafe SSL_CTX_new(method) }
    }
    try context.restrict(settings)
    context.withRaw { leaveVerification(of: $0, to: trace, isServer: settings.side == .server) }
    if let identity = settings.identity { try context.present(identity) }
    if let trust = settings.trust { try context.verify(against: trust) }
    try context.offer(settings.applicationProtocols)
    return context
  }

  /// The system's openssl.cnf is ignored, so that results are the same everywhere.
  private borrowing func restrict(_ settings: SessionSettings) throws(TLSError) {
    try libssl { () throws(CryptographyError) in
      try check("SSL_CTX_set_min_proto_version") { context in
        unsafe Int32(COpenSSL_SSL_CTX_set_min_proto_version(context, settings.versions.lowerBound))
      }
      try check("SSL_CTX_set_max_proto_version") { context in
        unsafe Int32(COpenSSL_SSL_CTX_set_max_proto_version(context, settings.versions.upperBound))
      }
      // Without forward secrecy a TLS 1.2 server proves possession of its key only with its last message, too late to
      // report a rejection together with a proven chain.
      try check("SSL_CTX_set_cipher_list") { context in
        unsafe SSL_CTX_set_cipher_list(context, "DEFAULT:!kRSA:!PSK:!SRP:!aNULL")
      }
    }
    withRaw { context in
      unsafe SSL_CTX_set_security_level(context, 1)
      _ = unsafe COpenSSL_SSL_CTX_set_max_cert_list(context, settings.limits.octets)
      _ = unsafe COpenSSL_SSL_CTX_set_mode(context, Int(SSL_MODE_NO_AUTO_CHAIN))
      // A server without RFC 5746 is acceptable, because nothing here renegotiates.
      _ = unsafe SSL_CTX_set_options(
        context,
        COpenSSL_SSL_OP_NO_RENEGOTIATION() | COpenSSL_SSL_OP_LEGACY_SERVER_CONNECT()
          | COpenSSL_SSL_OP_NO_CERTIFICATE_COMPRESSION())
      _ = unsafe SSL_CTX_set_num_tickets(context, 0)
    }
  }

  /// Leaves the peer's chain to a trace, which the context does not retain.
  @safe static func leaveVerification(of context: OpaquePointer, to trace: HandshakeTrace, isServer: Bool) {
    unsafe SSL_CTX_set_verify(
      context, isServer ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER, nil)
    unsafe SSL_CTX_set_cert_verify_callback(
      context,
      { store, argument in
        guard let argument = unsafe argument else { return 0 }
        let trace = unsafe Unmanaged<HandshakeTrace>.fromOpaque(argument).takeUnretainedValue()
        let result = trace.verdictOnPeer { unsafe LibraryVerdict(asking: store) }
        unsafe X509_STORE_CTX_set_error(store, result)
        return result == X509_V_OK ? 1 : 0
      }, Unmanaged.passUnretained(trace).toOpaque())
    unsafe SSL_CTX_set_msg_callback(context) { isSent, version, contentType, bytes, count, _, argument in
      guard let argument = unsafe argument else { return }
      let message = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
      unsafe Unmanaged<HandshakeTrace>.fromOpaque(argument).takeUnretainedValue()
        .note(message, contentType: contentType, isSent: isSent != 0, version: version)
    }
  }

  /// Certificates are passed to libssl as DER, the key as its OpenSSL object.
  private borrowing func present(_ identity: TLSIdentity) throws(TLSError) {
    do {
      for (position, certificate) in identity.chain.enumerated() {
        let encoded = try Owned<EncodedCertificateResource>.decoding(certificate.der)
        try check(position == 0 ? "SSL_CTX_use_certificate" : "SSL_CTX_add1_chain_cert") { context in
          encoded.withRaw { certificate in
            position == 0
              ? unsafe SSL_CTX_use_certificate(context, certificate)
              : unsafe Int32(COpenSSL_SSL_CTX_add1_chain_cert(context, certificate))
          }
        }
      }
      try check("SSL_CTX_use_PrivateKey") { context in
        identity.key.withRaw { unsafe SSL_CTX_use_PrivateKey(context, $0) }
      }
    } catch .openSSL(let error) {
      throw .unusableIdentity(.refused(error))
    } catch {
      throw .library(error)
    }
  }

  /// The list of RFC 7301 section 3.1: length-prefixed names.
  private borrowing func offer(_ applicationProtocols: [String]) throws(TLSError) {
    guard !applicationProtocols.isEmpty else { return }
    let list = applicationProtocols.flatMap { [UInt8(truncatingIfNeeded: $0.utf8.count)] + Array($0.utf8) }
    try libssl { () throws(CryptographyError) in
      // This call returns 0 for success.
      try check("SSL_CTX_set_alpn_protos") { unsafe SSL_CTX_set_alpn_protos($0, list, UInt32(list.count)) == 0 ? 1 : 0 }
    }
  }
}

extension Owned where Resource == EncodedCertificateResource {
  static func decoding(_ der: [UInt8]) throws(CryptographyError) -> Owned<EncodedCertificateResource> {
    try Owned("d2i_X509") {
      unsafe der.withUnsafeBufferPointer { buffer in
        var start = buffer.baseAddress
        return unsafe d2i_X509(nil, &start, buffer.count)
      }
    }
  }
}
