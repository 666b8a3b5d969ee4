import Diagnostics

extension Explanation {
  /// MT-F: failover from a mesh to its peers.
  static let failover: [Explanation] = [
    Explanation(
      "MT-F-01", "imports used for failover have a complete locality",
      source: "maistra/istio pkg/servicemesh/federation mergeLocality",
      why: "A locality with a missing level is dropped entirely. Without one, the peer's endpoints rank last if "
        + "proxies have a region, and equal to the local ones if not.",
      repair: "Set region, then zone, then subzone."),
    Explanation(
      "MT-F-02", "services with failover are imported as local", source: "OpenShift Service Mesh manual 1.18.13.1",
      why: "Under another host name the peer's endpoints never join the local ones.",
      repair: "Set `importAsLocal: true` and an alias with a namespace."),
    Explanation(
      "MT-F-03", "a failover rule is for the host of the import", source: "OpenShift Service Mesh manual 1.18.13.2",
      why: "The rule is for a host that nobody calls.",
      repair: "Write the host name under which the service is imported."),
    Explanation(
      "MT-F-04", "a failover has outlier detection", source: "istio endpoint_builder.go enableFailover",
      why: "Without it endpoints have no priorities, and traffic is spread over both meshes all the time.",
      repair: "Add `outlierDetection`."),
    Explanation(
      "MT-F-05", "a failover leads from one region to another", source: "istio validateLocalityLbSetting",
      why: "istiod rejects the rule.",
      repair: "Name two different regions and nothing below them, and do not set `distribute` as well."),
    Explanation(
      "MT-F-06", "a failover leads to the region of the imports", source: "istio loadbalancer.go",
      why: "The peer's endpoints get the lowest priority. With one peer failover still works, with several the order "
        + "is wrong.",
      repair: "Write the region of the ImportedServiceSet."),
    Explanation(
      "MT-F-07", "a failover starts in the region of our nodes",
      source: "istio loadbalancer.go; labels topology.kubernetes.io/region",
      why: "The entry applies to no proxy. If neither side has a region, the peer is treated as near.",
      repair: "Label the nodes, or correct `from`."),
    Explanation(
      "MT-F-08", "imports are not in our own region", source: "istio loadbalancer.go",
      why: "The peer's endpoints are treated as near and get a share of all traffic.",
      repair: "Correct the locality of the ImportedServiceSet."),
    Explanation(
      "MT-F-09", "failover is enabled", source: "istio localityLbSetting",
      why: "Nothing fails over.",
      repair: "Set `enabled: true`."),
    Explanation(
      "MT-F-10", "a failover rule applies to the clients", source: "istio DestinationRule lookup",
      why: "A rule takes effect in the namespace of the client, of the service or of the control plane, and where "
        + "`exportTo` permits.",
      repair: "Put it beside the service, visible to all namespaces."),
    Explanation(
      "MT-F-11", "a failover rule has no deprecated fields", source: "istio DestinationRule",
      why: "A later version will remove them.",
      repair: "Use consecutiveGatewayErrors or consecutive5xxErrors, and LEAST_REQUEST."),
    Explanation(
      "MT-F-12", "the egress gateway's identity is accepted for the service",
      source: "maistra/istio 2.4 service accounts of merged endpoints",
      why: "From 2.4 on merged endpoints do not carry the peer's identity. While local pods exist, proxies may accept "
        + "only the local identities, and reject the gateway when it takes over.",
      repair: "List the local service accounts and the egress gateway under `tls.subjectAltNames`."),
  ]
}
