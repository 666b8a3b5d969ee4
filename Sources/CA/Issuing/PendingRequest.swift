public import X509

/// A request for an intermediate that has not been answered.
public struct PendingRequest: Hashable, Sendable {
  /// What the requested intermediate is for. A mesh has at most one request of each.
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// The first intermediate, or the next one below the root that signs.
    case renew
    /// The first intermediate below a root that arrives in a rotation. It is installed before it signs.
    case arrive
  }

  public let mesh: String
  public let purpose: Purpose
  /// The generation of the intermediate.
  public let generation: Int
  let keyIdentifier: String
  public let request: CertificateRequest
  public let created: Timestamp
}
