/// A mesh's exports to one peer.
public struct PeerExports: Hashable, Sendable {
  public let peer: String
  /// The first rule that selects a service decides.
  public let rules: [ExportRule]
}

/// A mesh's imports from one peer.
public struct PeerImports: Hashable, Sendable {
  public let peer: String
  /// Rules for the exported names; the first rule that selects a service decides.
  public let rules: [ImportRule]
  /// The suffix of rules without one of their own, if given.
  public let domainSuffix: String?
  /// The locality of the peer's services: as given, or that of the peer's mesh.
  public let locality: Locality?
  /// The services that fail over to the peer.
  public let failovers: [Failover]
}
