import Diagnostics

extension Explanation {
  /// MT-X: what is exported and imported.
  static let services: [Explanation] = [
    Explanation(
      "MT-X-01", "export and import sets are named after a peer",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "A set counts for the ServiceMeshPeer of its name; any other is never looked at.",
      repair: "Rename the set."),
    Explanation(
      "MT-X-02", "rules have a type and its selector",
      source: "maistra/istio pkg/servicemesh/federation/common",
      why: "A rule of an unknown type, or without the selector of its type, is skipped with a line in the "
        + "log; the next ones decide. Imports know NameSelector only.",
      repair: "Give the type, and the selector that belongs to it."),
    Explanation(
      "MT-X-03", "only a lone star is open",
      source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "Names are compared letter by letter: `rat*` selects a service of that very name, which cannot exist.",
      repair: "Write the whole name, or `*`."),
    Explanation(
      "MT-X-04", "rules can be reached",
      source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "The first rule that selects a service decides. One behind a wider one never does.",
      repair: "Put the narrower rule first."),
    Explanation(
      "MT-X-05", "services are exported under different names",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "The second one's route is dropped, the status of the whole set is no longer written, and the "
        + "peer keeps whichever came last.",
      repair: "Give each a name of its own."),
    Explanation(
      "MT-X-06", "services are imported under different hosts",
      source: "maistra/istio pkg/servicemesh/federation import",
      why: "The last one wins, in the order of the exported names, and the others are not reached.",
      repair: "Give each a name of its own."),
    Explanation(
      "MT-X-07", "local imports have a fixed namespace",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Without `alias.namespace` the rule is skipped, and the next ones decide.",
      repair: "Add `nameSelector.alias.namespace`."),
    Explanation(
      "MT-X-08", "the cluster's own suffix is for local imports",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "A rule with that suffix and without `importAsLocal` is skipped.",
      repair: "Use `importAsLocal: true` instead."),
    Explanation(
      "MT-X-09", "local imports have no suffix",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "The suffix is passed over.",
      repair: "Remove it."),
    Explanation(
      "MT-X-10", "suffixes are DNS names of your own",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Workloads cannot ask for such a name, or they take it for one that it is not.",
      repair: "Choose a name below a domain of your own, or leave the field out."),
    Explanation(
      "MT-X-11", "an exported service has exactly one port",
      source: "maistra/istio pkg/servicemesh/federation/server/routing.go",
      why: "The routes of all ports but one lead to a cluster that does not exist.",
      repair: "Split the Service, one port each."),
    Explanation(
      "MT-X-12", "what is exported can be routed",
      source: "maistra/istio pkg/servicemesh/federation/server",
      why: "Gateways route TCP to services that have an address; datagrams, headless services and names "
        + "outside of the mesh get nowhere.",
      repair: "Take it out of the exports."),
    Explanation(
      "MT-X-13", "exported namespaces are members of the mesh",
      source: "maistra.io ServiceMeshMemberRoll",
      why: "istiod sees services of its members only.",
      repair: "Add the namespace to the ServiceMeshMemberRoll."),
    Explanation(
      "MT-X-14", "not everything is exported",
      source: "maistra/istio pkg/servicemesh/federation/common/exports.go",
      why: "The control plane's own services and its gateways leave too, and everything that will ever be added.",
      repair: "Name namespaces or services."),
    Explanation(
      "MT-X-15", "exported services are visible to the control plane",
      source: "istio annotation networking.istio.io/exportTo",
      why: "A service that hides from the control plane's namespace is not exported.",
      repair: "Add the namespace to the annotation, or remove it."),
    Explanation(
      "MT-X-16", "names that go over the border are DNS labels",
      source: "maistra/istio pkg/servicemesh/federation/server/routing.go",
      why: "The generated gateway is invalid; there is only a line in the log.",
      repair: "Use an alias that is a label."),
    Explanation(
      "MT-X-17", "imports use the names that the peer exports",
      source: "maistra/istio pkg/servicemesh/federation/common/imports.go",
      why: "Rules of imports select by the name after the peer's alias. One that selects nothing leaves the "
        + "service in the status with blanks.",
      repair: "Use the exported name."),
    Explanation(
      "MT-X-18", "what is exported is imported",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "Nobody uses it, and it can be called all the same by whoever has the peer's identity.",
      repair: "Import it at the peer, or take it out of the exports."),
    Explanation(
      "MT-X-19", "aliases change something",
      source: "maistra/istio pkg/servicemesh/federation/common/namemapping.go",
      why: "Halves that are open or equal keep the name.",
      repair: "Remove the alias."),
    Explanation(
      "MT-X-20", "local imports have a Service to join",
      source: "OpenShift Service Mesh manual 1.18.13",
      why: "Workloads outside of sidecars find no name, and TCP has no address; namespaces that are no "
        + "members see nothing.",
      repair: "Make a Service of that name and port, in a member namespace."),
    Explanation(
      "MT-X-21", "local imports onto a running service fail over",
      source: "OpenShift Service Mesh manual 1.18.13",
      why: "Without outlier detection and localities the peer's endpoints get a share of live traffic from "
        + "the first moment.",
      repair: "Add the DestinationRule of the manual's failover chapter."),
    Explanation(
      "MT-X-22", "a host arrives from one peer",
      source: "istio aggregate service registry",
      why: "Endpoints of all peers are taken together. That is failover over several peers with local "
        + "imports, and an accident otherwise.",
      repair: "Give the imports different names, unless it is meant."),
    Explanation(
      "MT-X-23", "rules use the host that an import really has",
      source: "OpenShift Service Mesh manual 1.18.13, whose comment is wrong",
      why: "A local import arrives under the cluster's own suffix, not under `-imports.local`.",
      repair: "Write the local host name."),
    Explanation(
      "MT-X-24", "raw services from several peers have addresses of their own",
      source: "istio autoAllocateIPs",
      why: "Addresses for imports are counted from the start for each peer, so that two raw services may get "
        + "the same one.",
      repair: "Use HTTP, or make Services with addresses of their own."),
  ]
}
