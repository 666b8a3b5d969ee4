import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// Says of a mesh what its Istio is configured with: what federation.yaml has to name, since nothing derives it.
struct IstioDrafter {
  private let istio: IstioObjects
  private let names: FederationImportNames

  init(_ istio: IstioObjects, _ names: FederationImportNames) {
    self.istio = istio
    self.names = names
  }

  /// Of a mesh of which only the control plane is in the input.
  func draft(_ plane: IstioPlane, named name: String) -> MeshDraft {
    var draft = MeshDraft(name: name)
    draft.comments = ["name: \(plane.suggestedName.origin)"]
    if let namespace = plane.namespace, namespace != Naming.namespace(ofMesh: name) { draft.namespace = namespace }
    describe(plane, &draft)
    return draft
  }

  /// Adds what only the control plane says.
  func describe(_ plane: IstioPlane, _ draft: inout MeshDraft) {
    draft.flavour = plane.isOfOperator ? "sail" : "istio"
    if plane.revision != draft.name { draft.controlPlane = plane.revision }
    if let version = plane.version {
      let text = version.description
      draft.version = plane.isOfOperator && !text.hasPrefix("v") ? "v\(text)" : text
    }
    let domain = plane.trustDomainField.string
    draft.trustDomain = domain == Naming.trustDomain(ofMesh: draft.name) ? nil : domain ?? draft.trustDomain
    draft.clusterName = plane.clusterName
    draft.network = plane.network
    draft.isAmbient = istio.isAmbient(plane)
    if istio.isSignedBySPIRE(plane) {
      draft.signer = "spire"
    } else if plane.foreignCA != nil || !istio.certificateServices(of: plane).isEmpty {
      draft.signer = "istio-csr"
    }
    let pooled = Set(istio.signer(of: plane)?.view.roots ?? []).filter { root in
      root.trustDomainName.map { $0 != plane.trustDomain } ?? false
    }
    draft.poolsInRoot = draft.isAmbient && !pooled.isEmpty
    if plane.takesSeveralRoots == false, plane.authorities.contains(where: \.hasRoots) { draft.multiRoot = false }
    let peers = istio.peers(of: plane)
    draft.aliasesPeers = plane.aliases.contains { alias in peers.contains { $0.domain == alias.string } }
    for (domain, _) in peers {
      guard let name = names.mesh(of: domain, besides: plane, istio), !draft.peers.contains(name) else { continue }
      draft.peers.append(name)
      let reached = istio.addresses(of: name, domain, from: plane)
      if !reached.isEmpty { draft.comments.append("\(name): reached at \(reached.joined(separator: ", "))") }
    }
    for other in istio.planes where other.id != plane.id && other.hasConfiguration {
      guard let name = names.planes[other.id], name != draft.name, let own = plane.network ?? plane.trustDomain else {
        continue
      }
      let addresses = istio.addresses(ofNetwork: own, from: other)
      guard !addresses.isEmpty, !draft.reach.contains(where: { $0.peer == name }) else { continue }
      draft.reach.append(MeshDraft.Reach(peer: name, addresses: addresses))
    }
  }
}

extension IstioPlane {
  /// Whether the Sail operator runs it.
  var isOfOperator: Bool { layers.contains { [.resource, .patch, .revision].contains($0.origin) } }

  /// The name of the mesh, and where it came from.
  var suggestedName: (name: String, origin: String) {
    let isName = { (text: String) in NameSyntax.label.fault(in: text) == nil }
    if let id = value("global", "meshID").string, isName(id) { return (id, "its meshID") }
    if let domain = trustDomainField.string, let stem = Self.stem(domain) { return (stem, "from its trust domain") }
    if revision != IstioLayer.defaultRevision, isName(revision) { return (revision, "the control plane's name") }
    let namespace = namespace ?? IstioLayer.usualNamespace
    return (namespace.hasSuffix("-system") ? String(namespace.dropLast(7)) : namespace, "from its namespace")
  }

  /// `red-mesh.local` is of the mesh `red-mesh`.
  static func stem(_ domain: String) -> String? {
    let stem = domain.hasSuffix(".local") ? String(domain.dropLast(6)) : domain.replacing(".", with: "-")
    return domain == "cluster.local" || NameSyntax.label.fault(in: stem) != nil ? nil : stem
  }
}

extension IstioObjects {
  /// Whether SPIRE's agent gives the proxies of a mesh their certificates and roots.
  func isSignedBySPIRE(_ plane: IstioPlane) -> Bool {
    plane.isSignedBySPIRE
      || manifests.contains { manifest in
        manifest.group == "spire.spiffe.io" && planes(of: manifest).contains { $0.id == plane.id }
      }
  }

  /// Where a mesh reaches the gateways of a network: the addresses of its Gateways of the class `istio-remote`.
  fileprivate func addresses(ofNetwork network: String, from plane: IstioPlane) -> [String] {
    all("Gateway", of: "gateway.networking.k8s.io").filter { gateway in
      gateway.spec["gatewayClassName"].string == "istio-remote"
        && gateway.top["metadata"]["labels"]["topology.istio.io/network"].string == network
        && planes(of: gateway).contains { $0.id == plane.id }
    }.flatMap { $0.spec["addresses"].items.compactMap { $0["value"].string } }
  }

  /// Where a mesh reaches a peer that is not in the input: its network is named after it, or is the only other one.
  fileprivate func addresses(of name: String, _ domain: String, from plane: IstioPlane) -> [String] {
    guard !planes.contains(where: { $0.trustDomain == domain && $0.id != plane.id }) else { return [] }
    let networks = all("Gateway", of: "gateway.networking.k8s.io").compactMap {
      $0.top["metadata"]["labels"]["topology.istio.io/network"].string
    }.filter { $0 != plane.network }
    let stem = name.hasSuffix("-mesh") ? String(name.dropLast(5)) : name
    let named = networks.filter { $0.hasPrefix(stem) }
    guard let network = named.first ?? (Set(networks).count == 1 && peers(of: plane).count == 1 ? networks.first : nil)
    else { return [] }
    return addresses(ofNetwork: network, from: plane)
  }

  /// The bundle endpoint of a trust domain, by SPIRE's objects or by `spiffeBundleUrl`.
  func endpoint(of domain: String) -> RemoteDraft.Endpoint? {
    for manifest in all("ClusterFederatedTrustDomain", of: "spire.spiffe.io") {
      guard manifest.spec["trustDomain"].string == domain, let url = manifest.spec["bundleEndpointURL"].string else {
        continue
      }
      let profile = manifest.spec["bundleEndpointProfile"]
      return RemoteDraft.Endpoint(
        url: url, profile: profile["type"].string, endpointID: profile["endpointSPIFFEID"].string)
    }
    let entries = planes.flatMap(\.authorities)
    let named = entries.first { entry in entry.url.exists && entry.trustDomains.contains { $0.string == domain } }
    return named?.url.string.map { url in
      RemoteDraft.Endpoint(url: url.contains("://") ? url : "https://\(url)", profile: nil, endpointID: nil)
    }
  }

  /// The roots of a trust domain that meshes here trust.
  func heldRoots(of domain: String) -> [Certificate] {
    let entries = planes.flatMap(\.authorities).filter { entry in
      entry.trustDomains.contains { $0.string == domain }
        || entry.trustDomains.isEmpty && entry.certificates.contains { $0.trustDomainName == domain }
    }
    let published = published.filter { $0.trustDomain == domain }.flatMap(\.certificates)
    var seen: Set<Certificate> = []
    return (entries.flatMap(\.certificates) + published).filter { seen.insert($0).inserted }
  }
}
