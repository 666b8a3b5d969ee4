public import Documents
public import Federation

/// The sets of a mesh, and the rules by which its services fail over: what federation.yaml says of services. None for a
/// mesh of which it says nothing.
public struct ServiceManifests: Sendable {
  /// What leaves, in the order of the peers.
  public let exports: [ExportedServiceSet]
  /// What arrives, in the order of the peers.
  public let imports: [ImportedServiceSet]
  /// The services that fail over, each once.
  public let failovers: [DestinationRule]

  /// Makes the resources of a mesh. Peers of whom nothing is known yet have no ServiceMeshPeer, and so no sets.
  public init(_ mesh: Mesh) {
    let known = Set(mesh.peers.map(\.name))
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

  /// The files and what stands in them, in the order in which they are applied.
  public var files: [(name: String, node: Node)] {
    exports.map { ("exportedserviceset-\($0.metadata.name).yaml", $0.node) }
      + imports.map { ("importedserviceset-\($0.metadata.name).yaml", $0.node) }
      + failovers.map { (Self.file($0), $0.node) }
  }

  /// The same as resources.
  var named: [(file: String, resource: Resource)] {
    exports.map { ("exportedserviceset-\($0.metadata.name).yaml", .exportedServiceSet($0)) }
      + imports.map { ("importedserviceset-\($0.metadata.name).yaml", .importedServiceSet($0)) }
      + failovers.map { (Self.file($0), .destinationRule($0)) }
  }

  /// Services of one name are in several namespaces.
  private static func file(_ rule: DestinationRule) -> String {
    "destinationrule-\(rule.metadata.namespace ?? "")-\(rule.metadata.name).yaml"
  }

  /// A host that fails over to several peers has one rule: two would shadow each other. Istio takes the first entry of
  /// a region, so that the first peer takes over; but everybody who may answer is listed.
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
