import Diagnostics
import Documents
import Federation
import SPIFFE

extension ServiceRules {
  /// Who sees a service, and as whom.
  static let visibility: [Rule] = [
    Rule.manifest("MT-X-26", .warning, of: "Service") { manifest, collector in
      guard manifest.label(exportTo) != nil else { return }
      let label = manifest.top["metadata"]["labels"][exportTo]
      let isHidden = manifest.top["metadata"]["annotations"][exportTo].exists
      collector.report(
        label,
        "the label `\(exportTo)` has no effect on `\(manifest.name)`" + (isHidden ? " beside the annotation" : ""),
        next: isHidden ? "remove the label" : "write it under `annotations`", paste: "annotations:\n  \(exportTo): .")
    },
    Rule.inventory("MT-X-27", .warning) { inventory, collector in
      let peers = inventory.peers
      for manifest in inventory.manifests("AuthorizationPolicy", of: "security.istio.io") {
        // Through the gateways of Istio the client's own identity arrives.
        guard !isForGateway(manifest, inventory), inventory.istio?.owns(manifest) != true else { continue }
        if !manifest.principals.isEmpty { for mesh in inventory.meshes { collector.needsPeers(of: mesh) } }
        for principal in manifest.principals {
          guard let text = principal.node?.text,
            let item = peers.first(where: { item in
              item.peer.trustDomain.string.map { text.hasPrefix($0 + "/") } ?? false
            })
          else { continue }
          collector.report(
            principal, "`\(text)` is an identity of the peer `\(item.peer.name)`, which exported services never see",
            next: item.ingressIdentity.map { "write `\($0)`" } ?? "name our ingress gateway for the peer",
            paste: item.ingressIdentity.map { "- \($0)" } ?? "")
        }
      }
    },
  ]

  /// Whether a policy selects our own gateways for peers, which do see the peers' identities.
  private static func isForGateway(_ policy: Manifest, _ inventory: Inventory) -> Bool {
    let labels = Set(policy.spec["selector"]["matchLabels"].table.values)
    return inventory.meshes.contains { mesh in
      mesh.namespace == policy.namespace && mesh.peers.contains { $0.ingress.string.map(labels.contains) ?? false }
    }
  }

  private static let exportTo = "networking.istio.io/exportTo"
}

extension PeerCase {
  /// Under which calls from the peer reach exported services: our own ingress gateway for it.
  var ingressIdentity: String? {
    guard let domain = mesh.trustDomain, let ingress = peer.ingress.string, !mesh.namespace.isEmpty else { return nil }
    return "\(domain)/ns/\(mesh.namespace)/sa/\(Naming.serviceAccount(ofGateway: ingress))"
  }
}

extension Manifest {
  /// Every principal that an AuthorizationPolicy names.
  fileprivate var principals: [Field] {
    spec["rules"].items.flatMap { rule in
      let sources = rule["from"].items.flatMap { from in
        from["source"]["principals"].items + from["source"]["notPrincipals"].items
      }
      let conditions = rule["when"].items.filter { $0["key"].string == "source.principal" }
      return sources + conditions.flatMap { $0["values"].items + $0["notValues"].items }
    }
  }
}
