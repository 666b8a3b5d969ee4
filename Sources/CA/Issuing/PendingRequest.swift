public import X509

/// A request for an intermediate that waits for its answer.
public struct PendingRequest: Hashable, Sendable {
  /// The mesh.
  public let mesh: String
  /// The generation that the intermediate will have.
  public let generation: Int
  let keyIdentifier: String
  /// The request itself.
  public let request: CertificateRequest
  /// When it was made.
  public let created: Timestamp
}
