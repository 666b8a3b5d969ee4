public import X509

/// The result of a handshake with a live server. The server has proved possession of the key of its first certificate;
/// the caller decides whether to trust that certificate.
public struct HandshakeReport: Hashable, Sendable {
  public let endpoint: TLSEndpoint
  /// The numeric address of the server.
  public let address: String
  /// The negotiated version.
  public let version: TLSVersion
  /// The negotiated cipher suite, by OpenSSL's name.
  public let cipher: String
  /// The application protocol that the server chose (ALPN, RFC 7301), if any.
  public let applicationProtocol: String?
  /// The server name that we sent (SNI), if any.
  public let serverName: String?
  /// The presented certificates in the server's order, as the exact bytes sent.
  public let chain: [[UInt8]]
  /// Whether the server requested a client certificate.
  public let asksForCertificate: Bool
  /// The authorities whose client certificates it accepts; empty if it does not say.
  public let acceptedAuthorities: [AuthorityName]
  /// Whether we sent a certificate: the server requested one, an identity was given, and its type is one that the
  /// server accepts.
  public let sentCertificate: Bool
  /// The server's verdict on our certificate, or on the lack of one.
  public let verdict: ServerVerdict
  /// The answer to our request, if one was sent and answered.
  public let answer: ProbeAnswer?

  /// The server's verdict, and the meaning of its answer, in sentences.
  public var meaning: String { [verdict.meaning, answer?.meaning].compactMap(\.self).joined(separator: " ") }

  /// The chain, decoded strictly. `decode` may reuse certificates, as in ``TrustAnchors/certificate(der:)``.
  ///
  /// - Throws: ``TLSError/unreadableCertificate(position:_:)`` for the first certificate that is not strict DER.
  public func certificates(
    decode: ([UInt8]) throws(X509Error) -> Certificate = { der throws(X509Error) in try Certificate(der: der) }
  ) throws(TLSError) -> [Certificate] {
    try Certificate.decoding(chain, decode)
  }
}

extension Certificate {
  static func decoding(
    _ chain: [[UInt8]],
    _ decode: ([UInt8]) throws(X509Error) -> Certificate = { der throws(X509Error) in try Certificate(der: der) }
  ) throws(TLSError) -> [Certificate] {
    var certificates: [Certificate] = []
    for der in chain {
      do {
        certificates.append(try decode(der))
      } catch {
        throw .unreadableCertificate(position: certificates.count + 1, error)
      }
    }
    return certificates
  }
}
