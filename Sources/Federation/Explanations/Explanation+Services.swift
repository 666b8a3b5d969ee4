import Diagnostics

extension Explanation {
  /// MT-SVC: services in federation.yaml.
  static let services: [Explanation] = [
    Explanation(
      "MT-SVC-10", "a rule selects by name or by labels", source: "federation.yaml `exports`",
      why: "An ExportedServiceSet's rule has one type, and only the selector for that type is used.",
      repair: "Write `namespace`, `name` and `alias`, or `namespace`, `selector` and `aliases`."),
    Explanation(
      "MT-SVC-11", "only Maistra has service sets; elsewhere each service is named",
      source: "controlPlane.flavour of federation.yaml",
      why:
        "Two meshes of Maistra learn of services from each other, so that rules may select and rename them. Between other "
        + "meshes the host is the SNI, and both sides name the same one.",
      repair: "Write `namespace` and `name` in each rule, and nothing that renames the service."),
    Explanation(
      "MT-SVC-31", "an export says who may call", source: "istio/istio, AuthorizationPolicy; README",
      why:
        "The roots of all peers are pooled, so that what keeps the others out is the policy, which admits exactly the "
        + "importing identities.",
      repair: "Add `clients: [NAMESPACE/SERVICE-ACCOUNT]` on either side."),
    Explanation(
      "MT-SVC-32", "an import says who answers, and at which ports", source: "lint rule MT-I-37; istio/istio",
      why:
        "`subjectAltNames` of the ServiceEntry is the outbound trust. With an empty list any certificate of any pooled root "
        + "is accepted, so that an empty list is never written.",
      repair: "Add `serviceAccounts` and `ports` on either side."),
    Explanation(
      "MT-SVC-33", "what is imported is exported", source: "federation.yaml",
      why: "The east-west gateway of the exporting mesh lists its hosts.",
      repair: "Export the service, or do not import it."),
    Explanation(
      "MT-SVC-34", "a policy tells services apart by the labels of their workloads",
      source: "istio/istio, AuthorizationPolicy selector",
      why: "An AuthorizationPolicy is for a namespace, or for the workloads with some labels.",
      repair: "Add `workloads` with the labels of the Pods to each of the exports."),
    Explanation(
      "MT-SVC-35", "ambient meshes reach other networks in their own way", source: "istio.io, multi-network ambient",
      why: "The gateways and entries that are written here are for sidecars.",
      repair: "Set up multi-cluster ambient. The policies of exports, which ztunnels enforce, are written."),
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
