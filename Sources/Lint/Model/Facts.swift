public import Documents
public import Federation
public import X509

/// What is known besides the manifests themselves. Everything but the time may be missing; rules that need it then say
/// that they were not checked.
public struct Facts: Sendable {
  /// The moment to judge certificates for.
  public var now: Timestamp
  /// The federation of a home.
  public var federation: ResolvedFederation?
  /// The present roots of trust domains, by the domain's name, as a home knows them.
  public var roots: [String: [Certificate]] = [:]
  /// The intermediates of trust domains, by the domain's name, as a home knows them.
  public var intermediates: [String: [Certificate]] = [:]
  /// Chains that peers presented, leaf first, by the peer's trust domain.
  public var presentedChains: [String: [Certificate]] = [:]
  /// The manifests as they were before a change.
  public var before: [Document]?
  /// The values of the label `app` of all Deployments that a planned restart touches.
  public var restarts: [String]?
  /// Where the cluster runs, as its users call it: `aws`, `aro`, `osd`.
  public var platform: String?
  /// The region of the mesh's own nodes; an empty text for nodes without the label.
  public var localRegion: String?

  /// Knows the time and nothing else.
  public init(now: Timestamp) {
    self.now = now
  }
}
