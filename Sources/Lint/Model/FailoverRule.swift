import Federation

/// A DestinationRule that is about failover.
struct FailoverRule: Sendable {
  let manifest: Manifest
  /// The full host name that the rule is for.
  let host: String?

  /// Takes a DestinationRule; nil if it says nothing of localities.
  init?(_ manifest: Manifest, clusterDomain: String) {
    guard manifest.spec["trafficPolicy"]["loadBalancer"]["localityLbSetting"].exists else { return nil }
    self.manifest = manifest
    let text = manifest.spec["host"].string
    // A name without dots is one of the rule's own namespace.
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
  /// The DestinationRule by which a host fails over.
  func failoverRule(for host: String) -> FailoverRule? { failoverRulesByHost[host] }

  /// Whether a host really fails over: with outlier detection.
  func hasFailover(for host: String) -> Bool {
    failoverRule(for: host)?.policy["outlierDetection"].exists ?? false
  }
}

extension Inventory {
  /// The region of a mesh's own nodes, as it was given or as federation.yaml says; nil if nothing tells it.
  func localRegion(of mesh: MeshObjects) -> String? { facts.localRegion ?? mesh.facts?.locality?.region }
}
