public import X509

/// An observation on a running mesh, or a statement of somebody who made it. It excludes states that were possible
/// before.
public struct Evidence: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// The holder has this version of the mesh's bundle.
    case bundle
    /// The mesh's istiod signs for workloads with this version.
    case signer
    /// The mesh's istiod itself serves with a certificate of this version.
    case serving
    /// The admission webhooks of the mesh's istiod trust this version of its bundle.
    case webhooks
    /// Every proxy of the mesh was restarted.
    case restart
    /// Every holder of an intermediate of the mesh signed by request now uses one below the arriving root.
    case requests
    /// The holder has another bundle than the last one of the mesh. It opens no gate, and voids what was seen of the
    /// holder before.
    case otherBundle = "other-bundle"
  }

  /// The mesh that was observed.
  public let holder: String
  /// The mesh whose bundle, istiod or proxies were observed.
  public let mesh: String
  public let kind: Kind
  /// The version of the bundle or signer; 0 for a restart, and for a bundle that was never published.
  public let version: Int
  /// From when on it holds.
  public let time: Timestamp
  /// The source: a ConfigMap with its uid and resourceVersion, a probe, or somebody's statement.
  public let source: String
  /// The UID of the observed object. A UID belongs to one object of one cluster.
  public let uid: String?
  /// The state of the observed object, as its cluster counts them.
  public let resourceVersion: String?
  /// The observed object as `namespace/name`; nil for what was recorded before 0.2.0, and for what is no object.
  public let object: String?
  /// The cluster that showed it, by the uid that identifies it, if it was asked itself. Such evidence counts by the clock
  /// of that cluster's server, whatever the time is here.
  public let cluster: String?
  /// Who stated it, as the person said; nil for what was read from a mesh.
  public let claimant: String?
  /// The system's time when it was recorded, if `--now` had set another one.
  public internal(set) var clock: Timestamp?

  public init(
    holder: String, mesh: String, kind: Kind, version: Int, time: Timestamp, source: String, uid: String? = nil,
    resourceVersion: String? = nil, object: String? = nil, cluster: String? = nil, claimant: String? = nil
  ) {
    self.holder = holder
    self.mesh = mesh
    self.kind = kind
    self.version = version
    self.time = time
    self.source = source
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.object = object
    self.cluster = cluster
    self.claimant = claimant
  }
}
