/// A kind of object that decides which services cross between meshes without service sets.
///
/// This is the one list of them: `services` judges by these kinds, a cluster is asked for each, and a home writes some.
public struct BorderKind: Hashable, Sendable {
  public let group: String
  public let version: String
  /// In small letters, in the plural.
  public let plural: String
  public let kind: String
  /// Whether a home writes such objects for this. Others may refuse a call all the same.
  public let isWritten: Bool

  public static let all = [
    BorderKind("networking.istio.io", "serviceentries", "ServiceEntry", isWritten: true),
    BorderKind("networking.istio.io", "workloadentries", "WorkloadEntry", isWritten: true),
    BorderKind("networking.istio.io", "gateways", "Gateway", isWritten: true),
    BorderKind("gateway.networking.k8s.io", "gateways", "Gateway", isWritten: true),
    BorderKind("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", isWritten: true),
    BorderKind("security.istio.io", "peerauthentications", "PeerAuthentication", isWritten: false),
    BorderKind("networking.istio.io", "destinationrules", DestinationRule.kind, isWritten: false),
  ]

  /// The names of the kinds.
  public static let names = Set(all.map(\.kind))

  private init(_ group: String, _ plural: String, _ kind: String, isWritten: Bool) {
    self.group = group
    version = "v1"
    self.plural = plural
    self.kind = kind
    self.isWritten = isWritten
  }
}
