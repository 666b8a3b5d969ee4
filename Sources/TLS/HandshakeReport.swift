public import X509

/// What came of a handshake with a live server. The server has proved to hold the key of its first certificate;
/// whether that certificate deserves trust is for the caller to judge.
public struct HandshakeReport: Hashable, Sendable {
  /// Where the server was looked for.
  public let endpoint: TLSEndpoint
  /// The numeric address that answered.
  public let address: String
  /// The version agreed on.
  public let version: TLSVersion
  /// The cipher suite agreed on, by the name OpenSSL gives it.
  public let cipher: String
  /// The application protocol the server chose (ALPN, RFC 7301), if it chose one.
  public let applicationProtocol: String?
  /// The server name we sent (SNI), if we sent one.
  public let serverName: String?
  /// The certificates the server presented, in its order, as the exact bytes it sent.
  public let chain: [[UInt8]]
  /// Whether the server asked us for a certificate.
  public let asksForCertificate: Bool
  /// The authorities it takes client certificates from; empty when it does not say.
  public let acceptedAuthorities: [AuthorityName]
  /// Whether we sent a certificate: asked, with an identity given, and of a kind that the server can use.
  public let sentCertificate: Bool
  /// What the server made of it.
  public let verdict: ServerVerdict

  /// The chain, decoded strictly. `decode` may know some of the certificates already, see
  /// ``TrustAnchors/certificate(der:)``.
  ///
  /// - Throws: ``TLSError/unreadableCertificate(position:_:)`` for the first that is not strict DER.
  public func certificates(
    decode: ([UInt8]) throws(X509Error) -> Certificate = { der throws(X509Error) in try Certificate(der: der) }
  ) throws(TLSError) -> [Certificate] {
    try Certificate.decoding(chain, decode)
  }
}

extension Certificate {
  /// Decodes a presented chain.
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
