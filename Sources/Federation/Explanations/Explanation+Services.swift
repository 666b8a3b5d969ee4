import Diagnostics

extension Explanation {
  /// MT-SVC: services in federation.yaml.
  static let services: [Explanation] = [
    Explanation(
      "MT-SVC-10", "a rule selects by name or by labels", source: "federation.yaml `exports`",
      why: "An ExportedServiceSet's rule has one type, and only the selector for that type is used.",
      repair: "Write `namespace`, `name` and `alias`, or `namespace`, `selector` and `aliases`."),
    Explanation(
      "MT-SVC-11", "only Maistra control planes have service sets",
      source: "the CustomResourceDefinitions of federation.maistra.io",
      why: "Upstream Istio does not have these resources, and its API server rejects them.",
      repair: "Remove `exports` and `imports` from the mesh."),
    Explanation(
      "MT-SVC-12", "a failover applies to one service", source: "manual 1.18.13.2",
      why: "A DestinationRule is for one host, and lists the identities of its workloads.",
      repair: "Write a rule with `namespace` and `name` for each service with failover."),
    Explanation(
      "MT-SVC-13", "a failover lists the local service accounts", source: "lint rule MT-F-12",
      why: "From 2.4 on, the peer's endpoints carry no identity, so clients need the identity of the egress gateway. A "
        + "list without the local identities locks out the local workloads.",
      repair:
        "Add `serviceAccounts` with the accounts of the service's own pods. `serviceAccounts: []` is a rule that lists "
        + "none, as in the manual."),
    Explanation(
      "MT-SVC-14", "each failover rule of a namespace has its own name", source: "manual 1.18.13.2",
      why:
        "Kubernetes knows an object by kind, namespace and name. The second rule of one name would replace the first.",
      repair: "Give one of them another `name` under `failover`, or leave both names out."),
  ]

  /// MT-REMOVE: taking a service out of federation.yaml.
  static let removals: [Explanation] = [
    Explanation(
      "MT-REMOVE-01", "labels on the cluster decide what a label rule exports", source: "manual 1.18.14",
      why: "A rule with labels exports every service that has them, so an edit by name cannot exclude one.",
      repair: "Remove the label from the Service, or replace the rule by rules with names."),
    Explanation(
      "MT-REMOVE-02", "a rule for many services cannot leave one out", source: "manual 1.18.14",
      why: "Rules have no exceptions. While the wide rule exists, the service remains exported or imported.",
      repair: "Replace the rule by one for each service that should remain."),
  ]
}
