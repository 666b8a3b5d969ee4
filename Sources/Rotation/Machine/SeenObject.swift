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
  /// The cluster that returned it just now, and when by its own clock; nil for a copy, perhaps of an earlier state.
  public let reading: Reading?
  public let file: String

  public init(
    name: String, namespace: String?, uid: String?, resourceVersion: String?, created: Timestamp? = nil,
    changed: Timestamp? = nil, isBeingDeleted: Bool = false, reading: Reading? = nil, file: String
  ) {
    self.name = name
    self.namespace = namespace
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.created = created
    self.changed = changed
    self.isBeingDeleted = isBeingDeleted
    self.reading = reading
    self.file = file
  }

  /// The answer of a cluster that was asked itself.
  public struct Reading: Hashable, Sendable {
    /// By the uid that identifies it; nil if nothing that identifies it may be read.
    public let cluster: String?
    public let time: Timestamp

    public init(cluster: String?, time: Timestamp) {
      self.cluster = cluster
      self.time = time
    }
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
