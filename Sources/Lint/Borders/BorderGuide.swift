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
  private let exporters: [ServiceGuide.MeshName: BorderExporter]
  private let facts: Facts

  init(_ inventory: Inventory) {
    facts = inventory.facts
    sides = BorderSides(inventory).all
    exporters = Dictionary(sides.map { ($0.name, BorderExporter($0)) }) { first, _ in first }
  }

  /// Every direction of which anything is known, by the meshes' names.
  var directions: [BorderDirection] {
    let calls = sides.flatMap { side in side.entries.compactMap { call($0, of: side) } }
    var rivals: [ServiceGuide.MeshName: [String: [BorderService.Entry]]] = [:]
    for call in calls {
      for host in Set(call.hosts) { rivals[call.importer.name, default: [:]][host, default: []].append(call.entry) }
    }
    let callsByPair = Dictionary(grouping: calls) { [$0.from.name, $0.importer.name] }
    var pairs: [(from: End, to: End)] = []
    var noted: Set<[ServiceGuide.MeshName]> = []
    func note(_ from: End, _ to: End) {
      if from.name != to.name, noted.insert([from.name, to.name]).inserted { pairs.append((from, to)) }
    }
    for call in calls { note(call.from, End(call.importer)) }
    for side in sides {
      for domain in exporters[side.name]?.admittedDomains ?? [] { note(End(side), end(ofDomain: domain)) }
      for service in side.described?.offeredServices ?? [] {
        if let peer = side.described?.peer(named: service.peer) { note(End(side), end(of: peer)) }
      }
    }
    return pairs.map { pair in
      direction(
        pair.from, pair.to, callsByPair[[pair.from.name, pair.to.name]] ?? [], rivals: rivals[pair.to.name] ?? [:])
    }
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
    let networks = Set(endpoints.compactMap(\.network)).sorted()
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
        object: manifest.object, place: manifest.document.place, ports: ports,
        numbers: spec["ports"].items.compactMap { $0["number"].int }, identities: identities,
        networks: networks, addresses: addresses(of: endpoints, networks, side),
        isReached: reach(of: endpoints, isComplete, manifest, side)))
  }

  /// An endpoint of a ServiceEntry, of its own or by a WorkloadEntry.
  private struct Endpoint {
    let object: String
    let address: String?
    let network: String?
    let labels: [String: String]
    /// Whether clients call it with Istio's mutual TLS of their own accord.
    ///
    /// Source: istio/istio, pilot/pkg/serviceregistry/serviceentry, getTLSModeFromWorkloadEntry.
    let takesMutualTLS: Bool

    init(_ spec: Field, labels: [String: String]) {
      object = spec.object
      address = spec["address"].string
      network = spec["network"].string
      self.labels = labels
      let mode = labels["security.istio.io/tlsMode"]
      takesMutualTLS = mode == "istio" || mode == nil && spec["serviceAccount"].string != nil
    }
  }

  /// The endpoints of an entry, and whether these are all.
  private func endpoints(of entry: Manifest, _ side: BorderSide) -> (endpoints: [Endpoint], isComplete: Bool) {
    let inline = entry.spec["endpoints"].items.map { Endpoint($0, labels: $0["labels"].table) }
    let labels = entry.spec["workloadSelector"]["labels"].table
    guard !labels.isEmpty else { return (inline, true) }
    let selected = side.workloads.compactMap { workload -> Endpoint? in
      guard workload.namespace == entry.namespace else { return nil }
      // Those of the object take precedence, as in istiod.
      let own = workload.spec["labels"].table.merging(workload.top["metadata"]["labels"].table) { _, last in last }
      return labels.allSatisfy { own[$0.key] == $0.value } ? Endpoint(workload.spec, labels: own) : nil
    }
    return (inline + selected, !selected.isEmpty || side.complete.contains("WorkloadEntry"))
  }

  /// Their own addresses, and those of the gateways of their networks.
  private func addresses(of endpoints: [Endpoint], _ networks: [String], _ side: BorderSide) -> [String] {
    Set(endpoints.compactMap(\.address) + networks.flatMap { gateways(of: $0, side) }).sorted()
  }

  /// The addresses at which a mesh reaches another network.
  private func gateways(of network: String, _ side: BorderSide) -> [String] {
    side.remotes.filter { gateway in
      gateway.spec["gatewayClassName"].string == "istio-remote"
        && gateway.top["metadata"]["labels"].table["topology.istio.io/network"] == network
    }.flatMap { $0.spec["addresses"].items }.compactMap { $0["value"].string }
  }

  /// Whether calls of an entry are sent somewhere, so that the other mesh knows the caller.
  private func reach(
    of endpoints: [Endpoint], _ isComplete: Bool, _ entry: Manifest, _ side: BorderSide
  ) -> BorderAnswer {
    var reasons = side.doubts(aboutUnseen: ["DestinationRule", "PeerAuthentication"])
    if endpoints.isEmpty || !isComplete { reasons.append("the endpoints of \(entry.object) are not in the input") }
    for endpoint in endpoints {
      if let network = endpoint.network, network != side.network {
        if gateways(of: network, side).isEmpty {
          reasons.append("no Gateway for the network `\(network)` is in the input")
        }
      } else if endpoint.address == nil {
        reasons.append("\(endpoint.object) has no address")
      }
      if !endpoint.takesMutualTLS {
        reasons.append("\(endpoint.object) lacks the label `security.istio.io/tlsMode: istio`")
      }
    }
    let spec = entry.spec
    for rule in side.otherTLS where spec["hosts"].strings.contains(where: rule.covers) {
      reasons.append("\(rule.object) asks for TLS that is not Istio's mutual TLS")
    }
    for plain in side.plainTexts where plain.mayReach(entry.namespace, roots: side.roots) {
      if endpoints.contains(where: { $0.labels.has(plain.labels) }) {
        reasons.append("\(plain.object) may switch mutual TLS off for \(entry.object)")
      }
    }
    let scope = spec["exportTo"]
    if scope.exists, scope.node?.sequence?.isEmpty != true, !scope.strings.contains("*") {
      reasons.append("`exportTo` of \(entry.object) hides it from some namespaces")
    }
    return reasons.isEmpty ? .yes : .unknown(reasons.withoutRepetition)
  }

  /// The entries for a host as one. Of several that differ it is not known which one counts.
  private static func one(of entries: [BorderService.Entry], among rivals: [BorderService.Entry]) -> BorderService
    .Entry?
  {
    guard var entry = entries.min(by: { $0.object < $1.object }) else { return nil }
    let others = rivals.filter { !$0.isLike(entry) }
    guard !others.isEmpty else {
      // Like ones may differ in what is not known of them.
      let reasons = rivals.flatMap(\.isReached.reasons).withoutRepetition
      if entry.isReached == .yes, !reasons.isEmpty { entry.isReached = .unknown(reasons) }
      return entry
    }
    let objects = ([entry.object] + others.map(\.object).sorted()).withoutRepetition.joined(separator: " and ")
    entry.isReached = .unknown(entry.isReached.reasons + ["\(objects) are for the same host, and differ"])
    return entry
  }

  // MARK: - One direction

  private func direction(
    _ from: End, _ to: End, _ calls: [Call], rivals: [String: [BorderService.Entry]]
  ) -> BorderDirection {
    let exporter = from.side.flatMap { exporters[$0.name] }
    var found: [String: [BorderService.Entry]] = [:]
    for call in calls {
      for host in Set(call.hosts) { found[host, default: []].append(call.entry) }
    }
    var entries: [String: BorderService.Entry] = [:]
    for (host, ofHost) in found { entries[host] = Self.one(of: ofHost, among: rivals[host] ?? ofHost) }
    let imported = (to.side?.described?.usedServices ?? []).filter { $0.peer == from.name.name }.map(\.host)
    let wanted = Set(imported).union(entries.keys)
    var hosts = Set(entries.keys)
    if let exporter {
      hosts.formUnion(exporter.hosts.filter { exporter.admission(of: $0, for: to.trustDomain).answer != .refused })
      let offered = exporter.side.described?.offeredServices.filter { $0.peer == to.name.name } ?? []
      hosts.formUnion(offered.map(\.host))
    }
    return BorderDirection(
      from: from.name, to: to.name,
      services: hosts.sorted().map { host in
        BorderService(
          host: host, call: call(entries[host], to), passage: exporter?.passage(of: host) ?? .unknown,
          admission: exporter?.admission(of: host, for: to.trustDomain) ?? .unknown,
          isExpected: expectation(of: entries[host], host, from, to), isPassed: exporter?.passes(host) ?? .yes,
          isServed: exporter?.serves(host, at: entries[host]?.numbers ?? []) ?? .yes, isWanted: wanted.contains(host))
      }, knowsCalls: to.side?.knowsEntries ?? false, knowsPassages: from.side?.knowsGateways ?? false)
  }

  private func call(_ entry: BorderService.Entry?, _ to: End) -> BorderService.Call {
    if let entry { return .entry(entry) }
    guard let side = to.side, side.knowsEntries else { return .unknown }
    let mayBeThere = side.strays.contains { $0.isA("ServiceEntry", of: "networking.istio.io") }
    return mayBeThere ? .unknown : .missing
  }

  /// Whether the importer expects an identity that the exporter's workloads have.
  private func expectation(
    of entry: BorderService.Entry?, _ host: String, _ from: End, _ to: End
  ) -> BorderAnswer {
    guard let entry else { return .unknown(["the caller's ServiceEntries are not in the input"]) }
    if entry.identities.isEmpty { return .yes }
    guard let domain = from.trustDomain else {
      return .unknown(["the trust domain where the service runs is not in the input"])
    }
    guard entry.identities.contains(where: { $0.hasPrefix("spiffe://\(domain)/") }) else {
      let isAlias = to.side.map { $0.aliases.contains(domain) } ?? false
      return isAlias ? .unknown(["`\(domain)` is another name of the caller's trust domain"]) : .no
    }
    guard let exporter = from.side.flatMap({ exporters[$0.name] }) else {
      return .unknown(["the mesh where the service runs is not in the input"])
    }
    return exporter.answers(for: host, as: entry.identities, domain)
  }
}

extension BorderService.Entry {
  /// Whether it sends calls to the same places and ports as another one, and expects the same identities there.
  fileprivate func isLike(_ other: Self) -> Bool {
    Set(identities) == Set(other.identities) && Set(numbers) == Set(other.numbers) && networks == other.networks
      && addresses == other.addresses && Set(ports) == Set(other.ports)
  }
}
