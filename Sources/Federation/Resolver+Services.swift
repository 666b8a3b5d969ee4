import Diagnostics
import SPIFFE

extension Resolver {
  /// The exports of a mesh, by peer in the order of its peers.
  mutating func exports(of mesh: Mesh) -> [PeerExports] {
    guard let entry = entries[mesh.name] else { return [] }
    return mesh.gateways.compactMap { gateways in
      guard let given = entry.exports.first(where: { $0.peer.value == gateways.peer }), !given.rules.isEmpty else {
        return nil
      }
      let rules = given.rules.map(\.rule)
      for entry in given.rules { check(entry) }
      let resolved = ServiceExports.resolve(
        services: ServiceExports.servicesNamed(in: rules), rules: rules, peer: gateways.peer,
        controlPlaneNamespace: mesh.namespace, clusterDomain: mesh.cluster.domain)
      reportSkipped(resolved.skippedRules, unreachable: resolved.unreachableRules, at: given.rules.map(\.place))
      reportConflicts(
        resolved.conflicts, "MT-X-05", "are exported to `\(gateways.peer)` under one name", given.peer.place)
      return PeerExports(peer: gateways.peer, rules: rules)
    }
  }

  /// The imports of a mesh, by peer in the order of its peers.
  mutating func imports(of mesh: Mesh, among meshes: [String: Mesh]) -> [PeerImports] {
    guard let entry = entries[mesh.name] else { return [] }
    return mesh.gateways.compactMap { gateways in
      guard let given = entry.imports.first(where: { $0.peer.value == gateways.peer }), !given.rules.isEmpty else {
        return nil
      }
      return imports(given, of: mesh, peer: meshes[gateways.peer])
    }
  }

  private mutating func imports(_ given: ImportEntry, of mesh: Mesh, peer: Mesh?) -> PeerImports {
    let rules = given.rules.map(\.rule)
    let locality = given.locality ?? farLocality(of: peer, from: mesh)
    for entry in given.rules { check(entry) }
    if let suffix = given.domainSuffix { check(suffix, .hostname, role: "domain suffix") }
    let place = ImportLocality(region: locality?.region, zone: locality?.zone, subzone: locality?.subzone)
    let resolved = ServiceImports.resolve(
      offered: ServiceImports.servicesNamed(in: rules, offeredTo: mesh.name), rules: rules, peer: given.peer.value,
      importer: ServiceImports.Importer(
        controlPlaneNamespace: mesh.namespace, clusterDomain: mesh.cluster.domain),
      domainSuffix: given.domainSuffix?.value, locality: place)
    reportSkipped(resolved.skippedRules, unreachable: resolved.unreachableRules, at: given.rules.map(\.place))
    reportConflicts(
      resolved.conflicts, "MT-X-06", "are imported from `\(given.peer.value)` under one name", given.peer.place)
    return PeerImports(
      peer: given.peer.value, rules: rules, domainSuffix: given.domainSuffix?.value, locality: locality,
      failovers: failovers(given, resolved, of: mesh))
  }

  /// The locality of the peer's mesh. Imports get it only if that is not our own region (F-08).
  private func farLocality(of peer: Mesh?, from mesh: Mesh) -> Locality? {
    guard let locality = peer?.locality, locality.region != mesh.locality?.region else { return nil }
    return locality
  }
}

// MARK: - Failover

extension Resolver {
  private mutating func failovers(_ given: ImportEntry, _ resolved: ServiceImports, of mesh: Mesh) -> [Failover] {
    var failovers: [Failover] = []
    for (index, entry) in given.rules.enumerated() {
      guard let wanted = entry.failover else { continue }
      guard entry.rule.nameSelector?.pattern.only != nil else {
        report(
          "MT-SVC-12", what: "the failover is on a rule that may select several services",
          why: "each service needs a DestinationRule of its own, with the identities of its own workloads",
          next: "write a rule with `namespace` and `name` for each service", place: wanted.place)
        continue
      }
      guard wanted.listsAccounts else {
        report(
          "MT-SVC-13", what: "the failover does not list the local service accounts",
          why:
            "clients need every identity that may answer, including the egress gateway's; a list without "
            + "the local ones would shut those out (F-12)",
          next:
            "add `serviceAccounts: [...]` with what `oc get pods -n NAMESPACE -o jsonpath='{..serviceAccountName}'` prints",
          place: wanted.place)
        continue
      }
      if wanted.serviceAccounts.isEmpty {
        report(
          "MT-SVC-13", .warning, what: "the failover lists no identities",
          why: "from 2.4 on the peer's endpoints carry none of their own, so clients may refuse them (F-12)",
          next:
            "list the accounts of the service's own pods: `oc get pods -n NAMESPACE -o jsonpath='{..serviceAccountName}'`",
          place: wanted.place)
      }
      // An unreachable rule has already been reported.
      guard let imported = resolved.imported.first(where: { $0.rule == index }) else { continue }
      if let failover = failover(of: imported, wanted, mesh, peer: given.peer.value) { failovers.append(failover) }
    }
    return failovers
  }

  /// Two DestinationRules of one name in a namespace would be one object.
  mutating func checkFailoverNames(of mesh: Mesh) {
    var hosts: [ServiceName: String] = [:]
    for failover in mesh.imports.flatMap(\.failovers) {
      let rule = ServiceName(namespace: failover.service.namespace, name: failover.ruleName)
      let host = hosts[rule] ?? failover.host
      hosts[rule] = host
      guard host != failover.host else { continue }
      report(
        "MT-SVC-14", what: "`\(host)` and `\(failover.host)` have one name for their failover rule, `\(rule.name)`",
        why: "the DestinationRules are in one namespace, so the second would replace the first",
        next: "give one of them another `name`",
        place: entries[mesh.name]?.imports.first?.peer.place ?? entries[mesh.name]?.name.place ?? Place())
    }
  }

  private mutating func failover(
    of imported: ImportedService, _ wanted: ImportRuleEntry.Failover, _ mesh: Mesh, peer: String
  ) -> Failover? {
    let servers: [WorkloadIdentity]
    do {
      servers = try mesh.failoverServers(
        of: imported.name, serviceAccounts: wanted.serviceAccounts.map(\.value), peer: peer)
    } catch {
      findings.append(error.diagnostic.placed(at: wanted.place))
      return nil
    }
    do {
      if let name = wanted.name { check(name, .subdomain, role: "failover rule's name") }
      return try Failover(
        of: imported, from: mesh.locality?.region, servers: servers, ruleName: wanted.name?.value)
    } catch {
      findings += error.diagnostics.map { $0.placed(at: wanted.place) }
      return nil
    }
  }
}

// MARK: - Checks

extension Resolver {
  private mutating func check(_ entry: ExportRuleEntry) {
    let mappings = [entry.rule.nameSelector].compactMap { $0 } + (entry.rule.labelSelector?.aliases ?? [])
    for mapping in mappings { check(mapping, entry.place) }
    if let namespace = entry.rule.labelSelector?.namespace {
      reportGlobs(NamePattern(namespace: namespace), entry.place)
    }
  }

  private mutating func check(_ entry: ImportRuleEntry) {
    if let mapping = entry.rule.nameSelector { check(mapping, entry.place) }
    if let suffix = entry.rule.domainSuffix {
      check(Located(value: suffix, place: entry.place), .hostname, role: "domain suffix")
    }
  }

  private mutating func check(_ mapping: NameMapping, _ place: Place) {
    reportGlobs(mapping.pattern, place)
    for (half, role) in [(mapping.alias?.fixedNamespace, "namespace"), (mapping.alias?.fixedName, "name")] {
      guard let half, let fault = NameSyntax.label.fault(in: half) else { continue }
      report(
        "MT-X-16", what: "the alias's \(role) \(Excerpt(half)) \(fault)",
        why: "the control plane generates an invalid gateway, and only logs that", next: "choose another \(role)",
        place: place)
    }
  }

  private mutating func reportGlobs(_ pattern: NamePattern, _ place: Place) {
    for glob in pattern.globs {
      report(
        "MT-X-03", what: "`\(glob)` is taken literally: only `*` on its own is a wildcard",
        why: "the rule would select nothing", next: "name the service, or write `\"*\"`", place: place)
    }
  }

  private mutating func reportSkipped(_ skipped: [SkippedRule], unreachable: [UnreachableRule], at places: [Place]) {
    for rule in skipped {
      report(
        rule.fault.code, what: "the rule would be skipped: it \(rule.fault)",
        why: "the control plane only logs that and continues with the next rule", next: "correct the rule",
        place: places[rule.rule])
    }
    for rule in unreachable {
      report(
        "MT-X-04", .warning, what: "the rule is never reached: rule \(rule.coveredBy + 1) selects all that it could",
        why: "the first rule that selects a service decides", next: "put it before rule \(rule.coveredBy + 1)",
        place: places[rule.rule])
    }
  }

  private mutating func reportConflicts(_ conflicts: [HostConflict], _ code: Code, _ how: String, _ place: Place) {
    for conflict in conflicts {
      let services = conflict.services.map { "`\($0)`" }.joined(separator: " and ")
      report(
        code, what: "\(services) \(how), `\(conflict.host)`", why: "a name has one service",
        next: "give them different aliases", place: place)
    }
  }
}

extension Diagnostic {
  /// With a place, unless it already has one.
  fileprivate func placed(at place: Place) -> Diagnostic {
    var copy = self
    copy.place = self.place ?? place
    return copy
  }
}
