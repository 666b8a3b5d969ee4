public import Documents
public import Federation
public import X509

/// Facts besides the manifests. Everything but the time may be missing; the rules that need it then report that they
/// were not checked.
public struct Facts: Sendable {
  /// The time at which certificates are checked.
  public var now: Timestamp
  /// The federation of a home.
  public var federation: ResolvedFederation?
  /// The current roots of trust domains, by name, from a home.
  public var roots: [String: [Certificate]] = [:]
  /// The trust domains of the remotes of a home, by the remote's name.
  public var remoteDomains: [String: String] = [:]
  /// The intermediates of trust domains, by name, from a home.
  public var intermediates: [String: [Certificate]] = [:]
  /// The chains that meshes present to their peers.
  public var presentedChains: [PresentedChain] = []
  /// The manifests before a change.
  public var before: [Document]?
  /// The values of the label `app` of all Deployments in a planned restart.
  public var restarts: [String]?
  /// The common name of the platform: `aws`, `aro`, `osd`.
  public var platform: String?
  /// The region of the mesh's own nodes; empty for nodes without the label.
  public var localRegion: String?

  /// The kinds of which everything was read from a mesh's cluster, by the mesh's name.
  public var completeKinds: [String: Set<String>] = [:]

  /// In files that git would take into a repository.
  public var plainKeys: [PlainKey] = []

  /// Only the time is known.
  public init(now: Timestamp) {
    self.now = now
  }
}
