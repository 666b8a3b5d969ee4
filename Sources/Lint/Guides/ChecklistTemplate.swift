import Diagnostics

extension Checklist {
  /// An item without its state.
  struct Template: Sendable {
    let title: String
    var depth = 0
    /// The rules about what the item needs: it is ticked only if they ran, and found nothing.
    var rules: [Code] = []
    /// The rules about what the item can do without, such as a Secret that the control plane may make itself: they break it
    /// by what they find, and leave nothing open by what they lack.
    var others: [Code] = []
    /// The kinds of the objects that it is about: a fault of such an object's type breaks it.
    var kinds: Set<String> = []
    /// Whether it is also broken by such faults of all objects that no other item is about.
    var takesOtherKinds = false
    /// Whether the meshes at hand need it.
    var applies: @Sendable (Inventory) -> Bool = { _ in true }
    /// What is missing, one line each.
    var lacks: @Sendable (Inventory) -> [Message] = { _ in [] }
    /// How to check an item that no file can show.
    var beyond: Message?

    /// Every rule that could break it.
    var everyRule: [Code] {
      let ofTypes = kinds.isEmpty && !takesOtherKinds ? [] : Checklist.types
      return rules + (others + ofTypes).filter { !rules.contains($0) }
    }
  }

  /// What the API server refuses, whatever the object is for, and what stands in its way.
  static let types: [Code] = [
    "MT-S-01", "MT-S-02", "MT-S-03", "MT-S-04", "MT-S-05", "MT-S-06", "MT-S-07", "MT-S-08", "MT-S-09", "MT-S-10",
  ]

  /// The CA of a mesh, which the manual's list does not name and without which its control plane does not start.
  static let signing: [Code] = [
    "MT-C-06", "MT-C-15", "MT-C-16", "MT-C-17", "MT-C-19", "MT-C-20", "MT-C-23", "MT-C-24", "MT-C-25", "MT-C-30",
    "MT-C-31", "MT-C-32", "MT-C-33", "MT-C-40",
  ]

  /// The list of the manual.
  static let maistra: [Template] = [
    Template(
      title: "load balancers of the federation gateways pass TLS through",
      rules: [
        "MT-G-10", "MT-G-11", "MT-G-12", "MT-P-02", "MT-P-03", "MT-P-08", "MT-P-13", "MT-P-14", "MT-P-17", "MT-P-18",
      ], others: ["MT-P-04"],
      lacks: Template.each { mesh in
        mesh.federationGateways.contains { $0.direction == .ingress && $0.serviceType != "ClusterIP" }
          ? nil : "`\(mesh.name)` has no ingress gateway that is reachable from outside"
      }),
    Template(
      title: "deploy a ServiceMeshControlPlane, 2.1 or later, in each cluster",
      rules: ["MT-G-22", "MT-G-23", "MT-G-29", "MT-S-07"],
      others: signing + ["MT-C-18", "MT-C-21", "MT-C-22", "MT-I-62", "MT-I-64", "MT-I-65", "MT-L-07"],
      kinds: ["ServiceMeshControlPlane", "ServiceMeshMemberRoll", "ServiceMeshMember", "Secret"], takesOtherKinds: true,
      lacks: Template.each { $0.lackOfControlPlane }),
    Template(
      title: "configure the ServiceMeshControlPlane of each mesh for federation",
      rules: [
        "MT-G-07", "MT-G-09", "MT-G-13", "MT-G-14", "MT-G-16", "MT-G-17", "MT-G-18", "MT-G-28", "MT-G-30", "MT-S-09",
      ], others: ["MT-C-18", "MT-C-21", "MT-C-22", "MT-C-26", "MT-C-29", "MT-G-24", "MT-G-25", "MT-G-27"],
      kinds: ["ServiceMeshControlPlane", "PeerAuthentication"], lacks: Template.each { $0.lackOfControlPlane }),
    Template(
      title: "create an egress gateway for each peer", depth: 1,
      rules: [
        "MT-G-01", "MT-G-02", "MT-G-03", "MT-G-04", "MT-G-05", "MT-G-06", "MT-G-07", "MT-G-09", "MT-G-16", "MT-G-17",
        "MT-G-18", "MT-G-15", "MT-P-09",
      ], others: ["MT-G-08", "MT-G-19", "MT-G-21"],
      lacks: Template.each { $0.lack(.egress) }),
    Template(
      title: "create an ingress gateway for each peer", depth: 1,
      rules: [
        "MT-G-01", "MT-G-02", "MT-G-03", "MT-G-04", "MT-G-05", "MT-G-06", "MT-G-07", "MT-G-09", "MT-G-16", "MT-G-17",
        "MT-G-18", "MT-G-20", "MT-P-10",
      ], others: ["MT-G-08", "MT-G-19"],
      lacks: Template.each { $0.lack(.ingress) }),
    Template(
      title: "give each mesh a trust domain of its own", depth: 1,
      rules: ["MT-T-01", "MT-T-02", "MT-T-04", "MT-T-06", "MT-T-07"],
      others: ["MT-C-12", "MT-C-24", "MT-T-17", "MT-T-18", "MT-T-19", "MT-T-20"],
      lacks: Template.each { $0.lackOfControlPlane }),
    Template(
      title: "create a ServiceMeshPeer for each pair of meshes",
      rules: [
        "MT-P-01", "MT-P-05", "MT-P-06", "MT-P-07", "MT-P-11", "MT-P-12", "MT-P-15", "MT-T-02", "MT-T-03", "MT-T-05",
        "MT-T-08", "MT-T-09", "MT-T-10", "MT-T-11", "MT-T-12", "MT-T-13", "MT-T-14", "MT-T-15", "MT-C-01", "MT-C-02",
        "MT-C-03", "MT-C-04", "MT-C-05", "MT-C-07", "MT-C-08", "MT-C-10", "MT-C-11", "MT-C-34", "MT-S-09",
      ],
      others: [
        "MT-C-06", "MT-C-09", "MT-C-12", "MT-C-13", "MT-C-14", "MT-C-24", "MT-C-26", "MT-C-27", "MT-C-28", "MT-C-33",
        "MT-L-01", "MT-L-02", "MT-L-03", "MT-L-04", "MT-L-05", "MT-L-08", "MT-P-16", "MT-T-16", "MT-I-63",
      ], kinds: ["ServiceMeshPeer", "ConfigMap"],
      lacks: Template.each { $0.peers.isEmpty ? "`\($0.name)` has no ServiceMeshPeer" : nil }),
    Template(
      title: "export services with ExportedServiceSets",
      rules: [
        "MT-X-01", "MT-X-02", "MT-X-03", "MT-X-05", "MT-X-11", "MT-X-13", "MT-X-15", "MT-X-16", "MT-X-25", "MT-X-29",
      ], others: ["MT-X-04", "MT-X-12", "MT-X-14", "MT-X-26", "MT-X-27"],
      kinds: ["ExportedServiceSet", "Service", "PeerAuthentication", "AuthorizationPolicy"],
      applies: { $0.takesServiceSets },
      lacks: { $0.meshesOfMaistra.allSatisfy(\.exports.isEmpty) ? ["there is no ExportedServiceSet"] : [] }),
    Template(
      title: "import services with ImportedServiceSets",
      rules: ["MT-X-01", "MT-X-02", "MT-X-03", "MT-X-06", "MT-X-07", "MT-X-08", "MT-X-16", "MT-X-17"],
      others: [
        "MT-X-09", "MT-X-10", "MT-X-22", "MT-X-23", "MT-X-28", "MT-F-01", "MT-F-02", "MT-F-03", "MT-F-04", "MT-F-05",
        "MT-F-06", "MT-F-07", "MT-F-08", "MT-F-09", "MT-F-10", "MT-F-12",
      ], kinds: ["ImportedServiceSet", "DestinationRule", "VirtualService"],
      applies: { $0.takesServiceSets },
      lacks: { $0.meshesOfMaistra.allSatisfy(\.imports.isEmpty) ? ["there is no ImportedServiceSet"] : [] }),
    Template(
      title: "run OpenShift Container Platform 4.6 or later in each cluster",
      beyond: "`oc get clusterversion` in each cluster"),
    Template(
      title: "configure the network between the clusters",
      beyond: "try it: `\(.meshtrust("fetch", "HOST:8188"))` from the other cluster"),
    Template(
      title: "install the operator, 2.1 or later, in each cluster",
      beyond: "`oc get csv -n openshift-operators` in each cluster"),
  ]
}

extension Checklist.Template {
  fileprivate static func each(
    _ lack: @escaping @Sendable (MeshObjects) -> Message?
  ) -> @Sendable (Inventory) -> [Message] {
    { $0.meshesOfMaistra.compactMap(lack) }
  }
}

extension Inventory {
  /// All meshes but those known to be of Istio.
  var meshesOfMaistra: [MeshObjects] {
    guard let istio else { return meshes }
    return meshes.filter { $0.isOfMaistra || istio.plane(of: $0) == nil }
  }

  /// Whether two meshes of Maistra are peers, as far as is known: those of Istio know no sets of services.
  fileprivate var takesServiceSets: Bool {
    let foreign = Set((istio?.planes ?? []).compactMap(\.trustDomain))
    let peers = meshesOfMaistra.flatMap(\.peers)
    return peers.isEmpty || peers.contains { peer in peer.trustDomain.string.map { !foreign.contains($0) } ?? true }
  }
}

extension MeshObjects {
  fileprivate var lackOfControlPlane: Message? {
    controlPlane == nil ? "there is no ServiceMeshControlPlane of `\(name)`" : nil
  }

  /// Whether gateways of a direction are missing entirely.
  fileprivate func lack(_ direction: GatewayView.Direction) -> Message? {
    if federationGateways.contains(where: { $0.direction == direction }) { return nil }
    return "`\(name)` has no \(direction.rawValue) gateway for a peer"
  }
}
