public import X509

/// A danger of a certificate that somebody accepted by name. It stays on record, and is shown as long as the certificate
/// is in use.
public struct AcceptedDanger: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An intermediate could issue for more than its own mesh.
    case unconfined
  }

  /// The owner of the certificate.
  public let owner: AuthorityOwner
  /// The fingerprint of the certificate.
  public let certificate: String
  public let kind: Kind
  /// In the words of whoever accepted it.
  public let reason: String
  public let time: Timestamp

  public init(owner: AuthorityOwner, certificate: String, kind: Kind, reason: String, time: Timestamp) {
    self.owner = owner
    self.certificate = certificate
    self.kind = kind
    self.reason = reason
    self.time = time
  }
}
