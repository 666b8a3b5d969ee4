import COpenSSL

/// What an end makes of the chain its peer presents.
public enum ChainJudgement: Hashable, Sendable {
  /// The handshake goes on.
  case accepted
  /// The handshake ends with an alert that names the reason.
  case refused(Reason)

  /// The reasons an alert can tell (RFC 8446 section 6.2).
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// `unknown_ca`: no path to a trusted root.
    case unknownAuthority = "no path leads to a trusted root"
    /// `certificate_expired`: out of its validity.
    case expired = "a certificate is out of its validity"
    /// `certificate_revoked`.
    case revoked = "a certificate is revoked"
    /// `unsupported_certificate`: not for this purpose.
    case unsuitable = "a certificate is not of a kind that is taken"
    /// `bad_certificate`: malformed, or its name is not the expected one.
    case bad = "a certificate is not what it should be"
  }

  /// libssl knows no way to name the alert but by the error of a verification that it leaves to us.
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
