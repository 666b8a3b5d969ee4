public import Documents
public import Federation

/// The export and import sets and the failover rules of a mesh, from federation.yaml. Empty for a mesh without any.
public struct ServiceManifests: Sendable {
  /// In the order of the peers.
  public let exports: [ExportedServiceSet]
  /// In the order of the peers.
  public let imports: [ImportedServiceSet]
  /// One rule for each service that fails over.
  public let failovers: [DestinationRule]

  /// The objects for services that are exchanged with meshes of Istio.
  public let border: ServiceBorder

  /// Remotes without a trust card have no ServiceMeshPeer, and therefore no sets; nor have meshes of Istio.
  public init(_ mesh: Mesh) {
    border = ServiceBorder(mesh)
    let known = Set(mesh.peers.filter { $0.usesServiceSets(with: mesh) }.map(\.name))
    exports = mesh.exports.filter { known.contains($0.peer) }.map {
      ExportedServiceSet(toPeer: $0.peer, of: mesh, rules: $0.rules)
    }
    let imports = mesh.imports.filter { known.contains($0.peer) }
    self.imports = imports.map { imports in
      let locality = imports.locality.map { ImportLocality(region: $0.region, zone: $0.zone, subzone: $0.subzone) }
      return ImportedServiceSet(
        fromPeer: imports.peer, of: mesh, rules: imports.rules, domainSuffix: imports.domainSuffix, locality: locality)
    }
    failovers = Self.merged(imports.flatMap(\.failovers)).map { DestinationRule($0) }
  }

  /// The files in the order in which they are applied.
  public var files: [(name: String, node: Node)] {
    exports.map { ("exportedserviceset-\($0.metadata.name).yaml", $0.node) }
      + imports.map { ("importedserviceset-\($0.metadata.name).yaml", $0.node) }
      + failovers.map { (Self.file($0), $0.node) } + border.objects.map { ($0.file, $0.node) }
  }

  /// The resources with their file names.
  var named: [(file: String, resource: Resource)] {
    exports.map { ("exportedserviceset-\($0.metadata.name).yaml", .exportedServiceSet($0)) }
      + imports.map { ("importedserviceset-\($0.metadata.name).yaml", .importedServiceSet($0)) }
      + failovers.map { (Self.file($0), .destinationRule($0)) } + border.objects.map { ($0.file, .other($0.node)) }
  }

  /// Services with the same name can exist in several namespaces.
  private static func file(_ rule: DestinationRule) -> String {
    "destinationrule-\(rule.metadata.namespace ?? "")-\(rule.metadata.name).yaml"
  }

  /// A host with several failover peers has one rule, because two would shadow each other. Istio uses the first entry
  /// for a region, so the first peer takes over; the identities of all of them are listed.
  private static func merged(_ failovers: [Failover]) -> [Failover] {
    var merged: [Failover] = []
    for failover in failovers {
      if let index = merged.firstIndex(where: { $0.host == failover.host }) {
        merged[index] = merged[index].adding(failover.servers)
      } else {
        merged.append(failover)
      }
    }
    return merged
  }
}
