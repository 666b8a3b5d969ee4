import COpenSSL

/// An end's decision on its peer's chain.
public enum ChainVerdict: Hashable, Sendable {
  /// The handshake continues.
  case accepted
  /// The handshake ends with an alert for the reason.
  case refused(Reason)

  /// The reasons that an alert can express (RFC 8446 section 6.2).
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// `unknown_ca`: no path to a trusted root.
    case unknownAuthority = "no path leads to a trusted root"
    /// `certificate_expired`: outside its validity period.
    case expired = "a certificate has expired or is not valid yet"
    /// `certificate_revoked`.
    case revoked = "a certificate is revoked"
    /// `unsupported_certificate`: not for this purpose.
    case unsuitable = "the kind of a certificate is not accepted"
    /// `bad_certificate`: malformed, or its name is not the expected one.
    case bad = "a certificate is invalid"
  }

  /// libssl derives the alert from the verification error.
  var verificationResult: Int32 {
    switch self {
    case .accepted: X509_V_OK
    case .refused(.unknownAuthority): X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case .refused(.expired): X509_V_ERR_CERT_HAS_EXPIRED
    case .refused(.revoked): X509_V_ERR_CERT_REVOKED
    case .refused(.unsuitable): X509_V_ERR_INVALID_PURPOSE
    case .refused(.bad): X509_V_ERR_CERT_REJECTED
    }
  }
}
