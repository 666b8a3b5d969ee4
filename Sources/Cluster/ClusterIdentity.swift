public import X509

/// Which cluster a mesh runs in, so that a context that leads elsewhere is noticed.
public struct ClusterIdentity: Hashable, Sendable {
  /// What the uid is of.
  public enum Anchor: String, Hashable, Sendable, CaseIterable {
    /// The control plane's namespace.
    case namespace
    /// The ServiceMeshControlPlane, where namespaces may not be read.
    case controlPlane = "control-plane"
  }

  public let anchor: Anchor
  public let uid: String
  /// By the server's clock.
  public let seen: Timestamp

  public init(anchor: Anchor, uid: String, seen: Timestamp) {
    self.anchor = anchor
    self.uid = uid
    self.seen = seen
  }

  /// Whether both are of one cluster; nil if they are of different kinds.
  public func isSame(as other: ClusterIdentity) -> Bool? { anchor == other.anchor ? uid == other.uid : nil }
}
