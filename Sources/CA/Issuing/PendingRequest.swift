public import X509

/// A request for an intermediate that has not been answered.
public struct PendingRequest: Hashable, Sendable {
  public let mesh: String
  /// The generation of the intermediate.
  public let generation: Int
  let keyIdentifier: String
  public let request: CertificateRequest
  public let created: Timestamp
}
