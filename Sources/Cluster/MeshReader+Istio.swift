import Kubernetes

extension MeshReader {
  /// What configures a mesh of Istio, what it admits, and what signs and distributes for it. A kind of which the cluster has
  /// no definition is not asked for.
  mutating func readIstio(_ groups: APIGroups) throws(ClusterError) {
    // A cluster of Maistra has its own kinds, of which other parts are read.
    guard !groups.has(.controlPlanes) else { return }
    for (group, plural, kind) in Self.ofCluster {
      guard let version = groups.preferredVersion(of: group) else { continue }
      try read(ResourceType(group: group, version: version, plural: plural, kind: kind), in: nil)
    }
    for (group, plural, kind) in Self.ofNamespaces {
      guard let version = groups.preferredVersion(of: group) else { continue }
      try readEverywhere(ResourceType(group: group, version: version, plural: plural, kind: kind))
    }
    // A group without one of its kinds, as on every OpenShift without istio-csr, has none of its objects.
    let kinds = Set((Self.ofCluster + Self.ofNamespaces).map(\.2))
    objects.unread.removeAll { unread in
      if case .noDefinition = unread.fault { kinds.contains(unread.kind) } else { false }
    }
    try read(.deployments)
    try read(.pods)
  }

  private static let ofCluster = [
    ("sailoperator.io", "istios", "Istio"), ("sailoperator.io", "ztunnels", "ZTunnel"),
    ("trust.cert-manager.io", "bundles", "Bundle"), ("trust-manager.io", "clusterbundles", "ClusterBundle"),
    ("spire.spiffe.io", "clusterfederatedtrustdomains", "ClusterFederatedTrustDomain"),
  ]

  private static let ofNamespaces = [
    ("networking.istio.io", "serviceentries", "ServiceEntry"),
    ("networking.istio.io", "workloadentries", "WorkloadEntry"), ("networking.istio.io", "gateways", "Gateway"),
    ("gateway.networking.k8s.io", "gateways", "Gateway"),
    ("security.istio.io", "authorizationpolicies", "AuthorizationPolicy"),
    ("operator.openshift.io", "istiocsrs", "IstioCSR"), ("cert-manager.io", "issuers", "Issuer"),
  ]
}
