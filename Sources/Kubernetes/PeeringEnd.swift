import Diagnostics
public import Federation

/// What the administrator of one mesh does on the cluster where peerings have ended, so that nothing of them is left:
/// objects are deleted, gateways removed, and what keeps the former peer's roots is restarted.
public struct PeeringEnd: Sendable {
  /// The mesh, as far as commands need it.
  public struct Place: Sendable {
    let mesh: String
    let namespace: String
    /// The control plane of Maistra; nil for upstream Istio.
    let controlPlane: String?
    let client: String
    let istiodRestart: String

    public init(_ mesh: Mesh) {
      self.mesh = mesh.name
      namespace = mesh.namespace
      controlPlane = mesh.controlPlane.flavour == .maistra ? mesh.controlPlane.name : nil
      client = mesh.client
      istiodRestart = mesh.istiodRestart
    }

    /// A mesh of Maistra that is no longer described, from its control plane's object.
    public init(mesh: String, _ plane: ServiceMeshControlPlane) {
      self.mesh = mesh
      namespace = plane.metadata.namespace ?? mesh
      controlPlane = plane.metadata.name
      client = "oc"
      istiodRestart = ClientCommands(client).restart(
        Naming.istiod(ofControlPlane: plane.metadata.name), in: namespace)
    }
  }

  let place: Place
  /// The former peers, for people.
  let peers: [String]
  let deleted: [DeletedObject]
  /// The gateways to remove from the control plane.
  let ingress, egress: [String]
  /// What else takes their roots away; nil for a mesh of which only objects are known.
  let roots: FormerRoots?
  /// Whether no peer is left.
  let isLast: Bool

  /// - Parameter deleted: In the order in which they are deleted, ServiceMeshPeers first.
  public init(
    at place: Place, peers: [String], deleting deleted: [DeletedObject], ingress: [String], egress: [String],
    roots: FormerRoots? = nil, isLast: Bool
  ) {
    self.place = place
    self.peers = peers
    self.deleted = deleted
    self.ingress = ingress
    self.egress = egress
    self.roots = roots
    self.isLast = isLast
  }

  private var names: String { peers.map { "`\($0)`" }.joined(separator: ", ") }

  /// The steps, in order.
  public var steps: [AdministratorStep] {
    let links = deleted.filter { $0.object.kind == ServiceMeshPeer.kind }
    let others = deleted.filter { $0.object.kind != ServiceMeshPeer.kind }
    var steps: [AdministratorStep] = []
    if !links.isEmpty {
      let what: Message =
        peers.isEmpty
        ? "delete the ServiceMeshPeers that are no longer written"
        : "delete the ServiceMeshPeer that links it to \(names)"
      steps.append(step(what, DeletedObject.commands(deleting: links, with: place.client)))
    }
    if !others.isEmpty {
      steps.append(
        step(
          peers.isEmpty ? "delete the objects that are no longer written" : "delete the other objects for \(names)",
          DeletedObject.commands(deleting: others, with: place.client),
          why: "`\(place.client) apply -k` deletes nothing; leftovers take effect if another mesh uses the name (L-01)")
      )
    }
    if let patch {
      steps.append(
        step(
          peers.isEmpty
            ? "remove the gateways that are no longer written"
            : "remove the egress gateway for \(names), and its ingress gateway", [patch]))
    }
    return changesTrust ? steps + (roots?.steps ?? []) + restarts : steps
  }

  /// Whether roots or a peer go, which istiod keeps until it restarts.
  private var changesTrust: Bool {
    deleted.contains { Self.kindsOfTrust.contains($0.object.kind) } || roots?.spireDomains.isEmpty == false
  }

  private static let kindsOfTrust: Set = [
    ServiceMeshPeer.kind, ConfigMap.kind, "Bundle", "ClusterBundle", "ClusterFederatedTrustDomain",
  ]

  private func step(_ what: Message, _ commands: [Message], why: Message = "") -> AdministratorStep {
    AdministratorStep(.mesh(place.mesh), what, why: why, commands: commands)
  }

  /// A patch removes the gateways regardless of who wrote them; `oc apply` would remove only what it manages.
  private var patch: Message? {
    guard let plane = place.controlPlane, !ingress.isEmpty || !egress.isEmpty else { return nil }
    let paths = ingress.map { "additionalIngress/\($0)" } + egress.map { "additionalEgress/\($0)" }
    let operations = paths.map { "{\"op\":\"remove\",\"path\":\"/spec/gateways/\($0)\"}" }
    return
      "oc patch smcp \(ShellWord.quoted(plane)) -n \(ShellWord.quoted(place.namespace)) --type json "
      + "-p \(ShellWord.quoted("[\(operations.joined(separator: ","))]"))"
  }

  private var restarts: [AdministratorStep] {
    let commands = ClientCommands(place.client)
    let istiod = step(
      "restart every replica of istiod", ["\(place.istiodRestart)"],
      why: place.controlPlane == nil
        ? "no replica goes on with the roots that it had"
        : "istiod keeps the roots of a deleted peer: without a restart, its keys still give access (L-02)")
    guard isLast else { return [istiod] }
    return [
      istiod,
      step(
        "this was the last peer: restart every proxy, gateways first",
        ["\(commands.restart("istio-ingressgateway", "istio-egressgateway", in: place.namespace))"],
        why: "istiod never sends an empty list of roots, so proxies keep the old one until they restart (L-02)"),
      step(
        "then the workloads, in each member's namespace", ["\(place.client) rollout restart deployment -n NAMESPACE"],
        why: "sidecars keep the old roots, as gateways do"),
    ]
  }
}
