import Documents
import Federation
import Kubernetes
import SPIFFE

/// The meshes of the input, with the objects of each.
struct BorderSides {
  private(set) var all: [BorderSide] = []

  init(_ inventory: Inventory) {
    let facts = inventory.facts
    var planes: [IstioPlane] = []
    for plane in inventory.istio?.planes ?? [] where !planes.contains(where: { Self.isOneMesh($0, plane, inventory) }) {
      planes.append(plane)
    }
    for (index, plane) in planes.enumerated() {
      // Each revision has a configuration of its own, and any of them may be that of a workload.
      let revisions =
        [plane]
        + (inventory.istio?.planes ?? []).filter { other in
          other.id != plane.id && Self.isOneMesh(other, plane, inventory)
        }
      let namespace = plane.namespace ?? plane.described?.namespace ?? ""
      // Of two root namespaces nobody knows which one is that of a workload.
      let roots = Set(revisions.flatMap { Self.roots($0.config("rootNamespace").string ?? namespace) })
      let name = plane.described?.name ?? Self.name(ofNamespace: namespace) ?? plane.trustDomain ?? plane.revision
      all.append(
        BorderSide(
          name: ServiceGuide.MeshName(id: -1 - index, name: name, namespace: namespace), trustDomain: plane.trustDomain,
          network: plane.network, described: plane.described, folders: [plane.folder],
          files: Set(plane.layers.map(\.top.source)), aliases: revisions.flatMap(\.aliases).compactMap(\.string),
          roots: roots.count == 1 ? roots : []))
    }
    for mesh in inventory.meshes where mesh.isOfMaistra {
      let plane = mesh.controlPlane
      all.append(
        BorderSide(
          name: ServiceGuide.MeshName(mesh), trustDomain: mesh.trustDomain,
          network: plane?.spec["cluster"]["network"].string ?? mesh.facts?.network, described: mesh.facts,
          folders: Set(mesh.configuration.map(\.folder)), files: Set(mesh.configuration.map(\.document.source)),
          aliases: mesh.controlPlanes.flatMap { $0.additionalDomains.strings }, roots: Self.roots(mesh.namespace)))
    }
    for (index, mesh) in (facts.federation?.meshes ?? []).enumerated()
    where !all.contains(where: { $0.described?.name == mesh.name }) {
      all.append(
        BorderSide(
          name: ServiceGuide.MeshName(id: -1000 - index, name: mesh.name, namespace: mesh.namespace),
          trustDomain: mesh.trustDomain.name, network: mesh.network, described: mesh, folders: [],
          roots: Self.roots(mesh.namespace)))
    }
    let places = BorderPlaces(all, inventory.manifests, home: inventory.home)
    for index in all.indices { all[index].folders = places.folders(of: index) }
    for manifest in inventory.manifests where Self.isOfBorder(manifest) {
      let owners = places.owners(of: manifest)
      if owners.count == 1 {
        all[owners[0]].add(manifest)
      } else {
        for side in owners { all[side].add(stray: manifest) }
      }
    }
    for index in all.indices {
      guard let complete = facts.completeKinds[all[index].name.name] else { continue }
      all[index].complete = complete
      all[index].unseen = BorderKind.names.subtracting(complete)
    }
  }

  private static func isOfBorder(_ manifest: Manifest) -> Bool {
    if BorderKind.names.contains(manifest.kind) {
      return BorderKind.all.contains { manifest.isA($0.kind, of: $0.group) }
    }
    return switch manifest.kind {
    case "Service", "Pod": manifest.group.isEmpty
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "DeploymentConfig": manifest.group.hasPrefix("apps")
    default: false
    }
  }

  private static func roots(_ namespace: String) -> Set<String> { namespace.isEmpty ? [] : [namespace] }

  /// Whether two control planes are revisions of one mesh. Those of different trust domains are of two clusters.
  private static func isOneMesh(_ one: IstioPlane, _ other: IstioPlane, _ inventory: Inventory) -> Bool {
    guard inventory.istio?.isOneMesh(one, other) ?? false else { return false }
    return one.trustDomain == nil || other.trustDomain == nil || one.trustDomain == other.trustDomain
  }

  private static func name(ofNamespace namespace: String) -> String? {
    guard !namespace.isEmpty, namespace != IstioLayer.usualNamespace else { return nil }
    return namespace.hasSuffix("-system") ? String(namespace.dropLast("-system".count)) : namespace
  }
}

extension MeshObjects {
  fileprivate var configuration: [Manifest] {
    controlPlanes.map(\.manifest) + peers.map(\.manifest) + exports + imports
  }
}
