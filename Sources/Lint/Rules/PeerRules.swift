import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// The rules about ServiceMeshPeers as resources.
enum PeerRules {
  static let all: [Rule] = names + remotes + reported + pairs

  /// Name and namespace: P-01, P-05 to P-07, P-09 to P-11.
  private static let names: [Rule] = [
    Rule.inventory("MT-P-01", .error) { inventory, collector in
      for manifest in inventory.misplaced {
        collector.report(
          manifest.top["metadata"]["namespace"],
          "there is no control plane in the namespace `\(manifest.namespace ?? "")`")
      }
    },
    Rule.peer("MT-P-05", .error) { item, collector in
      let length = item.peer.name.utf8.count
      guard length > 34 else { return }
      collector.report(
        item.peer.top["metadata"]["name"], "the peer's name has \(length) characters, more than 34",
        next: "shorten it by \(length - 34) characters")
    },
    Rule.peer("MT-P-06", .error) { item, collector in
      guard item.peer.name.contains(".") else { return }
      collector.report(item.peer.top["metadata"]["name"], "the peer's name `\(item.peer.name)` has a dot")
    },
    Rule.peer("MT-P-07", .error) { item, collector in
      guard let plane = item.mesh.controlPlane else { return collector.needs(.controlPlane, for: item.peer.top.object) }
      guard let cluster = plane.clusterName.string, cluster == item.peer.name else { return }
      collector.report(
        item.peer.top["metadata"]["name"], "the peer has the name of our own cluster, `\(cluster)`",
        next: "give the cluster or the peer another name")
    },
    Rule.peer("MT-P-09", .error) { item, collector in
      guard item.peer.egress.string == nil else { return }
      collector.report(
        item.peer.egress, "the peer has no egress gateway",
        paste: "gateways:\n  egress:\n    name: \(Naming.egress(forPeer: item.peer.name))")
    },
    Rule.mesh("MT-P-10", .warning) { mesh, _, collector in
      collector.needsPeers(of: mesh)
      let exported = Set(mesh.exports.map(\.name))
      for peer in mesh.peers where peer.ingress.string == nil {
        let isNeeded = exported.contains(peer.name)
        collector.report(
          peer.ingress, "the peer has no ingress gateway" + (isNeeded ? ", but services are exported to it" : ""),
          paste: "gateways:\n  ingress:\n    name: \(Naming.ingress(forPeer: peer.name))",
          severity: isNeeded ? .error : .warning)
      }
    },
    Rule.peer("MT-P-11", .error) { item, collector in
      let chain = item.peer.certificateChain
      guard chain.exists else { return }
      for key in ["kind", "name"] where !chain[key].exists {
        collector.report(
          chain, "certificateChain has no \(key)",
          paste: "certificateChain:\n  kind: ConfigMap\n  name: \(item.peer.configMapName)",
          // The kind has only one possible value; the name could be any.
          edit: key == "kind" ? chain.inserting("kind", "ConfigMap") : nil)
      }
    },
  ]

  /// How the peer is reached: P-02 to P-04, P-08, P-13, P-14.
  private static let remotes: [Rule] = [
    Rule.peer("MT-P-02", .error) { item, collector in
      guard item.peer.addresses.items.isEmpty else { return }
      collector.report(
        item.peer.addresses, "the peer has no address",
        next: "`oc get svc` in the peer's namespace shows the address of its ingress gateway for us",
        paste: "remote:\n  addresses:\n  - ADDRESS")
    },
    Rule.peer("MT-P-03", .error) { item, collector in
      for address in item.peer.addresses.items {
        guard let text = address.node?.text else { continue }
        if let fault = AddressSyntax.fault(in: text) {
          collector.report(
            address, "the address `\(text)` \(fault)", next: "write a bare host name or IP address",
            edit: AddressSyntax.bare(text).flatMap { address.replacing(with: $0) })
        }
      }
    },
    Rule.peer("MT-P-04", .warning) { item, collector in
      for address in item.peer.addresses.items where address.string.map(AddressSyntax.isIPv6) ?? false {
        collector.report(address, "the address `\(address.string ?? "")` is IPv6")
      }
    },
    Rule.peer("MT-P-08", .error) { item, collector in
      let remote = item.peer.spec["remote"]
      for key in ["discoveryPort", "servicePort"] {
        guard let port = remote[key].int, port != 0, !(1...65535).contains(port) else { continue }
        collector.report(remote[key], "\(port) is not a port number")
      }
      let (discovery, service) = (item.peer.port(.discovery), item.peer.port(.service))
      if discovery == FederationPort.service.rawValue, service == FederationPort.discovery.rawValue {
        collector.report(
          remote["discoveryPort"],
          "the two ports are swapped: discovery is at \(service), and services are at \(discovery)",
          next: "write `discoveryPort: \(service)` and `servicePort: \(discovery)`")
      }
      guard discovery == service else { return }
      collector.report(
        remote["discoveryPort"].exists ? remote["discoveryPort"] : remote["servicePort"],
        "discovery and service traffic have the same port \(discovery)")
    },
    Rule.peer("MT-P-13", .error) { item, collector in
      guard let other = item.other, let wanted = item.reverse?.ingress.string else {
        return collector.needsOtherSide(of: item)
      }
      for address in item.peer.addresses.items {
        guard let text = address.string, let gateway = gateway(in: text, of: other), gateway != wanted else { continue }
        collector.report(
          address,
          "the address belongs to the peer's gateway `\(gateway)`, but its ingress gateway for us is `\(wanted)`",
          next: "use the address of `\(wanted)`")
      }
    },
    Rule.peer("MT-P-14", .warning) { item, collector in
      let inside = item.peer.addresses.items.filter { $0.string.map(Address.isInside) ?? false }
      guard !inside.isEmpty else { return }
      guard let other = item.other, let plane = item.mesh.controlPlane, let theirs = other.controlPlane else {
        return collector.needsOtherSide(of: item)
      }
      guard let here = plane.clusterName.string, let there = theirs.clusterName.string, here != there else { return }
      for address in inside {
        collector.report(
          address, "`\(address.string ?? "")` is a name inside the cluster `\(there)`, and we are in `\(here)`",
          next: "use the address of the peer's load balancer")
      }
    },
  ]

  /// Whether both sides know each other: P-12, P-15, P-16.
  private static let pairs: [Rule] = [
    Rule.peer("MT-P-12", .error) { item, collector in
      guard let other = item.other else { return collector.needsOtherSide(of: item) }
      // Upstream Istio has no ServiceMeshPeers.
      guard item.reverse == nil, !other.isUpstream else { return }
      guard other.controlPlane != nil || !other.peers.isEmpty else { return collector.needsOtherSide(of: item) }
      collector.report(
        item.peer.top["metadata"]["name"], "the mesh `\(other.name)` has no ServiceMeshPeer for `\(item.mesh.name)`")
    },
    Rule.inventory("MT-P-15", .error) { inventory, collector in
      for mesh in inventory.meshes { collector.needsPeers(of: mesh) }
      let meshes = inventory.meshes.filter { !$0.peers.isEmpty }
      for mesh in meshes {
        guard let field = (mesh.controlPlane?.manifest ?? mesh.peers.first?.manifest)?.top["metadata"]["name"] else {
          continue
        }
        if let planned = mesh.facts?.peers {
          for peer in planned where mesh.peer(named: peer.name) == nil {
            collector.report(
              field, "`\(mesh.name)` has no ServiceMeshPeer for `\(peer.name)`, its peer in federation.yaml")
          }
        } else if meshes.count > 2, inventory.knownPeers(of: mesh) < meshes.count - 1 {
          // Two meshes may not want to federate, so this is only likely.
          collector.report(
            field, "`\(mesh.name)` has \(inventory.knownPeers(of: mesh)) of \(meshes.count - 1) ServiceMeshPeers",
            severity: .warning)
        }
      }
    },
    Rule.mesh("MT-P-16", .warning) { mesh, inventory, collector in
      collector.needsPeers(of: mesh)
      for peer in mesh.peers {
        guard inventory.knowsEarlier else {
          collector.needs(.before, for: peer.top.object)
          continue
        }
        guard let old = inventory.earlier(peer.manifest).map(PeerView.init) else { continue }
        let pairs = [(old.clientID, peer.clientID), (old.trustDomain, peer.trustDomain), (old.ingress, peer.ingress)]
        for (was, now) in pairs where was.string != now.string {
          collector.report(now, "`\(now.path)` of a running peer changes from `\(was.string ?? "")`")
        }
      }
    },
  ]

  /// The gateway behind an address inside a cluster; nil for any other address.
  private static func gateway(in address: String, of mesh: MeshObjects) -> String? {
    let labels = address.split(separator: ".").map(String.init)
    guard labels.count >= 2, labels[1] == mesh.namespace else { return nil }
    return labels[0]
  }
}

/// The syntax of a peer's address.
enum AddressSyntax {
  /// What is wrong with an address, as a predicate.
  static func fault(in text: String) -> String? {
    if text.isEmpty { return "is empty" }
    if text.contains("://") { return "has a scheme" }
    if text.contains("/") { return "has a path" }
    if text.contains("*") { return "has a wildcard" }
    if PeerAddress.leadsNowhere(isBracketed(text) ? String(text.dropFirst().dropLast()) : text) {
      return "is not that of another machine"
    }
    if isIPv6(text) { return nil }
    if text.contains(":") { return "has a port, which belongs in `discoveryPort` and `servicePort`" }
    if text.contains("_") { return "has an underscore" }
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), IPAddress(text) == nil {
      return "looks like an IPv4 address but is not one"
    }
    return NameSyntax.hostname.fault(in: text.lowercased()).map(\.description)
  }

  private static func isBracketed(_ text: String) -> Bool { text.hasPrefix("[") && text.hasSuffix("]") }

  /// Whether it is an IPv6 address, with or without brackets.
  static func isIPv6(_ text: String) -> Bool {
    IPAddress(isBracketed(text) ? String(text.dropFirst().dropLast()) : text)?.isIPv6 ?? false
  }

  /// Only the host, of an address with a scheme or path but without a port.
  static func bare(_ text: String) -> String? {
    guard let scheme = text.firstIndex(of: ":"), text[scheme...].hasPrefix("://") else { return nil }
    let rest = text[scheme...].dropFirst(3)
    let host = rest.prefix { $0 != "/" }
    let isWhole = rest.dropFirst(host.count).allSatisfy { $0 == "/" }
    return isWhole && fault(in: String(host)) == nil ? String(host) : nil
  }
}
