public import Documents
public import Federation

/// An ExportedServiceSet: what leaves a mesh for the peer whose name it has.
public struct ExportedServiceSet: Sendable {
  /// The API version.
  public static let apiVersion = "federation.maistra.io/v1"
  /// The kind.
  public static let kind = "ExportedServiceSet"

  /// The name is that of the ServiceMeshPeer; the namespace is the control plane's.
  public var metadata: ObjectMetadata
  /// The rules; the first that selects a service decides. When they are changed, `exportRules` is written anew, without
  /// what has no type here.
  public var rules: [ExportRule]
  /// What the control plane says that it exports; nil when the set was not read from a cluster.
  public private(set) var exportedServices: [ServiceMapping]?

  private var base = Mapping()
  private var rulesAsRead: [ExportRule] = []

  /// Makes a set.
  public init(metadata: ObjectMetadata, rules: [ExportRule]) {
    self.metadata = metadata
    self.rules = rules
  }

  /// Makes the set of a mesh for a peer.
  public init(toPeer peer: String, of mesh: Mesh, rules: [ExportRule]) {
    self.init(
      metadata: ObjectMetadata(name: peer, namespace: mesh.namespace, labels: ManifestSet.managedBy), rules: rules)
  }

  /// Reads a document whose kind is known.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child("spec", fields: ["exportRules"])
    rules = []
    for var rule in try spec.children("exportRules", fields: ["type", "nameSelector", "labelSelector"]) {
      rules.append(
        ExportRule(
          type: try rule.string("type"), nameSelector: try rule.nameMapping("nameSelector"),
          labelSelector: try rule.labelMapping("labelSelector")))
    }
    rulesAsRead = rules
    exportedServices = try reader.serviceMappings("exportedServices")
  }

  /// The set as it is written.
  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    if rules != rulesAsRead { mapping.set("spec", "exportRules", to: .items(rules.map(\.node))) }
    return .mapping(mapping)
  }
}

extension ExportedServiceSet: Equatable {
  /// Whether both are written alike.
  public static func == (left: ExportedServiceSet, right: ExportedServiceSet) -> Bool { left.node == right.node }
}
