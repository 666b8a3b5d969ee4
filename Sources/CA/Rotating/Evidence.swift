public import X509

/// Something that was seen on a running mesh, or said by somebody who saw it. It closes states that were possible before.
public struct Evidence: Hashable, Sendable {
  /// What was seen.
  public enum Kind: String, Hashable, Sendable {
    /// The holder has this version of the mesh's bundle.
    case bundle
    /// The mesh's istiod signs for workloads with this version.
    case signer
    /// The mesh's istiod itself serves with a certificate of this version.
    case serving
    /// Every proxy of the mesh was restarted.
    case restart
    /// Whoever had an intermediate of the mesh signed by request uses one below the root that arrives.
    case requests
  }

  /// The mesh that it was seen on.
  public let holder: String
  /// The mesh whose bundle, istiod or proxies it is about.
  public let mesh: String
  /// What was seen.
  public let kind: Kind
  /// The version of the bundle or signer; 0 for a restart.
  public let version: Int
  /// When.
  public let time: Timestamp
  /// How it is known: a ConfigMap with its uid and resourceVersion, a probe, somebody's word.
  public let source: String

  /// Takes what was seen.
  public init(holder: String, mesh: String, kind: Kind, version: Int, time: Timestamp, source: String) {
    self.holder = holder
    self.mesh = mesh
    self.kind = kind
    self.version = version
    self.time = time
    self.source = source
  }
}
