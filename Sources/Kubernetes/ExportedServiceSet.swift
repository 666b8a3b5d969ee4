public import Documents
public import Federation

/// An ExportedServiceSet: a mesh's exports to the peer with the same name.
public struct ExportedServiceSet: Sendable {
  public static let apiVersion = "federation.maistra.io/v1"
  public static let kind = "ExportedServiceSet"

  /// The name is that of the ServiceMeshPeer, the namespace that of the control plane.
  public var metadata: ObjectMetadata
  /// The first rule that selects a service decides. Changing the rules rewrites `exportRules` without its unknown
  /// fields.
  public var rules: [ExportRule]
  /// The status of the exports; nil if the set was not read from a cluster.
  public private(set) var exportedServices: [ServiceMapping]?

  private var base = Mapping()
  private var rulesAsRead: [ExportRule] = []

  public init(metadata: ObjectMetadata, rules: [ExportRule]) {
    self.metadata = metadata
    self.rules = rules
  }

  public init(toPeer peer: String, of mesh: Mesh, rules: [ExportRule]) {
    self.init(
      metadata: ObjectMetadata(name: peer, namespace: mesh.namespace, labels: ManifestSet.managedBy), rules: rules)
  }

  /// The caller has checked the kind of the document.
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
  public static func == (left: ExportedServiceSet, right: ExportedServiceSet) -> Bool { left.node == right.node }
}
