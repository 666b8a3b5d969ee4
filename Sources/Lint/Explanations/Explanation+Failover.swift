import Diagnostics

extension Explanation {
  /// MT-F: failover from a mesh to its peers.
  static let failover: [Explanation] = [
    Explanation(
      "MT-F-01", "imports that take over have a complete locality",
      source: "maistra/istio pkg/servicemesh/federation mergeLocality",
      why: "A locality that lacks a step is dropped as a whole. Without one the peer's endpoints rank last "
        + "if proxies have a region, and level with the own ones if not.",
      repair: "Set region, then zone, then subzone."),
    Explanation(
      "MT-F-02", "services that fail over are imported as local",
      source: "OpenShift Service Mesh manual 1.18.13.1",
      why: "Under another host the peer's endpoints never stand beside the own ones.",
      repair: "Set `importAsLocal: true` and an alias with a namespace."),
    Explanation(
      "MT-F-03", "a failover's rule is for the import's host",
      source: "OpenShift Service Mesh manual 1.18.13.2",
      why: "The rule is for a host that nobody calls.",
      repair: "Write the host under which the import arrives."),
    Explanation(
      "MT-F-04", "a failover has outlier detection",
      source: "istio endpoint_builder.go enableFailover",
      why: "Without it endpoints have no priorities, and traffic spreads over both meshes all the time.",
      repair: "Add `outlierDetection`."),
    Explanation(
      "MT-F-05", "a failover goes from region to another region",
      source: "istio validateLocalityLbSetting",
      why: "istiod refuses the rule.",
      repair: "Name regions alone, two different ones, and do not distribute as well."),
    Explanation(
      "MT-F-06", "a failover goes to the region of the imports",
      source: "istio loadbalancer.go",
      why: "The peer's endpoints get the lowest priority. With one peer it still works, with several the "
        + "order is wrong.",
      repair: "Write the region of the ImportedServiceSet."),
    Explanation(
      "MT-F-07", "a failover begins in the region of our nodes",
      source: "istio loadbalancer.go; labels topology.kubernetes.io/region",
      why: "The entry applies to no proxy. Where neither side has a region the peer counts as near.",
      repair: "Label the nodes, or correct `from`."),
    Explanation(
      "MT-F-08", "imports are not in our own region",
      source: "istio loadbalancer.go",
      why: "The peer's endpoints count as near and get a share of all traffic.",
      repair: "Correct the locality of the ImportedServiceSet."),
    Explanation(
      "MT-F-09", "a failover is switched on",
      source: "istio localityLbSetting",
      why: "Nothing fails over.",
      repair: "Set `enabled: true`."),
    Explanation(
      "MT-F-10", "a failover's rule applies to the clients",
      source: "istio DestinationRule lookup",
      why: "A rule counts in the namespace of the client, of the service or of the control plane, and where "
        + "`exportTo` lets it.",
      repair: "Put it beside the service, visible to all."),
    Explanation(
      "MT-F-11", "a failover's rule has no deprecated fields",
      source: "istio DestinationRule",
      why: "They will be gone in a later version.",
      repair: "Use consecutiveGatewayErrors or consecutive5xxErrors, and LEAST_REQUEST."),
    Explanation(
      "MT-F-12", "the egress gateway may answer for the service",
      source: "maistra/istio 2.4 service accounts of merged endpoints",
      why: "From 2.4 on merged endpoints carry no identity of the peer's. While local pods exist, proxies "
        + "may accept the local identities only, and refuse the gateway when it takes over.",
      repair: "List the local service accounts and the egress gateway under `tls.subjectAltNames`."),
  ]
}
