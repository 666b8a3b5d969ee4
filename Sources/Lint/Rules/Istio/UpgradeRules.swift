import Diagnostics
import Documents
import Federation
import Kubernetes
import X509

/// The rules about moves from one control plane to another, and about several in one cluster: MT-I-56, -57, -62 to -66.
enum UpgradeRules {
  static let all: [Rule] = changes + together + watching

  /// What an API server or an operator refuses, or ignores.
  private static let changes: [Rule] = [
    Rule.istio("MT-I-56", .error) { istio, inventory, collector in
      for manifest in istio.all(IstioForm.sailKind, of: "sailoperator.io")
        + istio.all("IstioCSR", of: "operator.openshift.io")
      {
        guard inventory.knowsEarlier else {
          collector.needs(.before, for: manifest.object)
          continue
        }
        guard let old = inventory.earlier(manifest) else { continue }
        for path in Self.immutable[manifest.kind] ?? [] {
          let (was, now) = (path.reduce(old.top) { $0[$1] }, path.reduce(manifest.top) { $0[$1] })
          guard let before = was.node, before != now.node else { continue }
          collector.report(now, "`\(now.path)` changes, and cannot", next: "delete the object and create it again")
        }
      }
    },
    Rule.plane("MT-I-57", .error) { plane, istio, collector in
      let named = plane.value("global", "istioNamespace")
      if let resource = plane.layers.first(where: { $0.origin == .resource || $0.origin == .patch }),
        let namespace = resource.namespace, let other = named.string, other != namespace
      {
        collector.report(named, "the control plane is in `\(namespace)`, and `global.istioNamespace` says `\(other)`")
      }
      guard plane.foreignCA == nil, istio.signer(of: plane) == nil, let namespace = plane.namespace else { return }
      let elsewhere = istio.all(Secret.kind, of: "").first { secret in
        secret.name == CACerts.secretName && secret.namespace != nil && secret.namespace != namespace
          && istio.planes(of: secret).contains { $0.id == plane.id }
          && !istio.planes.contains { $0.namespace == secret.namespace }
          && !istio.maistra.contains { $0.namespace == secret.namespace }
      }
      guard let elsewhere else { return }
      collector.report(
        elsewhere.top["metadata"]["namespace"],
        "`cacerts` is in `\(elsewhere.namespace ?? "")`, and istiod reads it only in `\(namespace)`")
    },
  ]

  /// Two control planes in one cluster.
  private static let together: [Rule] = [
    Rule.istio("MT-I-62", .error) { istio, _, collector in
      for old in istio.maistra {
        guard let control = old.controlPlane else { continue }
        for plane in istio.planes where plane.hasConfiguration && Self.isBeside(plane, control, old.namespace) {
          if let was = old.trustDomain, let domain = plane.trustDomain, was != domain {
            collector.report(
              plane.trustDomainField,
              "the old control plane beside this one has the trust domain `\(was)`, and this one `\(domain)`")
          }
          guard let own = istio.ownRoots(of: plane), !old.ownRoots.isEmpty, Set(own).isDisjoint(with: old.ownRoots)
          else {
            continue
          }
          collector.report(plane.top, "the old control plane beside this one has other roots")
        }
      }
    },
    Rule.istio("MT-I-63", .error) { istio, inventory, collector in
      for mesh in inventory.meshes where inventory.hasLostPeer(mesh) && mesh.peers.isEmpty {
        guard let control = mesh.controlPlane, istio.hasDirectTraffic(mesh) else { continue }
        let listed = control.spec["techPreview"]["meshConfig"].withJSONNames["caCertificates"]
        let own = Set(mesh.ownRoots.map(\.publicKeyInfo.der))
        let lost = inventory.vanished.filter { $0.isPeer && $0.namespace == mesh.namespace }.map(PeerView.init)
        let foreign = lost.filter { peer in
          let roots = mesh.configMaps[peer.configMapName].map { BundleView($0).certificates }
          return roots?.isEmpty ?? true || !(roots ?? []).allSatisfy { own.contains($0.publicKeyInfo.der) }
        }
        guard listed.items.isEmpty, let peer = foreign.first else { continue }
        collector.report(
          listed, "the last ServiceMeshPeer is removed (`\(peer.name)`), and nothing else brings the roots of the peers"
        )
      }
    },
    Rule.istio("MT-I-64", .warning) { istio, _, collector in
      guard !istio.maistra.allSatisfy(\.controlPlanes.isEmpty) else { return }
      let namespaces = istio.all("Namespace", of: "")
      if namespaces.isEmpty, let plane = istio.planes.first { collector.needs(.namespaces, for: plane.object) }
      for manifest in namespaces {
        let labels = manifest.top["metadata"]["labels"]
        guard labels["istio.io/rev"].exists, !labels["maistra.io/ignore-namespace"].isTrue else { continue }
        collector.report(
          labels["istio.io/rev"],
          "`\(manifest.name)` is injected by `\(labels["istio.io/rev"].string ?? "")`, and not hidden from OpenShift Service Mesh 2",
          paste: "maistra.io/ignore-namespace: \"true\"")
      }
    },
    Rule.istio("MT-I-65", .warning) { istio, _, collector in
      // One that differs is enough to say.
      var earlier: [String: [Set<Certificate>: [IstioPlane]]] = [:]
      for plane in istio.planes where plane.hasConfiguration {
        guard let roots = istio.ownRoots(of: plane).map({ Set($0) }) else { continue }
        let others = (earlier[plane.trustBundleName] ?? [:]).lazy.filter { $0.key != roots }.compactMap { group in
          group.value.first { other in
            istio.areInOneCluster(plane, other)
              && Self.overlap(plane.config("discoverySelectors"), other.config("discoverySelectors"))
          }
        }
        if let other = others.min(by: { $0.id < $1.id }) {
          collector.report(
            plane.config("discoverySelectors"),
            "\(plane.object) and \(other.object) write `\(plane.trustBundleName)` into the same namespaces, with different roots"
          )
        }
        earlier[plane.trustBundleName, default: [:]][roots, default: []].append(plane)
      }
    },
  ]

  private static let watching: [Rule] = [
    Rule.istio("MT-I-66", .note) { istio, _, collector in
      guard let signer = istio.signers.first(where: { Set($0.view.roots).count > 1 }) else { return }
      for field in istio.alarms where field.string?.contains("citadel_server_root_cert_expiry_") ?? false {
        collector.report(
          field, "the alarm sees only the first of the \(Set(signer.view.roots).count) roots in `root-cert.pem`")
      }
    }
  ]

  private static let immutable: [String: [[String]]] = [
    IstioForm.sailKind: [["spec", "namespace"]],
    "IstioCSR": [
      ["spec", "istioCSRConfig", "certManager", "issuerRef"], ["spec", "istioCSRConfig", "istio", "namespace"],
    ],
  ]

  /// Whether both are of one mesh: in one namespace, or of one cluster by its name.
  private static func isBeside(_ plane: IstioPlane, _ control: ControlPlaneView, _ namespace: String) -> Bool {
    let isNamed = control.clusterName.string != nil && control.clusterName.string == plane.clusterName
    guard plane.namespace == namespace || isNamed else { return false }
    return plane.folder == control.manifest.folder || plane.folder.hasPrefix("\(control.manifest.folder)/")
      || control.manifest.folder.hasPrefix("\(plane.folder)/")
  }

  /// Whether some namespace may be selected by both; a list that is missing selects all.
  private static func overlap(_ one: Field, _ other: Field) -> Bool {
    guard !one.items.isEmpty, !other.items.isEmpty else { return true }
    return one.items.contains { left in
      other.items.contains { right in
        let (first, second) = (left["matchLabels"].table, right["matchLabels"].table)
        return first.allSatisfy { second[$0.key] == nil || second[$0.key] == $0.value }
      }
    }
  }
}

extension IstioObjects {
  /// Whether services of other meshes are reached without ServiceMeshPeers.
  fileprivate func hasDirectTraffic(_ mesh: MeshObjects) -> Bool {
    manifests.contains { manifest in
      switch manifest.kind {
      case "ServiceEntry": !manifest.spec["subjectAltNames"].items.isEmpty
      case "WorkloadEntry": manifest.spec["network"].exists
      case "Gateway": manifest.spec["gatewayClassName"].string == "istio-remote"
      default: false
      }
    } || planes.contains { $0.namespace == mesh.namespace }
  }

  /// Whether two control planes of different namespaces share a cluster.
  fileprivate func areInOneCluster(_ one: IstioPlane, _ other: IstioPlane) -> Bool {
    guard one.folder == other.folder, one.namespace != other.namespace, one.namespace != nil, other.namespace != nil
    else {
      return false
    }
    return one.clusterName == nil || other.clusterName == nil || one.clusterName == other.clusterName
  }

  /// The expressions of Prometheus's alarms.
  fileprivate var alarms: [Field] {
    let objects = all("PrometheusRule", of: "monitoring.coreos.com").map { $0.spec["groups"] }
    let files = strangers.map { Field($0, object: "the file `\($0.source)`")["groups"] }
    return (objects + files).flatMap(\.items).flatMap { $0["rules"].items }.map { $0["expr"] }
  }
}
