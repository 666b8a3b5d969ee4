public import Documents
public import Federation

/// An ImportedServiceSet: a mesh's imports from the peer with the same name.
public struct ImportedServiceSet: Sendable {
  public static let apiVersion = "federation.maistra.io/v1"
  public static let kind = "ImportedServiceSet"

  /// The name is that of the ServiceMeshPeer, the namespace that of the control plane.
  public var metadata: ObjectMetadata
  /// The first rule that selects a service decides. Changing the rules rewrites `importRules` without its unknown
  /// fields.
  public var rules: [ImportRule]
  /// The suffix for rules without one.
  public var domainSuffix: String?
  /// The locality assigned to the imported services.
  public var locality: ImportLocality?
  /// The status of every offered service; nil if the set was not read from a cluster.
  public private(set) var importedServices: [ServiceMapping]?

  private var base = Mapping()
  private var rulesAsRead: [ImportRule] = []

  public init(
    metadata: ObjectMetadata, rules: [ImportRule], domainSuffix: String? = nil, locality: ImportLocality? = nil
  ) {
    self.metadata = metadata
    self.rules = rules
    self.domainSuffix = domainSuffix
    self.locality = locality
  }

  public init(
    fromPeer peer: String, of mesh: Mesh, rules: [ImportRule], domainSuffix: String? = nil,
    locality: ImportLocality? = nil
  ) {
    self.init(
      metadata: ObjectMetadata(name: peer, namespace: mesh.namespace, labels: ManifestSet.managedBy), rules: rules,
      domainSuffix: domainSuffix, locality: locality)
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child("spec", fields: ["importRules", "domainSuffix", "locality"])
    domainSuffix = try spec.string("domainSuffix")
    if spec.has("locality") {
      var place = try spec.child("locality", fields: ["region", "zone", "subzone"])
      locality = ImportLocality(
        region: try place.string("region"), zone: try place.string("zone"), subzone: try place.string("subzone"))
    }
    rules = []
    for var rule in try spec.children(
      "importRules", fields: ["type", "importAsLocal", "domainSuffix", "nameSelector"])
    {
      rules.append(
        ImportRule(
          type: try rule.string("type"), nameSelector: try rule.nameMapping("nameSelector"),
          importAsLocal: try rule.bool("importAsLocal"), domainSuffix: try rule.string("domainSuffix")))
    }
    rulesAsRead = rules
    importedServices = try reader.serviceMappings("importedServices")
  }

  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    if rules != rulesAsRead { mapping.set("spec", "importRules", to: .items(rules.map(\.node))) }
    mapping.set("spec", "domainSuffix", to: domainSuffix.map { .string($0) })
    mapping.set("spec", "locality", "region", to: locality?.region.map { .string($0) })
    mapping.set("spec", "locality", "zone", to: locality?.zone.map { .string($0) })
    mapping.set("spec", "locality", "subzone", to: locality?.subzone.map { .string($0) })
    if locality == nil { mapping.set("spec", "locality", to: nil) }
    return .mapping(mapping)
  }
}

extension ImportedServiceSet: Equatable {
  public static func == (left: ImportedServiceSet, right: ImportedServiceSet) -> Bool { left.node == right.node }
}
