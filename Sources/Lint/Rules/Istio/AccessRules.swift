import Diagnostics
import Federation
import Kubernetes
import SPIFFE

/// The rules about identities in ServiceEntries, policies and gateways: MT-I-37 to MT-I-43.
enum AccessRules {
  static let all: [Rule] = outbound + policies + gateways

  /// Which servers a client accepts.
  private static let outbound: [Rule] = [
    Rule.istio("MT-I-37", .error) { istio, _, collector in
      for entry in istio.entries where entry.spec["subjectAltNames"].items.isEmpty {
        switch istio.isForeign(entry) {
        case true?:
          collector.report(
            entry.spec["hosts"].item(at: 0) ?? entry.spec,
            "any certificate of any trusted root may answer for \(entry.spec["hosts"].strings.quoted): `subjectAltNames` is missing",
            paste: "subjectAltNames:\n- spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT")
        case nil: collector.needs(.workloadEntries, for: entry.object)
        case false?: break
        }
      }
    },
    Rule.istio("MT-I-38", .error) { istio, _, collector in
      let entries = istio.entries.map { ($0, $0.spec["subjectAltNames"]) }
      let rules = istio.ofIstio("DestinationRule", of: "networking.istio.io").map {
        ($0, $0.spec["trafficPolicy"]["tls"])
      }.filter { $0.1["mode"].string == "ISTIO_MUTUAL" }.map { ($0.0, $0.1["subjectAltNames"]) }
      for (manifest, names) in entries + rules {
        for name in names.items {
          guard let text = name.string, let fault = istio.fault(inServerName: text, of: manifest) else { continue }
          collector.report(name, "\(fault)")
        }
      }
    },
  ]

  /// Which clients a server admits.
  private static let policies: [Rule] = [
    Rule.istio("MT-I-39", .error) { istio, _, collector in
      for (manifest, principal) in istio.principals {
        guard let text = principal.string, let fault = istio.fault(inPrincipal: text, of: manifest) else { continue }
        let bare = text.hasPrefix(SPIFFEID.scheme) ? String(text.dropFirst(SPIFFEID.scheme.count)) : nil
        collector.report(
          principal, "\(fault)", next: bare.map { "write `\($0)`" },
          edit: bare.flatMap { principal.replacing(with: $0) })
      }
    },
    Rule.istio("MT-I-40", .warning) { istio, _, collector in
      for (manifest, principal) in istio.principals {
        guard let text = principal.string, text.hasPrefix("*/ns/") || text.hasPrefix("cluster.local/ns/"),
          let plane = istio.plane(of: manifest), let alias = plane.aliases.lazy.compactMap(\.string).first
        else { continue }
        let own = plane.trustDomain ?? ""
        guard text.hasPrefix("*") || own != "cluster.local" || alias != own else { continue }
        let rest = text.drop { $0 != "/" }
        collector.report(
          principal, "`\(text)` also matches `\(alias)\(rest)`, since `\(alias)` is an alias of `\(own)`",
          paste: "- \(own)\(rest)")
      }
    },
    Rule.istio("MT-I-41", .error) { istio, _, collector in
      for manifest in istio.policies {
        let sources = manifest.spec["rules"].items.flatMap { $0["from"].items }.map { $0["source"] }
        for field in sources.flatMap({ [$0["trustDomains"], $0["notTrustDomains"]] }) where field.exists {
          guard let plane = istio.plane(of: manifest), let version = plane.version else {
            collector.needs(.istioVersion, for: manifest.object)
            continue
          }
          guard !version.isAtLeast(1, 30, 2) else { continue }
          let key = field.path.split(separator: ".").last ?? ""
          collector.report(field, "Istio \(version) has no `\(key)` in a source; it came with 1.30.2")
        }
      }
    },
  ]

  /// Who comes in at a gateway.
  private static let gateways: [Rule] = [
    Rule.istio("MT-I-42", .warning) { istio, _, collector in
      for server in istio.servers where server.mode == "AUTO_PASSTHROUGH" {
        guard let plane = istio.plane(of: server.manifest), let peer = istio.peers(of: plane).first else { continue }
        for host in server.field["hosts"].items where host.string.map(Self.isEverything) ?? false {
          collector.report(
            host, "`\(host.string ?? "")` lets every service of the mesh through, also to `\(peer.domain)`")
        }
      }
    },
    Rule.istio("MT-I-43", .warning) { istio, _, collector in
      for server in istio.servers where server.mode == "ISTIO_MUTUAL" {
        if let plane = istio.plane(of: server.manifest), !plane.isPooling { continue }
        guard !istio.policies.contains(where: { istio.protects($0, server.manifest) }) else { continue }
        collector.report(
          server.field["tls"]["mode"],
          "the gateway takes any certificate of any trusted root, and no AuthorizationPolicy is for its Pods")
      }
    },
  ]

  /// `*`, `*.local`, and both with a namespace.
  private static func isEverything(_ host: String) -> Bool {
    let name = host.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return name == "*" || name == "*.local"
  }
}

// MARK: - What is where

extension IstioObjects {
  /// The objects of a kind in meshes that are not Maistra's.
  func ofIstio(_ kind: String, of group: String) -> [Manifest] {
    guard !planes.isEmpty || maistra.isEmpty else { return [] }
    return all(kind, of: group).filter { manifest in
      !maistra.contains { mesh in
        mesh.namespace == manifest.namespace || mesh.members?.contains(manifest.namespace ?? "") ?? false
      } || owns(manifest)
    }
  }

  /// The ServiceEntries of services inside of some mesh.
  fileprivate var entries: [Manifest] {
    ofIstio("ServiceEntry", of: "networking.istio.io").filter { $0.spec["location"].string == "MESH_INTERNAL" }
  }

  var policies: [Manifest] { ofIstio("AuthorizationPolicy", of: "security.istio.io") }

  /// Every principal of every policy.
  fileprivate var principals: [(Manifest, Field)] {
    policies.flatMap { manifest in
      manifest.spec["rules"].items.flatMap { $0["from"].items }.map { $0["source"] }
        .flatMap { $0["principals"].items + $0["notPrincipals"].items }.map { (manifest, $0) }
    }
  }

  /// The servers of Istio's own gateways.
  var servers: [(manifest: Manifest, field: Field, mode: String)] {
    ofIstio("Gateway", of: "networking.istio.io").flatMap { manifest in
      manifest.spec["servers"].items.map { (manifest, $0, $0["tls"]["mode"].string ?? "") }
    }
  }

  // MARK: - Identities

  /// Whether a service is another mesh's; nil if what it selects is not in the input.
  fileprivate func isForeign(_ entry: Manifest) -> Bool? {
    let plane = plane(of: entry)
    let selector = entry.spec["workloadSelector"]["labels"].table
    let inline = entry.spec["endpoints"].items
    let selected =
      selector.isEmpty
      ? []
      : all("WorkloadEntry", of: "networking.istio.io").filter { workload in
        workload.namespace == entry.namespace
          && selector.allSatisfy { workload.spec["labels"].table[$0.key] == $0.value }
      }.map(\.spec)
    let endpoints = inline + selected
    if endpoints.contains(where: { isElsewhere($0, plane) }) { return true }
    let hasPeers = plane.map { !peers(of: $0).isEmpty || $0.authorities.contains(where: \.hasRoots) } ?? false
    guard hasPeers else { return plane == nil && endpoints.isEmpty ? nil : false }
    // Istio knows the identity of a Pod, and of an endpoint with an account.
    if endpoints.isEmpty { return selector.isEmpty ? true : nil }
    return endpoints.contains { !$0["serviceAccount"].exists }
  }

  private func isElsewhere(_ endpoint: Field, _ plane: IstioPlane?) -> Bool {
    guard let network = endpoint["network"].string else { return false }
    return plane?.network != network
  }

  /// The trust domains that a mesh knows: of its own, of its peers, and of whoever else is in the input or in the home.
  private func domains(around manifest: Manifest) -> Set<String>? {
    guard let plane = plane(of: manifest), let own = plane.trustDomain else { return nil }
    return knownDomains.union([own, "cluster.local"]).union(plane.aliases.compactMap(\.string))
      .union(peers(of: plane).map(\.domain)).union(
        all("ClusterFederatedTrustDomain", of: "spire.spiffe.io").compactMap { $0.spec["trustDomain"].string })
  }

  /// What is wrong with the name of a server; nil if it can match.
  fileprivate func fault(inServerName text: String, of manifest: Manifest) -> String? {
    guard text.hasPrefix(SPIFFEID.scheme) else {
      return "`\(text)` is no SPIFFE ID: it does not begin with `spiffe://`"
    }
    guard let domain = (try? SPIFFEID(text))?.trustDomain.name else { return "`\(text)` is no SPIFFE ID" }
    guard let known = domains(around: manifest), !known.contains(domain) else { return nil }
    return "`\(domain)` is the trust domain of no known mesh" + nearest(domain, known)
  }

  /// What is wrong with a principal; nil if it can match.
  fileprivate func fault(inPrincipal text: String, of manifest: Manifest) -> String? {
    if text.hasPrefix(SPIFFEID.scheme) { return "the principal `\(text)` begins with `spiffe://`, and matches nobody" }
    guard !text.hasPrefix("*") else { return nil }
    let isPrefix = text.hasSuffix("*")
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard isPrefix || parts.count == 5 && parts[1] == "ns" && parts[3] == "sa" && !parts.contains("") else {
      return "the principal `\(text)` is not of the form `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, and matches nobody"
    }
    guard parts.count > 1, let domain = parts.first.map(String.init), let known = domains(around: manifest),
      !known.contains(domain)
    else { return nil }
    return "the principal `\(text)` is of `\(domain)`, the trust domain of no known mesh" + nearest(domain, known)
  }

  private func nearest(_ domain: String, _ known: Set<String>) -> String {
    Spelling.nearest(to: domain, among: known.sorted()).map { "; the nearest is `\($0)`" } ?? ""
  }

  // MARK: - Policies

  /// Whether a policy is for the Pods of a gateway.
  fileprivate func protects(_ policy: Manifest, _ gateway: Manifest) -> Bool {
    let labels = gateway.spec["selector"].table
    let selector = policy.spec["selector"]["matchLabels"].table
    if !selector.isEmpty { return selector.allSatisfy { labels[$0.key] == $0.value } }
    let targets = policy.spec["targetRefs"].items + [policy.spec["targetRef"]].filter(\.exists)
    guard targets.isEmpty else {
      return targets.contains { target in
        target["kind"].string == "Gateway"
          && [gateway.name, labels["gateway.networking.k8s.io/gateway-name"], labels["istio.io/gateway-name"]]
            .contains(target["name"].string)
      }
    }
    let root = planes(of: gateway).lazy.compactMap(\.namespace).first
    return policy.namespace == gateway.namespace || policy.namespace == root
  }
}
