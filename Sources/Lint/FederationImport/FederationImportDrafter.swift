import Diagnostics
import Federation
import Kubernetes
import X509

/// Creates the entries of `spec.meshes` from the objects of each mesh.
struct FederationImportDrafter {
  private let inventory: Inventory
  private let names: FederationImportNames
  private let roots: FederationImportRoots
  private(set) var findings: [Diagnostic] = []

  init(_ inventory: Inventory, _ names: FederationImportNames, _ roots: FederationImportRoots) {
    self.inventory = inventory
    self.names = names
    self.roots = roots
  }

  /// The entries, in input order; profiles are named where needed.
  mutating func drafts() -> [MeshDraft] {
    var drafts: [MeshDraft] = []
    for mesh in inventory.meshes { drafts.append(draft(mesh)) }
    drafts += planesAlone()
    nameProfiles(&drafts)
    return drafts
  }

  /// The peer whose roots a ConfigMap with this name would contain; nil for istiod's own.
  static func peer(ofConfigMap name: String) -> String? {
    let suffix = Naming.rootConfigMap(ofPeer: "")
    guard name.hasSuffix(suffix), name != ControlPlaneView.usualRootConfigMap, name.count > suffix.count else {
      return nil
    }
    return String(name.dropLast(suffix.count))
  }

  private mutating func draft(_ mesh: MeshObjects) -> MeshDraft {
    let name = names.names[mesh.id] ?? mesh.name
    var draft = MeshDraft(name: name)
    let plane = mesh.controlPlane
    draft.comments = ["name: \(names.origins[mesh.id] ?? "as given")"]
    if !mesh.namespace.isEmpty, mesh.namespace != Naming.namespace(ofMesh: name) { draft.namespace = mesh.namespace }
    draft.trustDomain = trustDomain(mesh, name, &draft)
    draft.isUpstream = mesh.isUpstream
    draft.isSelfSigned = mesh.signing == nil && mesh.secrets[CACerts.selfSignedName] != nil
    if let plane {
      if plane.name != name { draft.controlPlane = plane.name }
      draft.version = plane.spec["version"].string
      let knows = draft.version.map { Self.knowsReload($0) } ?? true
      if knows, !plane.pilotVariable("AUTO_RELOAD_PLUGIN_CERTS").isTrue { draft.reloads = false }
      draft.clusterName = plane.clusterName.string
      draft.network = plane.spec["cluster"]["network"].string
      draft.clusterDomain = plane.clusterDomain.string.flatMap { $0 == "cluster.local" ? nil : $0 }
    } else if !mesh.isUpstream {
      draft.comments.append("its ServiceMeshControlPlane was not among the manifests: its settings are derived here")
      reportMissingPlane(mesh, name)
    }
    draft.profile = profile(mesh)
    describePeers(mesh, &draft)
    if let istio = inventory.istio, let plane = names.planeOfMesh[mesh.id].map({ istio.planes[$0] }) {
      IstioDrafter(istio, names).describe(plane, &draft)
    }
    var services = FederationImportServices(inventory, names)
    services.describe(mesh, &draft)
    findings += services.findings
    return draft
  }

  /// The meshes of Istio of which no Secret is in the input, each once.
  private func planesAlone() -> [MeshDraft] {
    guard let istio = inventory.istio else { return [] }
    let drafter = IstioDrafter(istio, names)
    var seen = Set(names.planeOfMesh.values.compactMap { names.planes[$0] })
    return istio.planes.compactMap { plane in
      guard let name = names.planes[plane.id], seen.insert(name).inserted else { return nil }
      return drafter.draft(plane, named: name)
    }
  }

  /// AUTO_RELOAD_PLUGIN_CERTS exists since v2.2.
  private static func knowsReload(_ version: String) -> Bool {
    let numbers = version.drop { $0 == "v" }.split(separator: ".").compactMap { Int($0) }
    return !numbers.lexicographicallyPrecedes([2, 2])
  }

  /// Nil if the derived one is right.
  private mutating func trustDomain(_ mesh: MeshObjects, _ name: String, _ draft: inout MeshDraft) -> String? {
    let derived = Naming.trustDomain(ofMesh: name)
    let byPeers = Set(inventory.peers.filter { $0.other?.id == mesh.id }.compactMap { $0.peer.trustDomain.string })
    let plane = names.planeOfMesh[mesh.id].flatMap { inventory.istio?.planes[$0] }
    let stated = mesh.controlPlane?.trustDomain.string ?? plane?.trustDomainField.string ?? mesh.statedTrustDomain
    guard let domain = stated ?? (byPeers.count == 1 ? byPeers.first : nil), domain != "cluster.local" else {
      let isDefault = mesh.controlPlane != nil
      draft.comments.append(
        "trustDomain: \(derived) is new; "
          + (isDefault ? "the control plane has the default `cluster.local`" : "the current one is unknown"))
      findings.append(
        Diagnostic(
          "MT-ADOPT-08", .warning, what: "the trust domain of `\(name)` is unknown, so the file has `\(derived)`",
          why: isDefault
            ? "its control plane has none or `cluster.local`, the default of every mesh, which cannot be federated"
            : "no control plane, certificate or peer shows it",
          next:
            "write the right one into federation.yaml; changing it later needs new certificates and a restart of every "
            + "workload", place: mesh.controlPlane?.manifest.top.place))
      return nil
    }
    return domain == derived ? nil : domain
  }

  private mutating func reportMissingPlane(_ mesh: MeshObjects, _ name: String) {
    findings.append(
      Diagnostic(
        "MT-ADOPT-03", .warning, what: "the ServiceMeshControlPlane of `\(name)` is not among the manifests",
        why: "its version, gateways and lifetimes are unknown, so `apply` would overwrite them with derived values",
        next: "add `oc get smcp -n \(ShellWord.quoted(mesh.namespace)) -o yaml` to the files before "
          + "`\(.meshtrust("apply"))`",
        place: mesh.peers.first?.manifest.top.place))
  }

  /// The control plane's defaults: 24 hours, and at most 90 days.
  private func profile(_ mesh: MeshObjects) -> MeshDraft.Profile {
    var profile = MeshDraft.Profile()
    if let plane = mesh.controlPlane {
      let istiod = plane.certificateAuthority["istiod"]
      let day = Lifetime(seconds: 86_400)
      let usual = istiod["workloadCertTTLDefault"].string.flatMap { Lifetime($0) } ?? day
      let longest = istiod["workloadCertTTLMax"].string.flatMap { Lifetime($0) } ?? Lifetime(seconds: 90 * 86_400)
      // A profile cannot contain what would outlive an intermediate of one year; the comparison reports it.
      if usual <= longest, longest < Lifetime(seconds: 365 * 86_400) {
        if usual != day { profile.workload = usual }
        if longest != max(usual, day) { profile.longest = longest }
      }
    }
    if roots.isShared, let permitted = mesh.signing?.certificate?.extensions.nameConstraints?.permitted {
      let own = ["\(mesh.namespace).svc", "\(mesh.namespace).svc.\(mesh.clusterDomain)"]
      profile.dnsNames = permitted.compactMap { name in
        if case .dns(let text) = name, !own.contains(text) { text } else { nil }
      }
    }
    return profile
  }

  /// A single profile is the default; otherwise each is named after the first mesh that has it.
  private func nameProfiles(_ drafts: inout [MeshDraft]) {
    let kinds = Set(drafts.map(\.profile))
    guard kinds.count > 1 else {
      for index in drafts.indices where !drafts[index].profile.isDerived { drafts[index].profileName = "default" }
      return
    }
    var known: [MeshDraft.Profile: String] = [:]
    for index in drafts.indices where !drafts[index].profile.isDerived {
      let profile = drafts[index].profile
      let name = known[profile] ?? drafts[index].name
      known[profile] = name
      drafts[index].profileName = name
    }
  }
}

// MARK: - Peers

extension FederationImportDrafter {
  private func describePeers(_ mesh: MeshObjects, _ draft: inout MeshDraft) {
    let theirs = inventory.peers.filter { $0.other?.id == mesh.id }
    let platform = FederationImportGateways.platform(of: mesh, addresses: theirs.flatMap { $0.peer.addresses.strings })
    draft.platform = platform?.rawValue
    let gateways = FederationImportGateways(mesh, platform: platform)
    for item in inventory.peers where item.mesh.id == mesh.id {
      let name = names.name(of: item)
      guard !draft.peers.contains(name) else { continue }
      draft.peers.append(name)
      if let configMap = configMap(item.peer, of: name, draft) { draft.rootConfigMaps.append((name, configMap)) }
      let pair = gateways.draft(ingress: item.peer.ingress.string, egress: item.peer.egress.string, named: name)
      if !pair.isDerived { draft.gateways.append(pair) }
      guard let reverse = item.reverse else {
        draft.comments.append(
          "\(name): its own ServiceMeshPeer was not among the manifests, so its ingressAddresses are unknown")
        continue
      }
      let reach = gateways.reach(reverse, peer: name, pair)
      if !reach.addresses.isEmpty || reach.service != nil || reach.discovery != nil { draft.reach.append(reach) }
    }
    for name in names.hinted(by: mesh) where !draft.peers.contains(name) {
      draft.peers.append(name)
      draft.comments.append(
        "\(name): known by the names of gateways or sets; its ServiceMeshPeer was not among the manifests")
      let found = gateways.peersByName.first { $0.name == name }
      let pair = gateways.draft(
        ingress: found?.ingress ?? Naming.ingress(forPeer: name), egress: found?.egress ?? Naming.egress(forPeer: name),
        named: name)
      if !pair.isDerived { draft.gateways.append(pair) }
    }
    if mesh.isUpstream { addUpstreamPeers(mesh, &draft) }
    // A peering is mutual: one that only the other side has is described there.
  }

  /// The ConfigMap with a peer's roots, where federation.yaml has to name it. One that other peers have too, or that is
  /// named after another mesh, cannot stay as it is.
  private func configMap(_ peer: PeerView, of name: String, _ draft: MeshDraft) -> String? {
    let configMap = peer.configMapName
    guard configMap != Naming.rootConfigMap(ofPeer: name), configMap != ControlPlaneView.usualRootConfigMap,
      !draft.rootConfigMaps.contains(where: { $0.name == configMap })
    else { return nil }
    let others = Array(names.names.values) + names.remotes.map(\.name)
    return others.contains { Naming.rootConfigMap(ofPeer: $0) == configMap } ? nil : configMap
  }

  /// A mesh of upstream Istio has no ServiceMeshPeers; the ConfigMaps with roots show its peers.
  private func addUpstreamPeers(_ mesh: MeshObjects, _ draft: inout MeshDraft) {
    for name in mesh.configMaps.keys.sorted() {
      guard let peer = Self.peer(ofConfigMap: name), names.names.values.contains(peer), peer != draft.name else {
        continue
      }
      draft.peers.append(peer)
    }
  }
}
