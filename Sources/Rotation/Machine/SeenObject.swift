public import X509

/// Where a ConfigMap was read: which object of which cluster, and when it last changed.
public struct SeenObject: Hashable, Sendable {
  public let name: String
  /// Nil in a file that no cluster returned.
  public let namespace: String?
  /// The UID that the cluster gave the object. No other object of any cluster has it.
  public let uid: String?
  public let resourceVersion: String?
  /// By the cluster's clock.
  public let created: Timestamp?
  /// When any of its fields last changed, by the cluster's clock; nil without managedFields.
  public let changed: Timestamp?
  /// Whether it is on its way out.
  public let isBeingDeleted: Bool
  /// Whether its cluster returned it just now, so that it is no copy of an earlier state.
  public let isCurrent: Bool
  public let file: String

  public init(
    name: String, namespace: String?, uid: String?, resourceVersion: String?, created: Timestamp? = nil,
    changed: Timestamp? = nil, isBeingDeleted: Bool = false, isCurrent: Bool = false, file: String
  ) {
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.created = created
    self.changed = changed
    self.isBeingDeleted = isBeingDeleted
    self.isCurrent = isCurrent
    self.file = file
  }

  /// Whether a cluster returned it: every stored object has both.
  public var isFromCluster: Bool { uid != nil && resourceVersion != nil }

  /// When it last changed, by the cluster's clock; nil without managedFields.
  var lastChange: Timestamp? { changed.map { max($0, created ?? $0) } }

  /// As `namespace/name`.
  var path: String { "\(namespace ?? "")/\(name)" }

  /// From when on the object has had its content. Without managedFields that is only known for the moment of reading.
  func holdsSince(_ now: Timestamp) -> Timestamp { max(changed ?? now, created ?? changed ?? now) }

  /// In one line, for the log.
  var source: String {
    guard isFromCluster, let uid else { return "a file without uid" }
    return "ConfigMap uid \(uid) resourceVersion \(resourceVersion ?? "-")\(isBeingDeleted ? ", being deleted" : "")"
  }
}
