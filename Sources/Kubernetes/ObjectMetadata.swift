public import Documents

/// The metadata of a Kubernetes object.
public struct ObjectMetadata: Sendable {
  /// The object's name, unique for its kind within the namespace.
  public var name: String
  /// The namespace.
  public var namespace: String?
  /// What selectors look at.
  public var labels: [String: String]
  /// What tools note down.
  public var annotations: [String: String]
  /// The cluster's own identifier of the object, if it was read from one.
  public var uid: String?
  /// The cluster's version of the object, if it was read from one.
  public var resourceVersion: String?

  private var base = Mapping()

  /// Describes an object.
  public init(
    name: String, namespace: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) {
    self.name = name
    self.namespace = namespace
    self.labels = labels
    self.annotations = annotations
  }

  /// Reads `metadata` of a resource.
  init(of resource: inout ObjectReader) throws(DocumentsError) {
    var reader = try resource.child(
      "metadata", fields: ["name", "namespace", "labels", "annotations", "uid", "resourceVersion"])
    base = reader.mapping
    name = try reader.requiredString("name")
    namespace = try reader.string("namespace")
    labels = try reader.stringTable("labels")
    annotations = try reader.stringTable("annotations")
    uid = try reader.string("uid")
    resourceVersion = try reader.string("resourceVersion")
  }

  /// The metadata as it is written, fields that have no type here included.
  public var node: Node {
    var mapping = base
    mapping.set("name", to: .string(name))
    mapping.set("namespace", to: namespace.map { .string($0) })
    mapping.set("labels", to: .table(labels))
    mapping.set("annotations", to: .table(annotations))
    mapping.set("uid", to: uid.map { .string($0) })
    mapping.set("resourceVersion", to: resourceVersion.map { .string($0) })
    return .mapping(mapping)
  }

  /// Forgets an annotation, also where it was read.
  mutating func forgetAnnotation(_ name: String) {
    annotations[name] = nil
    base.remove("annotations")
  }
}

extension ObjectMetadata: Equatable {
  /// Whether both are written alike.
  public static func == (left: ObjectMetadata, right: ObjectMetadata) -> Bool { left.node == right.node }
}
