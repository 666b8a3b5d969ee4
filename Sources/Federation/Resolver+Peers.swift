import Diagnostics
import SPIFFE

extension Resolver {
  /// The peers of a mesh.
  mutating func peers(of mesh: Mesh, among meshes: [String: Mesh]) -> [Peer] {
    mesh.gateways.compactMap { gateways in
      checkClusterName(mesh, peer: gateways.peer)
      return meshes[gateways.peer].map { peer($0, of: mesh, gateways: gateways) }
        ?? remotePeer(of: mesh, gateways: gateways)
    }
  }

  private mutating func checkClusterName(_ mesh: Mesh, peer: String) {
    guard mesh.cluster.name == peer, let place = entries[mesh.name]?.clusterName?.place else { return }
    report(
      "MT-FED-25", what: "the cluster of `\(mesh.name)` has the name of its peer `\(peer)`",
      why: "the control plane keeps both in one list of registries and rejects the second (P-07)",
      next: "rename the cluster or the peer", place: place)
  }

  /// Nil if the peer's own gateways for the mesh have errors.
  private mutating func peer(_ peer: Mesh, of mesh: Mesh, gateways: PeerGateways) -> Peer? {
    guard let theirs = peer.gateways(for: mesh.name) else { return nil }
    if theirs.reach.isAssumed { reportAssumption(theirs, of: peer, for: mesh) }
    let client = try? peer.identity(ofGateway: theirs.egress.name)
    let server = try? peer.identity(ofGateway: theirs.ingress.name)
    guard let client, let server else { return nil }
    return Peer(
      name: peer.name, isRemote: false, rootConfigMap: gateways.rootConfigMap, flavour: peer.controlPlane.flavour,
      network: peer.cluster.network ?? Naming.network(ofMesh: peer.name),
      bundleEndpoint: peer.bundleURL.map { BundleEndpoint(url: $0) },
      trustDomain: peer.trustDomain, namespace: peer.namespace,
      ingress: gateways.ingress, egress: gateways.egress, reach: theirs.reach, client: client, server: server)
  }

  private mutating func reportAssumption(_ theirs: PeerGateways, of peer: Mesh, for mesh: Mesh) {
    guard let entry = entries[peer.name] else { return }
    if peer.namespace == mesh.namespace {
      // The other direction would report the same again.
      guard peer.name < mesh.name else { return }
      report(
        "MT-FED-10", what: "`\(peer.name)` and `\(mesh.name)` have the same namespace, `\(peer.namespace)`",
        why: "two control planes cannot share a namespace, and without `ingressAddresses` one cluster is assumed",
        next: "give each its own namespace, or `ingressAddresses` if the clusters differ",
        place: entry.namespace?.place ?? entry.name.place)
      return
    }
    let differs = isElsewhere(peer, than: mesh)
    report(
      "MT-FED-32", differs ? .warning : .note,
      what: "`\(mesh.name)` reaches `\(peer.name)` at `\(theirs.reach.addresses.joined(separator: ", "))`",
      why: differs
        ? "no address is given, and this name does not resolve in another cluster (P-14)"
        : "no address is given, so the same cluster is assumed",
      next: "in different clusters, add `ingressAddresses: {\(mesh.name): [...]}` to `\(peer.name)`",
      place: entry.name.place)
  }

  /// Whether the description puts two meshes in different clusters.
  private func isElsewhere(_ peer: Mesh, than mesh: Mesh) -> Bool {
    func differ<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
      left != nil && right != nil && left != right
    }
    return differ(peer.cluster.name, mesh.cluster.name) || differ(peer.platform, mesh.platform)
      || peer.cluster.domain != mesh.cluster.domain
  }
}

// MARK: - Remotes

extension Resolver {
  private mutating func remotePeer(of mesh: Mesh, gateways: PeerGateways) -> Peer? {
    guard let name = file.remotes.first(where: { $0.value == gateways.peer }) else { return nil }
    guard let facts = facts[name.value] else {
      report(
        "MT-FED-31", .warning, what: "the remote `\(name.value)`, a peer of `\(mesh.name)`, has no trust card yet",
        why: "its trust domain, identities, addresses and roots come from its trust card",
        next:
          "ask its administrator for the card, which `\(.elsewhere("trust", "export", name.value, "--for", mesh.name))` "
          + "writes there, and for its fingerprint through another channel; then "
          + "`\(.meshtrust("trust", "import", "FILE", "--fingerprint", "SHA256:…"))`",
        place: name.place)
      return nil
    }
    let theirs = facts.gateways(for: mesh.name)
    let reach = reach(of: theirs, facts: facts, name: name, mesh: mesh)
    do {
      let client = try identity(of: theirs.egress, facts: facts)
      let server = try identity(of: theirs.ingress, facts: facts)
      return Peer(
        name: facts.name, isRemote: true, rootConfigMap: gateways.rootConfigMap, flavour: nil,
        network: Naming.network(ofMesh: facts.name), bundleEndpoint: endpoints[facts.name]?.endpoint,
        trustDomain: facts.trustDomain, namespace: facts.namespace,
        ingress: gateways.ingress, egress: gateways.egress, reach: reach, client: client, server: server)
    } catch {
      var finding = error.diagnostic
      finding.place = name.place
      findings.append(finding)
      return nil
    }
  }

  private func identity(of gateway: String, facts: RemoteMesh) throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(
      trustDomain: facts.trustDomain, namespace: facts.namespace,
      serviceAccount: Naming.serviceAccount(ofGateway: gateway))
  }

  private mutating func reach(
    of theirs: RemoteMesh.Gateways, facts: RemoteMesh, name: Located<String>, mesh: Mesh
  ) -> IngressReach {
    if let reach = theirs.reach, !reach.addresses.isEmpty {
      for text in reach.addresses { _ = address(Located(value: text, place: name.place)) }
      checkPorts(service: reach.servicePort, discovery: reach.discoveryPort, place: name.place)
      return reach
    }
    let host = Naming.host(
      ofService: theirs.ingress, namespace: facts.namespace, clusterDomain: facts.clusterDomain)
    report(
      "MT-FED-32", .warning, what: "`\(mesh.name)` reaches the remote `\(name.value)` at `\(host)`",
      why: "its trust card has no address for `\(mesh.name)`, so the same cluster is assumed (P-14)",
      next: "ask its administrator for a card with the address of `\(theirs.ingress)`", place: name.place)
    return IngressReach(
      addresses: [host], isAssumed: true,
      discoveryPort: theirs.reach?.discoveryPort ?? FederationPort.discovery.rawValue,
      servicePort: theirs.reach?.servicePort ?? FederationPort.service.rawValue)
  }
}
