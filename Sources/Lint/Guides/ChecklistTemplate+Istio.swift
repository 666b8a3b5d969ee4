import Diagnostics
import Federation
import Kubernetes
import X509

/// The list for meshes of Istio and of OpenShift Service Mesh 3, whose manuals have none: what it takes until a service of
/// one mesh calls one of another.
extension Checklist {
  static let istio: [Template] = [
    Template(
      title: "give each mesh a CA: `cacerts`, istio-csr or SPIRE",
      rules: [
        "MT-I-01", "MT-I-02", "MT-I-03", "MT-I-04", "MT-I-05", "MT-I-06", "MT-I-07", "MT-I-08", "MT-I-09", "MT-I-10",
        "MT-I-51",
        "MT-I-52", "MT-I-54", "MT-I-57",
      ],
      others: signing + [
        "MT-I-13", "MT-I-15", "MT-I-16", "MT-I-17", "MT-I-19", "MT-I-53", "MT-I-55", "MT-I-56", "MT-I-62", "MT-I-64",
      ], kinds: ["Secret", "Istio", "IstioRevision", "IstioOperator", "Deployment", "Issuer", "Certificate"],
      takesOtherKinds: true,
      lacks: Template.each { plane, istio in
        let signs = plane.foreignCA != nil || plane.described.map { $0.controlPlane.signer != .istiod } ?? false
        return signs || istio.signer(of: plane) != nil ? nil : "\(plane.label) has no Secret `\(CACerts.secretName)`"
      }),
    Template(
      title: "give each mesh a trust domain: one of its own, unless it is ambient below a shared root",
      rules: ["MT-I-25", "MT-I-27", "MT-I-28", "MT-I-31", "MT-I-36", "MT-I-58"], others: ["MT-I-35", "MT-C-24"],
      lacks: Template.each { plane, _ in
        plane.trustDomain == nil ? "nothing says what the trust domain of \(plane.label) is" : nil
      }),
    Template(
      title: "let each mesh trust the roots of its peers, and nobody else's",
      rules: [
        "MT-I-11", "MT-I-12", "MT-I-14", "MT-I-20", "MT-I-21", "MT-I-22", "MT-I-23", "MT-I-24", "MT-I-29", "MT-I-30",
        "MT-I-32", "MT-I-33", "MT-I-34", "MT-I-44", "MT-I-45", "MT-I-48", "MT-I-49",
      ],
      others: [
        "MT-C-06", "MT-I-17", "MT-I-18", "MT-I-46", "MT-I-47", "MT-I-50", "MT-I-59", "MT-I-60", "MT-I-61", "MT-I-63",
        "MT-I-65", "MT-L-05",
      ], kinds: ["ConfigMap", "Bundle", "ClusterTrustBundle", "ClusterFederatedTrustDomain"],
      lacks: Template.each { plane, istio in
        istio.hasPeers(plane) || istio.sharesRoot(plane) ? nil : "\(plane.label) trusts no other mesh"
      }),
    Template(
      title: "let peers in through gateways that list their hosts", rules: ["MT-I-42", "MT-I-43"],
      kinds: ["Gateway"], applies: hasBorders,
      lacks: across {
        $0.servers.isEmpty ? "there is no Gateway of `networking.istio.io` that lets calls of peers in" : nil
      }),
    Template(
      title: "name who may answer for each service of a peer", rules: ["MT-I-37", "MT-I-38"],
      kinds: ["ServiceEntry", "WorkloadEntry", "DestinationRule"], applies: hasBorders,
      lacks: across { istio in
        istio.all("ServiceEntry", of: "networking.istio.io").contains { !$0.spec["subjectAltNames"].items.isEmpty }
          ? nil : "there is no ServiceEntry with `subjectAltNames`"
      }),
    Template(
      title: "admit only the workloads of peers that call", rules: ["MT-I-26", "MT-I-39", "MT-I-40", "MT-I-41"],
      kinds: ["AuthorizationPolicy"], applies: hasBorders,
      lacks: across { $0.policies.isEmpty ? "there is no AuthorizationPolicy" : nil }),
    Template(
      title: "install Istio or the Sail operator in each cluster",
      beyond: "`istioctl version`, or `oc get istio -o wide`, in each cluster"),
    Template(
      title: "configure the network between the clusters",
      beyond: "try it: `\(.meshtrust("fetch", "HOST:15443"))` from the other cluster"),
  ]

  /// Whether meshes of different trust domains meet; inside of one, endpoints are found without what stands between them.
  private static let hasBorders: @Sendable (Inventory) -> Bool = { inventory in
    guard let istio = inventory.istio else { return false }
    return istio.planes.contains(where: istio.hasPeers)
  }

  private static func across(
    _ lack: @escaping @Sendable (IstioObjects) -> Message?
  ) -> @Sendable (Inventory) -> [Message] {
    { inventory in inventory.istio.flatMap(lack).map { [$0] } ?? [] }
  }
}

extension Checklist.Template {
  fileprivate static func each(
    _ lack: @escaping @Sendable (IstioPlane, IstioObjects) -> Message?
  ) -> @Sendable (Inventory) -> [Message] {
    { inventory in inventory.istio.map { istio in istio.planes.compactMap { lack($0, istio) } } ?? [] }
  }
}

extension IstioPlane {
  fileprivate var label: Message { namespace.map { "\(object) in `\($0)`" } ?? "\(object)" }
}

extension IstioObjects {
  /// Whether a mesh trusts others by their own trust domains.
  fileprivate func hasPeers(_ plane: IstioPlane) -> Bool { !peers(of: plane).isEmpty }

  /// Whether another mesh has a root of this one.
  fileprivate func sharesRoot(_ plane: IstioPlane) -> Bool {
    let own = Set((ownRoots(of: plane) ?? []).map(\.publicKeyInfo.der))
    return planes.contains { other in
      other.id != plane.id && !own.isDisjoint(with: (ownRoots(of: other) ?? []).map(\.publicKeyInfo.der))
    }
  }
}
