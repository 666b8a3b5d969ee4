import Documents
import Kubernetes

extension MeshReader {
  /// What configures a mesh of Istio, what it admits, and what signs and distributes for it. A kind of which the cluster has
  /// no definition is not asked for.
  mutating func readIstio(_ groups: APIGroups) throws(ClusterError) {
    // A cluster of Maistra alone has its own kinds, of which other parts are read.
    guard !groups.has(.controlPlanes) || groups.preferredVersion(of: "sailoperator.io") != nil else { return }
    for (group, plural, kind) in Self.ofCluster {
      objects.read.insert(kind)
      guard let version = groups.preferredVersion(of: group) else { continue }
      try read(ResourceType(group: group, version: version, plural: plural, kind: kind), in: nil)
    }
    try readKinds(groups, of: Self.ofBorder + Self.ofNamespaces)
    try readNamespaces()
    try readWebhooks()
    try read(.deployments)
    try read(.pods)
  }

  /// Their names and labels: which revision injects where.
  private mutating func readNamespaces() throws(ClusterError) {
    objects.read.insert(ResourceType.namespaces.kind)
    try read(.namespaces, in: nil) { node in
      let metadata = node["metadata"]
      return .mapping([
        ("apiVersion", .string("v1")), ("kind", .string(ResourceType.namespaces.kind)),
        (
          "metadata",
          .mapping([("name", metadata?["name"] ?? .null), ("labels", metadata?["labels"] ?? .mapping([]))])
        ),
      ])
    }
  }

  /// The webhooks that lead to the mesh's own istiod.
  private mutating func readWebhooks() throws(ClusterError) {
    let namespace = place.namespace
    for (plural, kind) in Self.webhooks {
      objects.read.insert(kind)
      let type = ResourceType(group: "admissionregistration.k8s.io", version: "v1", plural: plural, kind: kind)
      try read(type, in: nil) { node in
        (node["webhooks"]?.sequence ?? []).contains { webhook in
          webhook["clientConfig"]?["service"]?["namespace"]?.string == namespace
        } ? node : nil
      }
    }
  }

  static let webhooks = [
    ("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
    ("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
  ]

  /// Kinds in all namespaces of the mesh.
  mutating func readKinds(_ groups: APIGroups, of kinds: [(String, String, String)]) throws(ClusterError) {
    for (group, plural, kind) in kinds {
      objects.read.insert(kind)
      guard let version = groups.preferredVersion(of: group) else { continue }
      try readEverywhere(ResourceType(group: group, version: version, plural: plural, kind: kind))
    }
    // A group without one of its kinds, as on every OpenShift without istio-csr, has none of its objects.
    let names = Set((Self.ofCluster + kinds).map(\.2))
    objects.unread.removeAll { unread in
      if case .noDefinition = unread.fault { names.contains(unread.kind) } else { false }
    }
  }

  static let ofCluster = [
    ("sailoperator.io", "istios", "Istio"), ("sailoperator.io", "ztunnels", "ZTunnel"),
    ("trust.cert-manager.io", "bundles", "Bundle"), ("trust-manager.io", "clusterbundles", "ClusterBundle"),
    ("spire.spiffe.io", "clusterfederatedtrustdomains", "ClusterFederatedTrustDomain"),
  ]

  /// By which services are exchanged without service sets.
  static let ofBorder = [
    ("networking.istio.io", "serviceentries", "ServiceEntry"),
    ("networking.istio.io", "workloadentries", "WorkloadEntry"), ("networking.istio.io", "gateways", "Gateway"),
    ("gateway.networking.k8s.io", "gateways", "Gateway"),
    ("security.istio.io", "authorizationpolicies", "AuthorizationPolicy"),
  ]

  static let ofNamespaces = [
    ("operator.openshift.io", "istiocsrs", "IstioCSR"), ("cert-manager.io", "issuers", "Issuer"),
  ]
}
