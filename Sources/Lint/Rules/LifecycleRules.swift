import Diagnostics
import Federation
import Kubernetes
import X509

/// The rules about changes over time.
enum LifecycleRules {
  static let all: [Rule] = [
    Rule.mesh("MT-L-01", .warning) { mesh, inventory, collector in
      // Without any peer nothing shows federation: a mesh of upstream Istio has ConfigMaps but no peers.
      if !mesh.peers.isEmpty || inventory.hasLostPeer(mesh) { return orphans(of: mesh, &collector) }
      collector.needsPeers(of: mesh)
    },
    Rule.inventory("MT-L-02", .error) { inventory, collector in
      guard inventory.knowsEarlier else { return collector.needs(.before, for: "every mesh") }
      let meshes = Dictionary(grouping: inventory.meshes, by: \.namespace)
      for peer in inventory.vanished where peer.isPeer {
        // Two clusters may have control planes in namespaces of one name; the folder tells them apart.
        let named = peer.namespace.flatMap { meshes[$0] } ?? []
        let near = named.filter { $0.controlPlane?.manifest.folder == peer.folder }
        let mesh = named.count == 1 ? named.first : near.count == 1 ? near.first : nil
        let restarts = inventory.facts.restarts ?? []
        guard !restarts.contains("istiod") else { continue }
        let isLast = mesh?.peers.isEmpty ?? true
        collector.report(
          mesh?.controlPlane?.manifest.top["metadata"]["name"] ?? peer.top["metadata"]["name"],
          "the peer `\(peer.name)` is removed, but no restart of istiod is planned",
          next: "restart every replica of istiod" + (isLast ? ", and then every proxy, gateways first" : ""))
      }
    },
    Rule.peer("MT-L-03", .warning) { item, collector in
      guard let bundle = item.readableBundle(&collector) else { return }
      let present = item.presentRoots
      guard !present.isEmpty else { return collector.needs(.peerRoots, for: item.peer.top.object) }
      let held = Set(bundle.certificates.map(\.publicKeyInfo.der))
      let missing = present.filter { !held.contains($0.publicKeyInfo.der) }
      // If no root is present, nothing works at all: C-10 reports that.
      guard let newest = missing.first, item.holdsCurrentRoot(held) else { return }
      collector.report(
        bundle.field, "the peer also publishes the root `\(newest)`, which is not here yet",
        paste: "\(lines: PEM.write(present))")
    },
    Rule.mesh("MT-L-04", .warning) { mesh, inventory, collector in
      guard let controlPlane = mesh.controlPlane else { return collector.needsControlPlane(of: mesh) }
      guard !controlPlane.gateways.isEmpty else { return }
      guard let restarts = inventory.facts.restarts else {
        return collector.needs(.restartPlan, for: controlPlane.manifest.object)
      }
      guard restarts.contains("istiod") else { return }
      let planned = Set(restarts)
      let missing = controlPlane.gateways.filter { !planned.contains($0.labels["app"] ?? $0.name) }.map(\.name)
      guard !missing.isEmpty else { return }
      collector.report(
        controlPlane.manifest.top["metadata"]["name"],
        "the restart leaves out the federation gateways \(missing.quoted)",
        paste: "\(ClientCommands("oc").restart(missing, in: mesh.namespace))")
    },
    Rule.mesh("MT-L-05", .error) { mesh, inventory, collector in
      guard let signing = collector.signing(of: mesh) else { return }
      guard inventory.knowsEarlier else { return collector.needs(.before, for: signing.manifest.object) }
      guard let old = inventory.earlier(signing.manifest).map(SigningView.init) else { return }
      let now = inventory.facts.now
      guard let oldRoot = old.anchor(at: now), let newRoot = signing.anchor(at: now),
        oldRoot.publicKeyInfo.der != newRoot.publicKeyInfo.der
      else { return }
      let wanted = [oldRoot, newRoot]
      let place = signing.field(signing.layout.certificateKey)
      if !wanted.allSatisfy(signing.roots.contains) {
        collector.report(place, "the mesh changes from `\(oldRoot)` to `\(newRoot)` without both in root-cert.pem")
      }
      for other in inventory.meshes where other.id != mesh.id {
        guard let peer = inventory.counterparts.peer(for: mesh, in: other) else { continue }
        let held = Set((other.bundles[peer.configMapName]?.certificates ?? []).map(\.publicKeyInfo.der))
        guard !wanted.allSatisfy({ held.contains($0.publicKeyInfo.der) }) else { continue }
        collector.report(
          place, "the mesh changes from `\(oldRoot)` to `\(newRoot)`, but `\(other.name)` does not have both")
      }
    },
    Rule.mesh("MT-L-06", .note) { mesh, inventory, collector in
      for set in mesh.imports {
        guard inventory.knowsEarlier else {
          collector.needs(.before, for: set.object)
          continue
        }
        guard let old = inventory.earlier(set), old.spec.node != set.spec.node else { continue }
        collector.report(set.top["metadata"]["name"], "the imports from `\(set.name)` change")
      }
    },
    Rule.mesh("MT-L-07", .warning) { mesh, inventory, collector in
      if let field = (mesh.controlPlane?.manifest ?? mesh.peers.first?.manifest)?.top["metadata"]["name"] {
        if mesh.platform == nil { collector.needs(.platform, for: mesh.object) }
        if let name = mesh.platform.flatMap({ unsupported[$0] }) { collector.report(field, "the mesh runs on \(name)") }
      }
      for peer in mesh.peers {
        for address in peer.addresses.items where address.string?.hasSuffix(".aroapp.io") ?? false {
          collector.report(address, "the peer runs on Azure Red Hat OpenShift")
        }
      }
    },
    Rule.inventory("MT-L-08", .warning) { inventory, collector in
      for manifest in inventory.manifests where manifest.isBeingDeleted {
        collector.report(manifest.top["metadata"]["deletionTimestamp"], "the object is being deleted")
      }
    },
  ]

  private static let unsupported = [
    "aro": "Azure Red Hat OpenShift", "osd": "OpenShift Dedicated", "openshift-dedicated": "OpenShift Dedicated",
  ]

  /// Remains of a removed peer.
  private static func orphans(of mesh: MeshObjects, _ collector: inout Collector) {
    let planned = Set((mesh.facts?.gateways ?? []).flatMap { [$0.ingress.name, $0.egress.name] })
    for gateway in mesh.controlPlane?.gateways ?? [] {
      let isOfFederation = gateway.labels.keys.contains { $0.hasPrefix("federation.maistra.io/") }
      guard isOfFederation, !mesh.uses(gateway), !planned.contains(gateway.name) else { continue }
      collector.report(gateway.field, "no peer uses the \(gateway.direction.rawValue) gateway `\(gateway.name)`")
    }
    let suffix = Naming.rootConfigMap(ofPeer: "")
    let published = [ControlPlaneView.usualRootConfigMap, "ossm-ca-root-cert", mesh.controlPlane?.rootConfigMapName]
    for (name, manifest) in mesh.configMaps.sorted(by: { $0.key < $1.key }) {
      guard name.hasSuffix(suffix), mesh.bundles[name] == nil, !published.contains(name) else { continue }
      let isPlanned = mesh.facts?.peers.contains { $0.rootConfigMap == name } ?? false
      guard !isPlanned else { continue }
      collector.report(manifest.top["metadata"]["name"], "no peer uses the ConfigMap `\(name)`")
    }
  }
}

extension SigningView {
  /// The root that the signing certificate leads to.
  func anchor(at time: Timestamp) -> Certificate? { path(at: time).last { roots.contains($0) } }
}

extension PeerCase {
  /// Whether the root that the peer signs with is among the keys; if that root is unknown, whether any of its roots is.
  func holdsCurrentRoot(_ keys: Set<ArraySlice<UInt8>>) -> Bool {
    if let current = other?.signer?.anchor(at: facts.now) { return keys.contains(current.publicKeyInfo.der) }
    return presentRoots.contains { keys.contains($0.publicKeyInfo.der) }
  }
}
