public import X509

/// An object that the home has deployed to a mesh's cluster.
public struct DeployedObject: Hashable, Sendable {
  public let namespace: String
  public let kind: String
  public let name: String
  public let apiVersion: String
  /// That of the object that the home wrote; nil if it is not known what became of the write.
  public var uid: String?
  public var resourceVersion: String?
  /// What the home wrote, in a form of its own; nil if it is not known that anything was written.
  public var content: String?
  /// What a write was to make of it, whose end is not known; nil once it is.
  public var intended: String?
  /// When its server says that it was changed; nil if it does not.
  public var changed: Timestamp?

  public init(
    namespace: String, kind: String, name: String, apiVersion: String, uid: String? = nil,
    resourceVersion: String? = nil, content: String? = nil, intended: String? = nil, changed: Timestamp? = nil
  ) {
    self.namespace = namespace
    self.kind = kind
    self.name = name
    self.apiVersion = apiVersion
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.content = content
    self.intended = intended
    self.changed = changed
  }

  /// Whether both are the same object of a mesh.
  public func isSame(as other: DeployedObject) -> Bool {
    (namespace, kind, name) == (other.namespace, other.kind, other.name)
  }
}
