/// A signature scheme with its digest.
public enum SignatureAlgorithm: Hashable, Sendable {
  /// ECDSA; signatures are the DER of Ecdsa-Sig-Value (RFC 5480 appendix A, RFC 5758 section 3.2).
  case ecdsa(DigestAlgorithm)
  /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
  case rsaPKCS1(DigestAlgorithm)
  /// RSASSA-PSS (RFC 8017 section 8.1) with MGF1 over the same digest; the salt length is in octets.
  case rsaPSS(DigestAlgorithm, saltLength: Int)
  /// Ed25519 over the whole message (RFC 8032 section 5.1, RFC 8410).
  case ed25519

  /// The digest; nil for Ed25519, which signs the message itself.
  public var digest: DigestAlgorithm? {
    switch self {
    case .ecdsa(let digest), .rsaPKCS1(let digest), .rsaPSS(let digest, _): digest
    case .ed25519: nil
    }
  }
}
