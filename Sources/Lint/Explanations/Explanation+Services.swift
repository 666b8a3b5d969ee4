import Diagnostics

extension Explanation {
  /// MT-X: what is exported and imported.
  static let services: [Explanation] = [
    Explanation(
      "MT-X-01", "export and import sets are named after a peer",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "A set applies to the ServiceMeshPeer with its name; any other is ignored.",
      repair: "Rename the set."),
    Explanation(
      "MT-X-02", "rules have a type and the selector for it", source: "maistra/istio pkg/servicemesh/federation/common",
      why: "A rule with an unknown type, or without the selector for its type, is skipped with a line in the log, and "
        + "the next rules decide. Imports support only NameSelector.",
      repair: "Set the type, and the selector that belongs to it."),
    Explanation(
      "MT-X-03", "only a star on its own is a wildcard",
      source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "Names are compared literally: `rat*` selects a service with exactly that name, which cannot exist.",
      repair: "Write the whole name, or `*`."),
    Explanation(
      "MT-X-04", "rules can be reached", source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "The first rule that selects a service decides. A rule after a wider one never does.",
      repair: "Put the narrower rule first."),
    Explanation(
      "MT-X-05", "services are exported under different names",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "The second one's route is dropped, the status of the whole set is no longer written, and the peer keeps "
        + "whichever came last.",
      repair: "Give each its own name."),
    Explanation(
      "MT-X-06", "services are imported under different hosts",
      source: "maistra/istio pkg/servicemesh/federation import",
      why: "The last one in the order of the exported names wins, and the others cannot be reached.",
      repair: "Give each its own name."),
    Explanation(
      "MT-X-07", "local imports have a fixed namespace",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Without `alias.namespace` the rule is skipped, and the next rules decide.",
      repair: "Add `nameSelector.alias.namespace`."),
    Explanation(
      "MT-X-08", "the cluster's own suffix is for local imports",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "A rule with that suffix and without `importAsLocal` is skipped.",
      repair: "Use `importAsLocal: true` instead."),
    Explanation(
      "MT-X-09", "local imports have no suffix", source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "The suffix is ignored.",
      repair: "Remove it."),
    Explanation(
      "MT-X-10", "suffixes are DNS names that you own",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Workloads cannot resolve such a name, or take it for another one.",
      repair: "Choose a name below a domain that you own, or leave out the field."),
    Explanation(
      "MT-X-11", "an exported service has exactly one port",
      source: "maistra/istio pkg/servicemesh/federation/server/routing.go",
      why: "The routes of all ports but one lead to a cluster that does not exist.",
      repair: "Split the Service, one port each."),
    Explanation(
      "MT-X-12", "exported services can be routed", source: "maistra/istio pkg/servicemesh/federation/server",
      why: "Gateways route TCP to services with an address. UDP, headless services and external names cannot be "
        + "routed.",
      repair: "Remove it from the exports."),
    Explanation(
      "MT-X-13", "exported namespaces are members of the mesh", source: "maistra.io ServiceMeshMemberRoll",
      why: "istiod sees only services in member namespaces.",
      repair: "Add the namespace to the ServiceMeshMemberRoll."),
    Explanation(
      "MT-X-14", "not everything is exported", source: "maistra/istio pkg/servicemesh/federation/common/exports.go",
      why: "The control plane's own services and its gateways are exported too, and everything that is ever added.",
      repair: "Name namespaces or services."),
    Explanation(
      "MT-X-15", "exported services are visible to the control plane",
      source: "istio annotation networking.istio.io/exportTo",
      why: "A service that is hidden from the control plane's namespace is not exported.",
      repair: "Add the namespace to the annotation, or remove it."),
    Explanation(
      "MT-X-16", "names exchanged between meshes are DNS labels",
      source: "maistra/istio pkg/servicemesh/federation/server/routing.go",
      why: "The generated Gateway is invalid, and only a line in the log says so.",
      repair: "Use an alias that is a label."),
    Explanation(
      "MT-X-17", "imports use the names that the peer exports",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Import rules select by the name after the peer's alias. One that selects nothing leaves the service with "
        + "empty fields in the status.",
      repair: "Use the exported name."),
    Explanation(
      "MT-X-18", "every export is imported", source: "maistra/istio pkg/servicemesh/federation",
      why: "Nobody uses it, but anyone with the peer's identity can call it.",
      repair: "Import it at the peer, or remove it from the exports."),
    Explanation(
      "MT-X-19", "aliases change something", source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "A part that is a wildcard or the same keeps the name.",
      repair: "Remove the alias."),
    Explanation(
      "MT-X-20", "local imports have a Service to join", source: "OpenShift Service Mesh manual 1.18.13",
      why: "Workloads without a sidecar cannot resolve the name, and TCP has no address. Namespaces that are not "
        + "members see nothing.",
      repair: "Create a Service with that name and port, in a member namespace."),
    Explanation(
      "MT-X-21", "local imports that join a running service have failover",
      source: "OpenShift Service Mesh manual 1.18.13",
      why: "Without outlier detection and localities the peer's endpoints immediately get a share of live traffic.",
      repair: "Add the DestinationRule of the manual's failover chapter."),
    Explanation(
      "MT-X-22", "a host is imported from one peer", source: "istio aggregate service registry",
      why: "The endpoints of all peers are merged. With local imports that is failover over several peers, otherwise "
        + "it is an accident.",
      repair: "Give the imports different names, unless you want this."),
    Explanation(
      "MT-X-23", "rules use the real host of an import",
      source: "OpenShift Service Mesh manual 1.18.13, whose comment is wrong",
      why: "A local import has the cluster's own suffix, not `-imports.local`.",
      repair: "Write the local host name."),
    Explanation(
      "MT-X-24", "TCP services from several peers have their own addresses", source: "istio autoAllocateIPs",
      why: "Addresses for imports are numbered from the start for each peer, so two TCP services may get the same "
        + "address.",
      repair: "Use HTTP, or create Services with their own addresses."),
    Explanation(
      "MT-X-25", "exported services exist", source: "OpenShift Service Mesh manual 1.18.11.1",
      why:
        "A rule for a Service that is not deployed yet, or misspelt, exports nothing, and says so nowhere. The manual's "
        + "first check for a missing export is whether the Service is there.",
      repair: "Create the Service, or correct its name in the rule."),
    Explanation(
      "MT-X-26", "exportTo is an annotation", source: "istio annotation networking.istio.io/exportTo; manual 1.18.11",
      why:
        "The manual calls it a label, but istiod reads the annotation alone: the service believed hidden is exported by "
        + "every rule that selects it.",
      repair: "Write it under `metadata.annotations`."),
    Explanation(
      "MT-X-27", "policies of exported services name our own ingress gateway",
      source: "OpenShift Service Mesh manual 1.18.11",
      why:
        "Calls from a peer arrive with the identity of our own ingress gateway for it. A policy that names the peer's "
        + "identities never matches: what it should allow is refused, and what it should deny gets in.",
      repair: "Name the principal OWN-TRUST-DOMAIN/ns/CONTROL-PLANE-NAMESPACE/sa/INGRESS-service-account."),
    Explanation(
      "MT-X-28", "imported services are called with Istio's mutual TLS", source: "istio DestinationRule tls.mode",
      why:
        "Calls to an imported service go to our egress gateway, which takes nothing but the mesh's own mutual TLS. A rule "
        + "with DISABLE or SIMPLE wins over the automatic one, and every call fails.",
      repair: "Use ISTIO_MUTUAL, or leave `tls` out."),
    Explanation(
      "MT-X-29", "exported services take mutual TLS alone",
      source: "maistra/istio pilot/pkg/xds/mtls_checker.go",
      why:
        "With DISABLE our ingress gateway calls the service in plain text, or in vain where a DestinationRule asks for mutual "
        + "TLS, and the service sees no identity. With PERMISSIVE whoever reaches its Pods gets in without one, past the "
        + "gateway. Policies that name identities hold nobody back.",
      repair: "Use STRICT for the exported services."),
  ]
}
