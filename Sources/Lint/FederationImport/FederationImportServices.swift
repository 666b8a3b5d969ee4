import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE

/// The sets of running meshes, as `exports` and `imports` of a federation.yaml.
struct FederationImportServices {
  private let inventory: Inventory
  private let names: FederationImportNames
  /// The failover rules of which none was chosen.
  private(set) var findings: [Diagnostic] = []

  init(_ inventory: Inventory, _ names: FederationImportNames) {
    self.inventory = inventory
    self.names = names
  }

  /// Adds a mesh's exports and imports to its entry. A set that cannot be fully expressed is reported.
  mutating func describe(_ mesh: MeshObjects, _ draft: inout MeshDraft) {
    let peers = inventory.peers.filter { $0.mesh.id == mesh.id }.map { ($0.peer.name, names.name(of: $0)) }
    for (peer, name) in peers + names.hinted(by: mesh).map({ ($0, $0) }) {
      guard !draft.exports.contains(where: { $0.peer == name }), !draft.imports.contains(where: { $0.peer == name })
      else { continue }
      if let set = mesh.exports.first(where: { $0.name == peer }), let export = export(set, to: name) {
        draft.exports.append(export)
      }
      if let set = mesh.imports.first(where: { $0.name == peer }) {
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

  private mutating func imported(
    _ manifest: Manifest, _ mesh: MeshObjects, _ peer: String, _ region: inout String?
  ) -> ServiceDraft? {
    guard case .importedServiceSet(let set) = try? Resource.read(manifest.document), !set.rules.isEmpty else {
      return nil
    }
    var manifests = [manifest]
    var entries: [Node] = []
    for rule in set.rules {
      let failover = failover(rule, set, mesh, region)
      let name = failover?.manifest.name
      guard let entry = rule.entry(failover: failover?.accounts, ruleName: name == failover?.derived ? nil : name)
      else {
        return nil
      }
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
  /// our regions to the peer's, and lists our own workloads and the egress gateway, or no identity at all.
  private mutating func failover(
    _ rule: ImportRule, _ set: ImportedServiceSet, _ mesh: MeshObjects, _ region: String?
  ) -> (accounts: [String], from: String, manifest: Manifest, derived: String)? {
    guard rule.importAsLocal == true, let mapping = rule.nameSelector, let only = mapping.pattern.only,
      let locality = set.locality?.locality, let service = mapping.name(for: only)
    else { return nil }
    let host = Naming.host(ofService: service.name, namespace: service.namespace, clusterDomain: mesh.clusterDomain)
    let candidates = mesh.failoverRules(for: host)
    if candidates.count > 1 { findings.append(Self.several(candidates.map(\.manifest), host)) }
    guard candidates.count == 1, let manifest = candidates.first?.manifest,
      case .destinationRule(let running) = try? Resource.read(manifest.document),
      let regions = running.locality?.failover, regions.count == 1, regions[0].to == locality.region,
      let from = regions[0].from, region == nil || region == from
    else { return nil }
    let derived = Failover.ruleName(of: service.name)
    let identities = running.tls?.subjectAltNames ?? []
    guard !identities.isEmpty else { return ([], from, manifest, derived) }
    guard let domain = mesh.trustDomain else { return nil }
    let prefix = "\(SPIFFEID.scheme)\(domain)/ns/\(service.namespace)/sa/"
    let accounts = identities.compactMap { name in
      name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
    return accounts.isEmpty ? nil : (accounts, from, manifest, derived)
  }

  private static func several(_ rules: [Manifest], _ host: String) -> Diagnostic {
    Diagnostic(
      "MT-ADOPT-11", .warning, what: "\(rules.count) DestinationRules are for `\(host)`, and none of them was read",
      why: rules.map { "\($0.object) at \($0.top.place)" }.joined(separator: "; "),
      next: "delete those that have no effect, or pass only the one that counts", place: rules.first?.top.place)
  }
}
