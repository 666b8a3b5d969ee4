import Diagnostics
import Documents
import Federation
import SPIFFE

/// Joins what meshes call in others without service sets with what the others let through and admit.
///
/// What the input does not have is not known, and never absent: a mesh has ServiceEntries, Gateways or policies in the input
/// if it has at least one of the kind, or if the kind was read from its cluster.
struct BorderGuide {
  private let sides: [BorderSide]
  private let facts: Facts

  init(_ inventory: Inventory) {
    facts = inventory.facts
    sides = BorderSides(inventory).all
  }

  /// Every direction of which anything is known, by the meshes' names.
  var directions: [BorderDirection] {
    let calls = sides.flatMap { side in side.entries.compactMap { call($0, of: side) } }
    var pairs: [(from: End, to: End)] = []
    func note(_ from: End, _ to: End) {
      if from.name != to.name, !pairs.contains(where: { $0.from.name == from.name && $0.to.name == to.name }) {
        pairs.append((from, to))
      }
    }
    for call in calls { note(call.from, End(call.importer)) }
    for side in sides {
      for domain in admittedDomains(by: side) { note(End(side), end(ofDomain: domain)) }
      for service in side.described?.offeredServices ?? [] {
        if let peer = side.described?.peer(named: service.peer) { note(End(side), end(of: peer)) }
      }
    }
    return pairs.map { pair in direction(pair.from, pair.to, calls) }
      .sorted { ($0.from.name, $0.to.name) < ($1.from.name, $1.to.name) }
  }

  // MARK: - Ends

  /// One end of a direction: a mesh of the input, or one that others name.
  private struct End {
    let name: ServiceGuide.MeshName
    let trustDomain: String?
    let side: BorderSide?

    init(_ side: BorderSide) {
      name = side.name
      trustDomain = side.trustDomain
      self.side = side
    }

    init(named name: String, namespace: String = "", trustDomain: String?) {
      self.name = ServiceGuide.MeshName(id: Int.min, name: name, namespace: namespace)
      self.trustDomain = trustDomain
      side = nil
    }
  }

  private func end(ofDomain domain: String, network: String? = nil) -> End {
    let found = sides.filter { $0.trustDomain == domain }
    let near = found.count > 1 ? found.filter { $0.network != nil && $0.network == network } : found
    if let side = near.first { return End(side) }
    let peers = (facts.federation?.meshes ?? []).flatMap(\.peers)
    if let peer = peers.first(where: { $0.trustDomain.name == domain }) { return end(of: peer) }
    let remote = facts.remoteDomains.first { $0.value == domain }?.key
    return End(named: remote ?? domain, trustDomain: domain)
  }

  private func end(of peer: Peer) -> End {
    if let side = sides.first(where: { $0.described?.name == peer.name || $0.name.name == peer.name }) {
      return End(side)
    }
    return End(named: peer.name, namespace: peer.namespace, trustDomain: peer.trustDomain.name)
  }

  // MARK: - Calls

  /// A ServiceEntry for a service of another mesh.
  private struct Call {
    let from: End
    let importer: BorderSide
    let hosts: [String]
    let entry: BorderService.Entry
  }

  /// Nil for an entry of the mesh's own, or of something outside of all meshes.
  private func call(_ manifest: Manifest, of side: BorderSide) -> Call? {
    let spec = manifest.spec
    guard spec["location"].string == "MESH_INTERNAL" else { return nil }
    let identities = spec["subjectAltNames"].strings
    let domains = identities.compactMap { (try? SPIFFEID($0))?.trustDomain.name }
    let (endpoints, isComplete) = endpoints(of: manifest, side)
    let networks = Set(endpoints.compactMap { $0["network"].string }).sorted()
    let foreign = networks.first { $0 != side.network }
    let domain = domains.first { $0 != side.trustDomain } ?? (foreign == nil ? nil : domains.first)
    let from: End
    if let domain {
      from = end(ofDomain: domain, network: foreign)
    } else if let foreign {
      let known = sides.first { $0.network == foreign && $0.name != side.name }
      from = known.map { End($0) } ?? End(named: "the network \(foreign)", trustDomain: nil)
    } else if domains.isEmpty, endpoints.isEmpty, !isComplete {
      from = End(named: "a mesh that is not known", trustDomain: nil)
    } else {
      return nil
    }
    let ports = spec["ports"].items.map { port in
      [port["name"].string, port["number"].int.map(String.init)].compactMap { $0 }.joined(separator: " ")
    }
    return Call(
      from: from, importer: side, hosts: spec["hosts"].strings,
      entry: BorderService.Entry(
        object: manifest.object, place: manifest.document.place, ports: ports, identities: identities,
        networks: networks, addresses: addresses(of: endpoints, networks, side)))
  }

  /// The endpoints of an entry, and whether these are all.
  private func endpoints(of entry: Manifest, _ side: BorderSide) -> (endpoints: [Field], isComplete: Bool) {
    let inline = entry.spec["endpoints"].items
    let labels = entry.spec["workloadSelector"]["labels"].table
    guard !labels.isEmpty else { return (inline, true) }
    let selected = side.workloads.filter { workload in
      workload.namespace == entry.namespace && labels.allSatisfy { workload.spec["labels"].table[$0.key] == $0.value }
    }
    return (inline + selected.map(\.spec), !selected.isEmpty || side.complete.contains("WorkloadEntry"))
  }

  /// Their own addresses, and those of the gateways of their networks.
  private func addresses(of endpoints: [Field], _ networks: [String], _ side: BorderSide) -> [String] {
    let own = endpoints.compactMap { $0["address"].string }
    let gateways = side.remotes.filter { gateway in
      gateway.spec["gatewayClassName"].string == "istio-remote"
        && networks.contains(gateway.top["metadata"]["labels"].table["topology.istio.io/network"] ?? "")
    }
    return Set(own + gateways.flatMap { $0.spec["addresses"].items }.compactMap { $0["value"].string }).sorted()
  }

  // MARK: - One direction

  private func direction(_ from: End, _ to: End, _ calls: [Call]) -> BorderDirection {
    let calls = calls.filter { $0.from.name == from.name && $0.importer.name == to.name }
    var hosts = Set(calls.flatMap(\.hosts))
    if let side = from.side {
      hosts.formUnion(
        passing(side).flatMap(\.hosts).filter { host in
          let admission = admission(of: host, side)
          return !admission.isKnown || admission.isForEveryone
            || to.trustDomain.map { !admission.principals(of: $0).isEmpty } ?? true
        })
      let offered = side.described?.offeredServices.filter { $0.peer == to.name.name } ?? []
      hosts.formUnion(offered.map(\.host))
    }
    return BorderDirection(
      from: from.name, to: to.name,
      services: hosts.sorted().map { host in
        BorderService(
          host: host, call: call(host, calls, to), passage: passage(of: host, from.side),
          admission: from.side.map { admission(of: host, $0) } ?? .unknown, exporterDomain: from.trustDomain,
          importerDomain: to.trustDomain)
      }, knowsCalls: to.side?.knowsEntries ?? false, knowsPassages: from.side?.knowsGateways ?? false)
  }

  private func call(_ host: String, _ calls: [Call], _ to: End) -> BorderService.Call {
    if let call = calls.first(where: { $0.hosts.contains(host) }) { return .entry(call.entry) }
    return to.side?.knowsEntries ?? false ? .missing : .unknown
  }

  // MARK: - The exporter

  /// The gateways that let calls of other meshes through, with their hosts.
  private func passing(_ side: BorderSide) -> [(object: String, hosts: [String])] {
    side.gateways.compactMap { gateway in
      let servers = gateway.spec["servers"].items.filter { $0["tls"]["mode"].string == "AUTO_PASSTHROUGH" }
      return servers.isEmpty ? nil : (gateway.object, servers.flatMap { $0["hosts"].strings })
    }
  }

  private func passage(of host: String, _ side: BorderSide?) -> BorderService.Passage {
    guard let side, side.knowsGateways else { return .unknown }
    let gateways = passing(side)
    let open = gateways.filter { $0.hosts.contains { Self.matches($0, host) } }
    if !open.isEmpty { return .listed(open.map(\.object)) }
    // Other gateways may be elsewhere, unless all of them were read.
    return gateways.isEmpty && !side.complete.contains("Gateway") ? .unknown : .unlisted(gateways.map(\.object))
  }

  /// Whether a host of a gateway's server lets a name through; a namespace before it does not matter here.
  private static func matches(_ pattern: String, _ host: String) -> Bool {
    let name = pattern.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? pattern
    if name == "*" || name == host { return true }
    return name.hasPrefix("*.") && host.hasSuffix(name.dropFirst())
  }

  /// The trust domains of others that any policy names.
  private func admittedDomains(by side: BorderSide) -> [String] {
    guard !passing(side).isEmpty else { return [] }
    let sources = side.policies.flatMap { $0.spec["rules"].items }.flatMap { $0["from"].items }.map { $0["source"] }
    let principals = sources.flatMap { $0["principals"].strings + $0["notPrincipals"].strings }
    let own: Set<String> = [side.trustDomain ?? "", "cluster.local"]
    return Set(principals.compactMap { $0.split(separator: "/").first.map(String.init) }).subtracting(own)
      .filter { !$0.hasPrefix("*") }.sorted()
  }

  private func admission(of host: String, _ side: BorderSide) -> Admission {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard side.knowsPolicies, labels.count > 2, labels[2] == "svc" else { return .unknown }
    let (name, namespace) = (labels[0], labels[1])
    let service = side.services.first { $0.name == name && $0.namespace == namespace }
    let shared = side.described?.offeredServices.first { $0.host == host }
    let selection = service.map { $0.spec["selector"].table } ?? shared.map(\.workloads)
    var policies: [Manifest] = []
    for policy in side.policies where policy.namespace == namespace || policy.namespace == side.name.namespace {
      // One for a gateway or a Service is not for the workloads.
      guard !policy.spec["targetRef"].exists, policy.spec["targetRefs"].items.isEmpty else { continue }
      let labels = policy.spec["selector"]["matchLabels"].table
      if !labels.isEmpty {
        guard let selection else { return .unknown }
        guard labels.allSatisfy({ selection[$0.key] == $0.value }) else { continue }
      }
      policies.append(policy)
    }
    return Admission(policies)
  }
}
