import Documents
import Federation

/// A DestinationRule for failover.
struct FailoverRule: Sendable {
  let manifest: Manifest
  /// The full host name that the rule is for.
  let host: String?

  /// Nil if the DestinationRule has no locality settings.
  init?(_ manifest: Manifest, clusterDomain: String) {
    let policy = manifest.document.root["spec"]?["trafficPolicy"]
    guard policy?["loadBalancer"]?["localityLbSetting"] != nil else { return nil }
    self.manifest = manifest
    let text = manifest.spec["host"].string
    // A name without dots is in the rule's own namespace.
    host = text.map { text in
      guard !text.contains("."), let namespace = manifest.namespace else { return text }
      return Naming.host(ofService: text, namespace: namespace, clusterDomain: clusterDomain)
    }
  }

  var policy: Field { manifest.spec["trafficPolicy"] }
  var locality: Field { policy["loadBalancer"]["localityLbSetting"] }
  var failover: [Field] { locality["failover"].items }
}

extension MeshObjects {
  /// Whether failover of a host is effective, which requires outlier detection.
  func hasFailover(for host: String) -> Bool {
    failoverRules(for: host).contains { $0.policy["outlierDetection"].exists }
  }
}

extension Inventory {
  /// The region of a mesh's own nodes: as given, of the Nodes in the input if all are in one, or from federation.yaml; nil
  /// if unknown.
  func localRegion(of mesh: MeshObjects) -> String? {
    facts.localRegion ?? mesh.regions.flatMap { $0.count == 1 ? $0.first : nil } ?? mesh.facts?.locality?.region
  }
}
