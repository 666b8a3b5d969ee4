import Diagnostics
import Federation
import SPIFFE
import X509

/// The name of each mesh, and each mesh's name for each peer.
struct FederationImportNames: Sendable {
  /// By the mesh's index.
  private(set) var names: [Int: String] = [:]
  /// Where a name came from, by the mesh's index.
  private(set) var origins: [Int: String] = [:]
  /// The meshes that only their peers' manifests mention: the name, and the peers for it.
  private(set) var remotes: [(name: String, cases: [PeerCase])] = []
  private(set) var findings: [Diagnostic] = []
  private var remoteNames: [String: String] = [:]
  /// The names of the meshes of Istio, by the control plane's index.
  private(set) var planes: [Int: String] = [:]
  /// The control plane of Istio of a mesh, by the mesh's index.
  private(set) var planeOfMesh: [Int: Int] = [:]
  /// The trust domains of remotes that only meshes of Istio mention, by the remote's name.
  private(set) var remoteDomains: [String: String] = [:]
  /// The peers that only gateways or sets name, by the mesh's index.
  private var hints: [Int: [String]] = [:]

  init(_ inventory: Inventory) {
    var called: [Int: [(name: String, by: PeerCase)]] = [:]
    var unknown: [(key: String, item: PeerCase)] = []
    for item in inventory.peers {
      if let other = item.other {
        called[other.id, default: []].append((item.peer.name, item))
      } else {
        unknown.append((Self.key(item.peer), item))
      }
    }
    for mesh in inventory.meshes {
      let plane = inventory.istio?.plane(of: mesh)
      planeOfMesh[mesh.id] = plane?.id
      let names = called[mesh.id]?.map(\.name) ?? []
      let (name, origin) = names.isEmpty ? plane?.suggestedName ?? Self.name(mesh, []) : Self.name(mesh, names)
      self.names[mesh.id] = name
      origins[mesh.id] = origin
    }
    separate(inventory)
    if let istio = inventory.istio { namePlanes(istio) }
    for (id, calls) in called.sorted(by: { $0.key < $1.key }) { reportOtherNames(calls, names[id] ?? "") }
    nameRemotes(unknown)
    if let istio = inventory.istio { nameRemotes(of: istio) }
    for mesh in inventory.meshes { hint(mesh) }
  }

  // MARK: - Istio

  /// A mesh has one name, whatever the number of its revisions.
  private mutating func namePlanes(_ istio: IstioObjects) {
    for (mesh, plane) in planeOfMesh { planes[plane] = names[mesh] }
    for plane in istio.planes where plane.hasConfiguration && planes[plane.id] == nil {
      if let known = istio.planes.first(where: { planes[$0.id] != nil && istio.isOneMesh($0, plane) }) {
        planes[plane.id] = planes[known.id]
        continue
      }
      let taken = Set(names.values).union(planes.values)
      let name = plane.suggestedName.name
      let candidates = [name] + (2...istio.planes.count + 1).map { "\(name)-\($0)" }
      planes[plane.id] = candidates.first { !taken.contains($0) } ?? name
    }
  }

  /// A trust domain that is that of no mesh in the input is a remote's.
  private mutating func nameRemotes(of istio: IstioObjects) {
    for plane in istio.planes where planes[plane.id] != nil {
      for (domain, _) in istio.peers(of: plane) where mesh(of: domain, besides: plane, istio) == nil {
        guard let stem = IstioPlane.stem(domain) else { continue }
        let taken = Set(names.values).union(planes.values).union(remotes.map(\.name))
        let name = taken.contains(stem) ? "\(stem)-remote" : stem
        remoteDomains[name] = domain
        remotes.append((name, []))
      }
    }
  }

  /// The name of the mesh or remote with a trust domain.
  func mesh(of domain: String, besides plane: IstioPlane, _ istio: IstioObjects) -> String? {
    let other = istio.planes.first { $0.trustDomain == domain && $0.id != plane.id && planes[$0.id] != nil }
    return other.flatMap { planes[$0.id] }
      ?? istio.maistra.first { $0.trustDomain == domain }.flatMap { names[$0.id] }
      ?? remoteDomains.first { $0.value == domain }?.key
      ?? remoteNames[domain]
  }

  /// The peers of a mesh that only its gateways or sets name.
  func hinted(by mesh: MeshObjects) -> [String] { hints[mesh.id] ?? [] }

  /// A set is named after its peer, and so are the gateways for it. A peer that is no mesh of the input is a remote.
  private mutating func hint(_ mesh: MeshObjects) {
    let known = Set(mesh.peers.map(\.name))
    let sets = (mesh.exports + mesh.imports).map(\.name)
    let named = FederationImportGateways(mesh, platform: nil).peersByName.map(\.name) + sets
    for name in named where !known.contains(name) && name != names[mesh.id] {
      guard NameSyntax.label.fault(in: name) == nil, hints[mesh.id]?.contains(name) != true else { continue }
      hints[mesh.id, default: []].append(name)
      if !names.values.contains(name), !remotes.contains(where: { $0.name == name }) { remotes.append((name, [])) }
    }
  }

  /// The federation's name for a peer.
  func name(of item: PeerCase) -> String {
    item.other.flatMap { names[$0.id] } ?? remoteNames[Self.key(item.peer)] ?? item.peer.name
  }

  private static func key(_ peer: PeerView) -> String { peer.trustDomain.string ?? "name " + peer.name }

  /// The peers' name for the mesh comes first, because objects have it. Next come names from which others were derived.
  private static func name(_ mesh: MeshObjects, _ called: [String]) -> (String, String) {
    if let name = mostFrequent(called) { return (name, "the name of its peers' ServiceMeshPeers") }
    let fromClients = Set(mesh.peers.compactMap { name(inClientOf: $0) })
    if fromClients.count == 1, let name = fromClients.first { return (name, "from its peers' client IDs") }
    if let domain = mesh.trustDomain ?? mesh.statedTrustDomain, domain.hasSuffix(".local") {
      let stem = String(domain.dropLast(".local".count))
      if Naming.namespace(ofMesh: stem) == mesh.namespace { return (stem, "from its trust domain and namespace") }
    }
    return (mesh.name, mesh.controlPlane == nil ? "from its namespace" : "the control plane's name")
  }

  /// The default name of a peer's egress gateway for us is `egress-NAME`.
  private static func name(inClientOf peer: PeerView) -> String? {
    guard let account = peer.client?.serviceAccount else { return nil }
    let prefix = Naming.egress(forPeer: "")
    let suffix = Naming.serviceAccount(ofGateway: "")
    guard account.hasPrefix(prefix), account.hasSuffix(suffix), account.count > prefix.count + suffix.count else {
      return nil
    }
    return String(account.dropFirst(prefix.count).dropLast(suffix.count))
  }

  private static func mostFrequent(_ names: [String]) -> String? {
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Control planes in two clusters may have the same name; then their namespaces or numbers distinguish them.
  private mutating func separate(_ inventory: Inventory) {
    var taken: Set<String> = []
    for mesh in inventory.meshes {
      guard let name = names[mesh.id] else { continue }
      guard !taken.insert(name).inserted else { continue }
      let candidates = [mesh.namespace] + (2...inventory.meshes.count + 1).map { "\(name)-\($0)" }
      let chosen = candidates.first { !$0.isEmpty && !taken.contains($0) } ?? name
      taken.insert(chosen)
      names[mesh.id] = chosen
      origins[mesh.id] = "another mesh is also named `\(name)`"
    }
  }

  private mutating func reportOtherNames(_ calls: [(name: String, by: PeerCase)], _ name: String) {
    for call in calls where call.name != name {
      findings.append(
        Diagnostic(
          "MT-ADOPT-01", .warning,
          what: "the ServiceMeshPeer `\(call.name)` in `\(call.by.mesh.namespace)` is for the mesh `\(name)`",
          why:
            "a federation has one name for each mesh, so `apply` would write a second ServiceMeshPeer `\(name)`, "
            + "and services imported from the old one would change their names",
          next: "keep the old name by renaming the mesh in federation.yaml, or switch to the new one at a quiet time",
          place: call.by.peer.top["metadata"]["name"].place))
    }
  }

  private mutating func nameRemotes(_ unknown: [(key: String, item: PeerCase)]) {
    var order: [String] = []
    var cases: [String: [PeerCase]] = [:]
    for (key, item) in unknown {
      if cases[key] == nil { order.append(key) }
      cases[key, default: []].append(item)
    }
    var taken = Set(names.values)
    for key in order {
      let items = cases[key] ?? []
      var name = Self.mostFrequent(items.map(\.peer.name)) ?? key
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(items.first?.peer.name ?? key)-\(number)"
        number += 1
      }
      remoteNames[key] = name
      remotes.append((name, items))
      reportOtherNames(items.map { ($0.peer.name, $0) }, name)
    }
  }
}

extension MeshObjects {
  /// The trust domain in the certificate of istiod's Secret.
  var statedTrustDomain: String? {
    signing?.certificate?.uris.lazy.compactMap { uri in
      guard uri.hasPrefix(SPIFFEID.scheme) else { return nil }
      return String(uri.dropFirst(SPIFFEID.scheme.count).prefix { $0 != "/" })
    }.first
  }
}
