import Diagnostics
import SPIFFE

/// Services between meshes of which at least one is not of Maistra.
extension Resolver {
  /// One rule of an export or import, with what is said about both sides.
  private struct Rule {
    let service: ServiceName?
    /// Whether the rule gives the service another name.
    let renames: Bool
    let parties: ServiceParties
    let place: Place
  }

  /// The services that a mesh offers and uses in this way.
  mutating func sharedServices(of mesh: Mesh, among meshes: [String: Mesh]) -> (
    offered: [SharedService], used: [SharedService]
  ) {
    guard let entry = entries[mesh.name] else { return ([], []) }
    var offered: [SharedService] = []
    var used: [SharedService] = []
    for peer in mesh.peers where !peer.usesServiceSets(with: mesh) {
      let exports = rules(ofExports: entry, peer: peer.name)
      let imports = rules(ofImports: entry, peer: peer.name)
      checkAmbient(mesh, exports + imports)
      let theirs = meshes[peer.name].flatMap { entries[$0.name] }
      offered += self.offered(
        exports, mesh, peer, others: theirs.map { rules(ofImports: $0, peer: mesh.name) })
      used += self.used(imports, mesh, peer, others: theirs.map { rules(ofExports: $0, peer: mesh.name) }, meshes)
    }
    checkPolicies(offered, of: mesh, entry)
    return (offered, used)
  }

  private func rules(ofExports entry: MeshEntry, peer: String) -> [Rule] {
    (entry.exports.first { $0.peer.value == peer }?.rules ?? []).map { given in
      Rule(
        service: given.rule.nameSelector?.pattern.only,
        renames: given.rule.nameSelector?.alias != nil, parties: given.parties, place: given.place)
    }
  }

  private func rules(ofImports entry: MeshEntry, peer: String) -> [Rule] {
    (entry.imports.first { $0.peer.value == peer }?.rules ?? []).map { given in
      Rule(
        service: given.rule.nameSelector?.pattern.only,
        renames: given.rule.nameSelector?.alias != nil || given.rule.domainSuffix != nil || given.failover != nil
          || given.rule.importAsLocal == true, parties: given.parties, place: given.place)
    }
  }
}

// MARK: - Both directions

extension Resolver {
  /// - Parameter others: The rules of the importing mesh; nil for a remote, of which nothing is known.
  private mutating func offered(_ rules: [Rule], _ mesh: Mesh, _ peer: Peer, others: [Rule]?) -> [SharedService] {
    rules.compactMap { rule in
      guard let service = exactName(rule, mesh, peer) else { return nil }
      let theirs = others?.first { $0.service == service }
      let parties = rule.parties.completed(by: theirs?.parties)
      let isImported = others == nil || theirs != nil
      if isImported, parties.clients.isEmpty {
        report(
          "MT-SVC-31", what: "nothing says which workloads of `\(peer.name)` call `\(service)`",
          why:
            "the AuthorizationPolicy at `\(mesh.name)` admits exactly the importing identities, and would admit none",
          next: "add `clients: [NAMESPACE/SERVICE-ACCOUNT]` to the rule, or to the import in `\(peer.name)`",
          place: rule.place)
        return nil
      }
      return shared(
        service, parties, peer, owner: mesh.trustDomain, caller: peer.trustDomain, mesh.cluster.domain, rule)
    }
  }

  private mutating func used(
    _ rules: [Rule], _ mesh: Mesh, _ peer: Peer, others: [Rule]?, _ meshes: [String: Mesh]
  ) -> [SharedService] {
    rules.compactMap { rule in
      guard let service = exactName(rule, mesh, peer) else { return nil }
      let theirs = others?.first { $0.service == service }
      if others != nil, theirs == nil {
        report(
          "MT-SVC-33", .warning,
          what: "`\(mesh.name)` imports `\(service)`, which `\(peer.name)` does not export to it",
          why: "the gateway of `\(peer.name)` lists the exported hosts, and refuses all others",
          next: "add it to `exports: {\(mesh.name): [...]}` of `\(peer.name)`", place: rule.place)
        return nil
      }
      let parties = rule.parties.completed(by: theirs?.parties)
      guard !parties.servers.isEmpty, !parties.ports.isEmpty else {
        report(
          "MT-SVC-32",
          what:
            "nothing says \(parties.servers.isEmpty ? "who serves" : "at which ports") `\(service)` of `\(peer.name)`"
            + (parties.servers.isEmpty ? "" : " is served"),
          why: parties.servers.isEmpty
            ? "with an empty list in `subjectAltNames`, any identity of any pooled root could answer (I-37)"
            : "a ServiceEntry has the ports of its service",
          next: parties.servers.isEmpty
            ? "add `serviceAccounts: [...]` to the export of `\(peer.name)`, or to this rule"
            : "add `ports: [{number: 9080}]` to the export of `\(peer.name)`, or to this rule", place: rule.place)
        return nil
      }
      let domain = meshes[peer.name]?.cluster.domain ?? facts[peer.name]?.clusterDomain ?? "cluster.local"
      return shared(service, parties, peer, owner: peer.trustDomain, caller: mesh.trustDomain, domain, rule)
    }
  }

  private mutating func exactName(_ rule: Rule, _ mesh: Mesh, _ peer: Peer) -> ServiceName? {
    guard let service = rule.service, !rule.renames else {
      report(
        "MT-SVC-11", what: "between `\(mesh.name)` and `\(peer.name)` each rule names one service, under its own name",
        why: "only two meshes of Maistra learn of services from each other; elsewhere both sides name the same host",
        next: "write `namespace` and `name`, without an alias, suffix, label selector or failover", place: rule.place)
      return nil
    }
    return service
  }

  private mutating func shared(
    _ service: ServiceName, _ parties: ServiceParties, _ peer: Peer, owner: TrustDomain, caller: TrustDomain,
    _ clusterDomain: String, _ rule: Rule
  ) -> SharedService? {
    if let port = parties.ports.first(where: { !(1...65535).contains($0.number) }) {
      report(
        "MT-FED-30", what: "\(port.number) is not a port", why: "ports go from 1 to 65535", next: "correct the number",
        place: rule.place)
      return nil
    }
    do throws(SPIFFEError) {
      var servers: [WorkloadIdentity] = []
      for account in Set(parties.servers).sorted() {
        servers.append(
          try WorkloadIdentity(trustDomain: owner, namespace: service.namespace, serviceAccount: account))
      }
      var clients: [WorkloadIdentity] = []
      for client in Set(parties.clients).sorted() {
        let parts = client.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        clients.append(
          try WorkloadIdentity(
            trustDomain: caller, namespace: parts.first ?? "", serviceAccount: parts.dropFirst().joined(separator: "/"))
        )
      }
      return SharedService(
        peer: peer.name, service: service,
        host: Naming.host(ofService: service.name, namespace: service.namespace, clusterDomain: clusterDomain),
        ports: parties.ports, servers: servers, clients: clients, workloads: parties.workloads)
    } catch {
      var finding = error.diagnostic
      finding.place = rule.place
      findings.append(finding)
      return nil
    }
  }
}

// MARK: - Checks

extension Resolver {
  /// ztunnels reach other networks through gateways of another kind, which nothing here writes.
  private mutating func checkAmbient(_ mesh: Mesh, _ rules: [Rule]) {
    guard mesh.dataPlane == .ambient, let rule = rules.first else { return }
    report(
      "MT-SVC-35", .warning, what: "nothing reaches a service of another network for the ambient mesh `\(mesh.name)`",
      why: "ztunnels use gateways of the class istio-east-west and endpoints from remote secrets; only the policies of "
        + "exports are written",
      next: "set up multi-cluster ambient as Istio's documentation says", place: rule.place)
  }

  /// A policy selects workloads by namespace and labels. Two services with the same selection admit each other's clients.
  private mutating func checkPolicies(_ offered: [SharedService], of mesh: Mesh, _ entry: MeshEntry) {
    var callers: [ServiceName: Set<String>] = [:]
    for service in offered { callers[service.service, default: []].formUnion(service.clients.map(\.clientID)) }
    let open = Set(offered.filter(\.workloads.isEmpty).map(\.service.namespace))
    for namespace in open.sorted() {
      let services = Set(offered.filter { $0.service.namespace == namespace }.map(\.service))
      guard Set(services.map { callers[$0] ?? [] }).count > 1 else { continue }
      report(
        "MT-SVC-34",
        what: "services in `\(namespace)` of `\(mesh.name)` have different clients, and no labels tell them apart",
        why:
          "an AuthorizationPolicy without labels is for the whole namespace, and would admit the clients of one service "
          + "to the others",
        next: "add `workloads: {app: NAME}`, the labels of the Pods, to each of the exports",
        place: entry.exports.first?.rules.first?.place ?? entry.place)
    }
  }
}

extension Peer {
  /// Whether the two meshes exchange services by export and import sets: both are of Maistra. A remote is taken for what
  /// the mesh itself is.
  public func usesServiceSets(with mesh: Mesh) -> Bool {
    mesh.controlPlane.flavour == .maistra && flavour ?? .maistra == .maistra
  }
}
