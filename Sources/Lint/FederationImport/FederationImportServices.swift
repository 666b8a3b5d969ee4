import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE

/// The sets of running meshes, as `exports` and `imports` of a federation.yaml.
struct FederationImportServices {
  private let inventory: Inventory
  private let names: FederationImportNames

  init(_ inventory: Inventory, _ names: FederationImportNames) {
    self.inventory = inventory
    self.names = names
  }

  /// Adds a mesh's exports and imports to its entry. A set that cannot be fully expressed is reported.
  func describe(_ mesh: MeshObjects, _ draft: inout MeshDraft) {
    for item in inventory.peers where item.mesh.id == mesh.id {
      let name = names.name(of: item)
      if let set = mesh.exports.first(where: { $0.name == item.peer.name }), let export = export(set, to: name) {
        draft.exports.append(export)
      }
      if let set = mesh.imports.first(where: { $0.name == item.peer.name }) {
        draft.imports += imported(set, mesh, name, &draft.region).map { [$0] } ?? []
      }
    }
    for name in names.hinted(by: mesh) {
      if let set = mesh.exports.first(where: { $0.name == name }), let export = export(set, to: name) {
        draft.exports.append(export)
      }
      if let set = mesh.imports.first(where: { $0.name == name }) {
        draft.imports += imported(set, mesh, name, &draft.region).map { [$0] } ?? []
      }
    }
  }

  private func export(_ manifest: Manifest, to peer: String) -> ServiceDraft? {
    guard case .exportedServiceSet(let set) = try? Resource.read(manifest.document), !set.rules.isEmpty else {
      return nil
    }
    let entries = set.rules.compactMap(\.entry)
    guard entries.count == set.rules.count else { return nil }
    return ServiceDraft(peer: peer, entry: .sequence(entries), manifests: [manifest])
  }

  private func imported(
    _ manifest: Manifest, _ mesh: MeshObjects, _ peer: String, _ region: inout String?
  ) -> ServiceDraft? {
    guard case .importedServiceSet(let set) = try? Resource.read(manifest.document), !set.rules.isEmpty else {
      return nil
    }
    var manifests = [manifest]
    var entries: [Node] = []
    for rule in set.rules {
      let failover = failover(rule, set, mesh, region)
      guard let entry = rule.entry(failover: failover?.accounts) else { return nil }
      entries.append(entry)
      guard let failover else { continue }
      region = failover.from
      manifests.append(failover.manifest)
    }
    var entry: [(String, Node)] = set.domainSuffix.map { [("domainSuffix", .string($0))] } ?? []
    if let locality = set.locality {
      guard let locality = locality.locality else { return nil }
      entry.append(("locality", locality.entry))
    }
    entry.append(("rules", .sequence(entries)))
    return ServiceDraft(peer: peer, entry: .mapping(entry), manifests: manifests)
  }

  /// The failover rule of an import, if it says what one of `apply` would, under any name: it leads from one of
  /// our regions to the peer's, and lists our own workloads and the egress gateway.
  private func failover(
    _ rule: ImportRule, _ set: ImportedServiceSet, _ mesh: MeshObjects, _ region: String?
  ) -> (accounts: [String], from: String, manifest: Manifest)? {
    guard rule.importAsLocal == true, let mapping = rule.nameSelector, let only = mapping.pattern.only,
      let locality = set.locality?.locality, let service = mapping.name(for: only)
    else { return nil }
    let host = Naming.host(ofService: service.name, namespace: service.namespace, clusterDomain: mesh.clusterDomain)
    guard let manifest = mesh.failoverRule(for: host)?.manifest,
      case .destinationRule(let running) = try? Resource.read(manifest.document),
      let regions = running.locality?.failover, regions.count == 1, regions[0].to == locality.region,
      let from = regions[0].from, region == nil || region == from,
      let domain = mesh.controlPlane?.trustDomain.string
    else { return nil }
    let prefix = "\(SPIFFEID.scheme)\(domain)/ns/\(service.namespace)/sa/"
    let accounts = (running.tls?.subjectAltNames ?? []).compactMap { name in
      name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
    return accounts.isEmpty ? nil : (accounts, from, manifest)
  }
}
