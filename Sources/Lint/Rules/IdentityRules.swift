import Diagnostics
import Federation
import SPIFFE

/// The rules about trust domains and identities.
enum IdentityRules {
  static let all: [Rule] = own + peers + clients + crossing

  /// The mesh's own settings: T-01, T-17 to T-20.
  private static let own: [Rule] = [
    Rule.controlPlane("MT-T-01", .error) { controlPlane, mesh, collector in
      let field = controlPlane.trustDomain
      guard field.string ?? "cluster.local" == "cluster.local" else { return }
      collector.report(
        field,
        field.exists ? "the trust domain is `cluster.local`, the default of every mesh" : "there is no trust domain",
        next: "choose a trust domain that no other mesh has",
        paste: "security:\n  trust:\n    domain: \(Naming.trustDomain(ofMesh: mesh.name))")
    },
    Rule.controlPlane("MT-T-17", .warning) { controlPlane, mesh, collector in
      if !controlPlane.additionalDomains.items.isEmpty { collector.needsPeers(of: mesh) }
      let domains = Set(mesh.peers.compactMap { $0.trustDomain.string })
      for alias in controlPlane.additionalDomains.items {
        guard let name = alias.string, domains.contains(name) else { continue }
        collector.report(
          alias, "the peer's trust domain `\(name)` is one of our additional trust domains", next: "remove it")
      }
    },
    Rule.controlPlane("MT-T-18", .warning) { controlPlane, mesh, collector in
      if !controlPlane.additionalDomains.items.isEmpty { collector.needsPeers(of: mesh) }
      let domain = mesh.trustDomain
      let hasBundle = mesh.peers.contains { $0.trustDomain.string.map { $0 != domain } ?? false }
      guard hasBundle, !controlPlane.additionalDomains.items.isEmpty else { return }
      collector.report(
        controlPlane.additionalDomains,
        "there are additional trust domains (\(controlPlane.additionalDomains.strings.quoted)) and peers with bundles"
      )
    },
    Rule.controlPlane("MT-T-19", .warning) { controlPlane, _, collector in
      let field = controlPlane.pilotVariable("PILOT_SKIP_VALIDATE_TRUST_DOMAIN")
      guard field.isTrue else { return }
      collector.report(field, "sidecars are configured not to check trust domains", next: "remove the variable")
    },
    Rule.mesh("MT-T-20", .warning) { mesh, inventory, collector in
      guard let controlPlane = mesh.controlPlane else { return collector.needsControlPlane(of: mesh) }
      guard inventory.knowsEarlier else { return collector.needs(.before, for: controlPlane.manifest.object) }
      guard let old = inventory.earlier(controlPlane.manifest), let domain = mesh.trustDomain else { return }
      let oldDomain = ControlPlaneView(old).trustDomain.string ?? "cluster.local"
      guard oldDomain != domain else { return }
      collector.report(controlPlane.trustDomain, "the trust domain changes from `\(oldDomain)` to `\(domain)`")
    },
  ]

  /// The settings for a peer: T-02, T-04 to T-07.
  private static let peers: [Rule] = [
    Rule.peer("MT-T-02", .error) { item, collector in
      guard let own = item.mesh.trustDomain else { return collector.needs(.controlPlane, for: item.peer.top.object) }
      guard item.peer.trustDomain.string == own else { return }
      collector.report(item.peer.trustDomain, "the peer's trust domain `\(own)` is our own")
    },
    Rule.mesh("MT-T-04", .error) { mesh, _, collector in
      collector.needsPeers(of: mesh)
      var seen: [String: String] = [:]
      for peer in mesh.peers {
        guard let domain = peer.trustDomain.string else { continue }
        if let first = seen.updateValue(peer.name, forKey: domain) {
          collector.report(
            peer.trustDomain, "the peers `\(first)` and `\(peer.name)` have the same trust domain `\(domain)`")
        }
      }
    },
    Rule.peer("MT-T-05", .error) { item, collector in
      guard item.peer.trustDomain.string == nil else { return }
      let domain = item.other?.trustDomain ?? item.peer.client?.trustDomain
      collector.report(
        item.peer.trustDomain, "the peer has no trust domain",
        paste: "security:\n  trustDomain: \(domain ?? Naming.trustDomain(ofMesh: item.peer.name))")
    },
    Rule.mesh("MT-T-06", .error) { mesh, _, collector in
      collector.needsControlPlane(of: mesh)
      collector.needsPeers(of: mesh)
      for field in fields(of: mesh) {
        guard let text = field.string else { continue }
        // Upper-case letters and a trailing dot are reported by another rule.
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard let fault = NameSyntax.hostname.fault(in: name) else { continue }
        collector.report(field, "the trust domain `\(text)` is not a DNS name: it \(fault)")
      }
    },
    Rule.mesh("MT-T-07", .error) { mesh, _, collector in
      collector.needsControlPlane(of: mesh)
      collector.needsPeers(of: mesh)
      for field in fields(of: mesh) {
        guard let text = field.string else { continue }
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        guard name != text, NameSyntax.hostname.fault(in: name) == nil else { continue }
        collector.report(
          field, "the trust domain `\(text)` has \(text.hasSuffix(".") ? "a trailing dot" : "upper-case letters")",
          next: "write `\(name)` on both sides, at the same time")
      }
    },
  ]

  /// Every trust domain in a mesh's manifests.
  private static func fields(of mesh: MeshObjects) -> [Field] {
    mesh.controlPlanes.flatMap { [$0.trustDomain] + $0.additionalDomains.items } + mesh.peers.map(\.trustDomain)
  }
}
