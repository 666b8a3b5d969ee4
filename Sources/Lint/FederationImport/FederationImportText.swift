import Diagnostics
import Documents
import Federation
import X509

/// The text of a federation.yaml, with comments where something is derived or unknown.
struct FederationImportText {
  private(set) var lines: [String] = []

  init(name: String, roots: FederationImportRoots, meshes: [MeshDraft], remotes: [RemoteDraft]) {
    lines = [
      Self.comment(
        "Read from the manifests of running meshes by `\(.meshtrust("init", "--from"))`. "
          + "Values that are left out are derived;"),
      Self.comment(
        "`\(.meshtrust("show"))` prints all of them, and `\(.meshtrust("plan"))` shows what `apply` would change."),
      "apiVersion: \(FederationFile.apiVersion)", "kind: \(FederationFile.kind)", "metadata:",
      "  name: \(Self.scalar(name))", "spec:",
      "  roots: \(roots.isShared ? "shared" : "per-mesh")   # "
        + (roots.isShared ? "all known roots are the same" : "from the roots among the manifests"),
    ]
    addProfiles(meshes)
    lines.append(meshes.isEmpty ? "  meshes: []" : "  meshes:")
    for mesh in meshes { add(mesh, roots.known[mesh.name] ?? []) }
    guard !remotes.isEmpty else { return }
    lines.append("  remotes:")
    for remote in remotes {
      let known = (roots.known[remote.name] ?? []).map { "root of its peers' ConfigMap: SHA-256 \($0.fingerprint)" }
      for comment in remote.comments + known { lines.append("  # \(comment.printable)") }
      add(remote)
    }
  }

  private mutating func add(_ remote: RemoteDraft) {
    guard let domain = remote.trustDomain, let endpoint = remote.endpoint else {
      lines.append("  - \(Self.scalar(remote.name))")
      return
    }
    lines.append("  - name: \(Self.scalar(remote.name))")
    field("trustDomain", domain, 4)
    lines.append("    bundleEndpoint:")
    field("url", endpoint.url, 6)
    field("profile", endpoint.profile, 6)
    field("endpointID", endpoint.endpointID, 6)
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  private mutating func addProfiles(_ meshes: [MeshDraft]) {
    var written: Set<String> = []
    let named = meshes.filter { $0.profileName != nil }
    guard !named.isEmpty else { return }
    lines.append("  profiles:")
    for mesh in named {
      guard let name = mesh.profileName, written.insert(name).inserted else { continue }
      lines.append("    \(Self.scalar(name)):")
      field("workloadLifetime", mesh.profile.workload?.description, 6)
      if mesh.profile.longest != nil {
        lines.append("      # As in the control planes, whose default is 90d; 24h is safer.")
      }
      field("maxWorkloadLifetime", mesh.profile.longest?.description, 6)
      list("dnsNames", mesh.profile.dnsNames, 6)
    }
  }

  private mutating func add(_ mesh: MeshDraft, _ roots: [Certificate]) {
    for comment in mesh.comments { lines.append("  # \(comment.printable)") }
    if roots.isEmpty {
      lines.append("  # root: not among the manifests")
    }
    for root in roots { lines.append("  # root: \("\(root)".printable), SHA-256 \(root.fingerprint)") }
    let adoption = SuggestedCommand.meshtrust(
      "adopt", mesh.name, mesh.isSelfSigned ? "--istio-ca-secret" : "--cacerts", "FILE")
    let other = mesh.isSelfSigned ? "" : ", or --istio-ca-secret FILE"
    lines.append("  " + Self.comment("its authorities: \(adoption)\(other)"))
    lines.append("  - name: \(Self.scalar(mesh.name))")
    field("namespace", mesh.namespace, 4)
    field("trustDomain", mesh.trustDomain, 4)
    addControlPlane(mesh)
    if mesh.clusterName != nil || mesh.network != nil {
      lines.append("    cluster:")
      field("name", mesh.clusterName, 6)
      field("network", mesh.network, 6)
    }
    field("clusterDomain", mesh.clusterDomain, 4)
    if mesh.platform != nil {
      lines.append("    # From the annotation of its load balancers.")
    } else if mesh.flavour == nil, mesh.gateways.isEmpty || !mesh.isUpstream {
      lines.append("    # platform: unknown; manifests do not show it")
    }
    field("platform", mesh.platform, 4)
    field("profile", mesh.profileName.flatMap { $0 == "default" ? nil : $0 }, 4)
    list("peers", mesh.peers, 4)
    addGateways(mesh.gateways)
    addReach(mesh.reach, isOfIstio: mesh.flavour != nil)
    if !mesh.rootConfigMaps.isEmpty { lines.append("    rootConfigMaps:") }
    for item in mesh.rootConfigMaps { field(item.peer, item.name, 6) }
    if let region = mesh.region {
      lines += ["    locality:   # from its failover rules", "      region: \(Self.scalar(region))"]
    }
    add("exports", mesh.exports)
    add("imports", mesh.imports)
  }

  private mutating func add(_ key: String, _ services: [ServiceDraft]) {
    guard !services.isEmpty else { return }
    lines.append("    \(key):")
    for item in services {
      lines.append("      \(Self.scalar(item.peer)):")
      let text = YAMLWriter.string([item.entry])
      lines += text.split(separator: "\n").map { "        \($0)" }
    }
  }

  private mutating func addControlPlane(_ mesh: MeshDraft) {
    let flavour = mesh.flavour ?? (mesh.isUpstream ? "istio" : nil)
    if mesh.isAmbient { field("dataPlane", "ambient", 4) }
    guard mesh.controlPlane != nil || flavour != nil || mesh.version != nil || mesh.reloads != nil else { return }
    lines.append("    controlPlane:")
    field("name", mesh.controlPlane, 6)
    field("flavour", flavour, 6)
    field("version", mesh.version, 6)
    field("signer", mesh.signer, 6)
    flag("multiRoot", mesh.multiRoot, 6)
    if mesh.poolsInRoot { flag("poolInRoot", true, 6) }
    if mesh.aliasesPeers { flag("trustDomainAliases", true, 6) }
    if let reloads = mesh.reloads {
      lines.append("      # istiod runs without AUTO_RELOAD_PLUGIN_CERTS: a new intermediate needs a restart.")
      lines.append("      autoReload: \(reloads)")
    }
  }

  private mutating func addGateways(_ gateways: [MeshDraft.Gateways]) {
    guard !gateways.isEmpty else { return }
    lines.append("    gateways:")
    for gateway in gateways {
      lines.append("      \(Self.scalar(gateway.peer)):")
      if gateway.hasIngress {
        lines.append("        ingress:")
        field("name", gateway.ingress, 10)
        flag("enabled", gateway.isIngressEnabled, 10)
        table("labels", gateway.ingressLabels, 10)
        field("serviceType", gateway.serviceType, 10)
        if let ports = gateway.nodePorts {
          lines.append("          nodePorts:")
          lines += ["            service: \(ports.service)", "            discovery: \(ports.discovery)"]
        }
        table("annotations", gateway.annotations, 10)
      }
      guard gateway.hasEgress else { continue }
      lines.append("        egress:")
      field("name", gateway.egress, 10)
      flag("enabled", gateway.isEgressEnabled, 10)
      table("labels", gateway.egressLabels, 10)
      list("requestedNetworkView", gateway.networkViews, 10)
    }
  }

  private mutating func addReach(_ reach: [MeshDraft.Reach], isOfIstio: Bool) {
    let addressed = reach.filter { !$0.addresses.isEmpty }
    if !addressed.isEmpty {
      lines.append("    ingressAddresses:   # from the peers' \(isOfIstio ? "Gateways" : "ServiceMeshPeers")")
    }
    for item in addressed { list(item.peer, item.addresses, 6) }
    let ported = reach.filter { $0.service != nil || $0.discovery != nil }
    if !ported.isEmpty { lines.append("    ingressPorts:") }
    for item in ported {
      lines.append("      \(Self.scalar(item.peer)):")
      if let service = item.service { lines.append("        service: \(service)") }
      if let discovery = item.discovery { lines.append("        discovery: \(discovery)") }
    }
  }

  private mutating func field(_ key: String, _ value: String?, _ indent: Int) {
    guard let value else { return }
    lines.append(String(repeating: " ", count: indent) + "\(Self.scalar(key)): \(Self.scalar(value))")
  }

  private mutating func flag(_ key: String, _ value: Bool?, _ indent: Int) {
    guard let value else { return }
    lines.append(String(repeating: " ", count: indent) + "\(key): \(value)")
  }

  private mutating func table(_ key: String, _ values: [String: String], _ indent: Int) {
    guard !values.isEmpty else { return }
    lines.append(String(repeating: " ", count: indent) + "\(key):")
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { field(name, value, indent + 2) }
  }

  private mutating func list(_ key: String, _ values: [String], _ indent: Int) {
    guard !values.isEmpty else { return }
    let space = String(repeating: " ", count: indent)
    lines.append("\(space)\(Self.scalar(key)):")
    for value in values { lines.append("\(space)- \(Self.scalar(value))") }
  }

  /// A scalar quoted by the YAML writer; names, addresses and annotations of one have no line breaks.
  private static func scalar(_ text: String) -> String {
    guard !text.contains(where: \.isNewline) else { return JSONWriter.write(.string(text), pretty: false) }
    return String(YAMLWriter.string([.string(text)]).dropLast())
  }

  /// The file is the same whoever writes it, so that its commands name no home.
  private static func comment(_ message: Message) -> String { "# " + message.text(in: .none).printable }
}

extension RemoteDraft {
  /// The ServiceMeshPeers' settings for a mesh, to compare with its trust card.
  init(_ name: String, _ cases: [PeerCase]) {
    var comments: [String] = []
    for item in cases {
      let peer = item.peer
      let parts = [
        peer.trustDomain.string.map { "trust domain \($0)" }, peer.clientID.string.map { "client ID \($0)" },
        peer.addresses.strings.nonEmpty.map { "at \($0.joined(separator: ", "))" },
        "ports \(peer.port(.discovery)) and \(peer.port(.service))",
      ]
      comments.append("as seen from \(item.mesh.namespace): " + parts.compactMap { $0 }.joined(separator: ", "))
    }
    self.init(name: name, trustDomain: nil, endpoint: nil, comments: comments)
  }
}
