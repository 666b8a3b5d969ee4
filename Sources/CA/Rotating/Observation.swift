public import X509

/// What the last look at a mesh's cluster showed of one thing that a rotation waits for, or did not show.
public struct Observation: Hashable, Sendable {
  /// What was looked at, in the order in which a rotation brings it about.
  public enum Subject: String, Hashable, Sendable, CaseIterable {
    /// The ConfigMap with a peer's roots.
    case bundle
    /// The Secret with what istiod signs with.
    case secret
    /// The replicas of istiod.
    case istiod
    /// The ConfigMaps in which istiod distributes its own roots.
    case ownRoots = "own-roots"
    /// The proxies of the mesh.
    case proxies
    /// What a federation gateway presents.
    case gateway
    /// The connection with a peer.
    case connection
  }

  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// It is as the rotation needs it.
    case shown
    /// It is not, or not yet.
    case missing
    /// It could not be read, or says nothing.
    case unknown
  }

  /// The mesh whose cluster was asked.
  public let mesh: String
  /// The mesh that it is about: a peer, or the mesh itself.
  public let about: String
  public let subject: Subject
  public let verdict: Verdict
  /// In one sentence.
  public let text: String
  /// The cluster, by the uid that identifies it; nil if nothing that identifies it may be read.
  public let cluster: String?
  /// As `namespace/name`; nil for several objects.
  public let object: String?
  public let uid: String?
  public let resourceVersion: String?
  /// When the object changed, by the cluster's clock.
  public let changed: Timestamp?
  /// When it was read, by the cluster's clock.
  public let read: Timestamp

  public init(
    mesh: String, about: String, subject: Subject, verdict: Verdict, text: String, cluster: String?,
    object: String? = nil, uid: String? = nil, resourceVersion: String? = nil, changed: Timestamp? = nil,
    read: Timestamp
  ) {
    self.mesh = mesh
    self.about = about
    self.subject = subject
    self.verdict = verdict
    self.text = text
    self.cluster = cluster
    self.object = object
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.changed = changed
    self.read = read
  }
}

/// Everything that one look at a mesh's cluster showed.
public struct GatheredMesh: Sendable {
  public let mesh: String
  /// The latest time of the cluster's server.
  public let read: Timestamp
  public let observations: [Observation]
  /// What of it opens gates, or shuts them.
  public let evidence: [Evidence]
  /// What was seen before and no longer holds.
  public let disproved: Set<DisprovedEvidence>

  public init(
    mesh: String, read: Timestamp, observations: [Observation], evidence: [Evidence],
    disproved: Set<DisprovedEvidence> = []
  ) {
    self.mesh = mesh
    self.read = read
    self.observations = observations
    self.evidence = evidence
    self.disproved = disproved
  }
}

/// Evidence that a later look at the holder's cluster speaks against: it is taken back, so that its gate is shut until the
/// cluster shows it again, from then on.
public struct DisprovedEvidence: Hashable, Sendable {
  public let holder: String
  public let mesh: String
  public let kind: Evidence.Kind
  /// The version of the bundle or signer; 0 for a restart.
  public let version: Int
  /// Only what holds from this time on; nil for all.
  public let since: Timestamp?
  /// What the look showed, in one sentence.
  public let reason: String

  public init(
    holder: String, mesh: String, kind: Evidence.Kind, version: Int, since: Timestamp? = nil, reason: String
  ) {
    self.holder = holder
    self.mesh = mesh
    self.kind = kind
    self.version = version
    self.since = since
    self.reason = reason
  }
}
