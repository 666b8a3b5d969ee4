public import Documents
public import X509

/// The metadata of a Kubernetes object.
public struct ObjectMetadata: Sendable {
  /// Unique for its kind within the namespace.
  public var name: String
  public var namespace: String?
  public var labels: [String: String]
  public var annotations: [String: String]
  /// The cluster's identifier of the object, if it was read from one.
  public var uid: String?
  /// The cluster's version of the object, if it was read from one.
  public var resourceVersion: String?

  private var base = Mapping()

  public init(
    name: String, namespace: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) {
    self.name = name
    self.namespace = namespace
    self.labels = labels
    self.annotations = annotations
  }

  init(of resource: inout ObjectReader) throws(DocumentsError) {
    var reader = try resource.child(
      "metadata", fields: ["name", "namespace", "labels", "annotations", "uid", "resourceVersion"])
    base = reader.mapping
    name = try reader.requiredString("name")
    namespace = try reader.filledString("namespace")
    labels = try reader.stringTable("labels")
    annotations = try reader.stringTable("annotations")
    uid = try reader.filledString("uid")
    resourceVersion = try reader.filledString("resourceVersion")
  }

  /// Includes the fields without a type here.
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

  /// When the cluster created the object, if it was read from one.
  public var created: Timestamp? { Self.time(base["creationTimestamp"]) }

  /// When any of its fields last changed; nil without managedFields, which `oc get` hides unless asked.
  public var lastChange: Timestamp? {
    (base["managedFields"]?.sequence ?? []).compactMap { Self.time($0["time"]) }.max()
  }

  /// Whether its deletion was requested and is not finished.
  public var isBeingDeleted: Bool { base["deletionTimestamp"]?.string?.isEmpty == false }

  private static func time(_ node: Node?) -> Timestamp? { node?.text.flatMap { try? Timestamp($0) } }

  /// Removes an annotation, also from the fields that were read.
  mutating func forgetAnnotation(_ name: String) {
    annotations[name] = nil
    base.remove("annotations")
  }
}

extension ObjectMetadata: Equatable {
  public static func == (left: ObjectMetadata, right: ObjectMetadata) -> Bool { left.node == right.node }
}
