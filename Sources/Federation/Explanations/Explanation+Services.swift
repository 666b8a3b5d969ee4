import Diagnostics

extension Explanation {
  /// MT-SVC: services in federation.yaml.
  static let services: [Explanation] = [
    Explanation(
      "MT-SVC-10", "A rule selects by name or by labels", source: "federation.yaml `exports`",
      why: "An ExportedServiceSet's rule has one type, and only its selector counts.",
      repair: "Write `namespace`, `name` and `alias`, or `namespace`, `selector` and `aliases`."),
    Explanation(
      "MT-SVC-11", "Sets are for Maistra's control planes",
      source: "the CustomResourceDefinitions of federation.maistra.io",
      why: "Upstream Istio has no such resources, and its API server refuses them.",
      repair: "Remove `exports` and `imports` from the mesh."),
    Explanation(
      "MT-SVC-12", "A failover is of one service", source: "manual 1.18.13.2",
      why: "A DestinationRule is for one host, and lists the identities of its workloads.",
      repair: "Write a rule with `namespace` and `name` for each service that fails over."),
    Explanation(
      "MT-SVC-13", "A failover names the local service accounts", source: "rule F-12",
      why: "From 2.4 on, the peer's endpoints carry no identity, so that clients must be told of the egress gateway's; "
        + "and a list that lacks the local identities shuts the local workloads out.",
      repair: "Add `serviceAccounts` with those of the service's own pods."),
  ]

  /// MT-REMOVE: taking a service out of federation.yaml.
  static let removals: [Explanation] = [
    Explanation(
      "MT-REMOVE-01", "what labels select is decided on the cluster", source: "manual 1.18.14",
      why: "A rule with labels exports every service that carries them, so that an edit of names does not reach it.",
      repair: "Take the label off the Service, or replace the rule by rules with names."),
    Explanation(
      "MT-REMOVE-02", "a rule for many services cannot leave one out", source: "manual 1.18.14",
      why: "The rules know no exceptions. While an open rule is there, the service stays where it was.",
      repair: "Replace the rule by one for each service that stays."),
  ]
}
