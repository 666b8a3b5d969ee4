/// What a mesh exports to one peer.
public struct PeerExports: Hashable, Sendable {
  /// The peer's name.
  public let peer: String
  /// The rules; the first that selects a service decides.
  public let rules: [ExportRule]
}

/// What a mesh imports from one peer.
public struct PeerImports: Hashable, Sendable {
  /// The peer's name.
  public let peer: String
  /// The rules, by the names that the peer exports; the first that selects a service decides.
  public let rules: [ImportRule]
  /// The suffix of rules that have none, if one is given.
  public let domainSuffix: String?
  /// Where the peer's services are: as given, or as the peer's mesh says.
  public let locality: Locality?
  /// The services that fail over to the peer.
  public let failovers: [Failover]
}
