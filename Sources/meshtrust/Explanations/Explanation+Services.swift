import Diagnostics

extension Explanation {
  /// MT-SVC: services between meshes, and the addresses of gateways.
  static let services: [Explanation] = [
    Explanation(
      "MT-SVC-01", "The mesh is among the manifests", source: "meshtrust services",
      why: "A mesh is known by its control plane, or by the namespace of its peers and sets.",
      repair: "Give its manifests, and name it as its control plane, as its federation.yaml or by its namespace."),
    Explanation(
      "MT-SVC-02", "There is a set for the peer", source: "manual 1.18.11 and 1.18.12",
      why: "Nothing is exported or imported without an object that is named after the peer.",
      repair: "Give the ExportedServiceSet or ImportedServiceSet, or write `exports` or `imports` in federation.yaml."),
    Explanation(
      "MT-SVC-03", "Every Service is of a mesh that can be told", source: "meshtrust services",
      why: "In one cluster several meshes live side by side, and only the member rolls tell whose a namespace is.",
      repair: "Give the ServiceMeshMemberRolls as well."),
    Explanation(
      "MT-SVC-04", "A live object has a status", source: "manual 1.18.11.1 and 1.18.12.1",
      why: "The control plane's leader writes what it exports or imports into the status.",
      repair: "Take the object from the cluster with `oc get … -o yaml`, in the control plane's namespace."),
    Explanation(
      "MT-SVC-05", "Labels are known where rules go by labels", source: "meshtrust services diff",
      why: "Which services a LabelSelector takes stands in the Services alone.",
      repair: "Give `oc get svc -A -o yaml` as well."),
    Explanation(
      "MT-SVC-06", "Everything that rules may select is known", source: "meshtrust services",
      why: "Wildcards and labels select among what is there; without it only full names can be resolved.",
      repair: "Give the Services, and for imports the peer's ExportedServiceSet, as well."),
    Explanation(
      "MT-SVC-20", "The Service of each gateway is given", source: "manual 1.18.7",
      why: "Its status tells where peers reach the gateway.",
      repair: "Give `oc get svc -n NAMESPACE -o yaml` of the control plane's namespace."),
    Explanation(
      "MT-SVC-21", "The load balancer has an address", source: "manual 1.18.7",
      why: "`.status.loadBalancer.ingress` stays empty until the cloud has made the load balancer, and for ever where "
        + "the cluster has none.",
      repair: "Wait, or look at `oc describe svc`; without load balancers use node ports and the nodes' addresses."),
    Explanation(
      "MT-SVC-22", "The address is of the platform's kind", source: "manual 1.18.7.1 to 1.18.7.5",
      why: "AWS names its load balancers by host name and moves their addresses; the others give an IP address.",
      repair: "Check `platform` of the mesh in federation.yaml."),
    Explanation(
      "MT-SVC-23", "federation.yaml can be edited where the addresses stand", source: "meshtrust addresses",
      why: "Only plain layouts are edited, so that comments and order stay; the result is read again and must be what "
        + "was meant.",
      repair: "Paste the lines that the message gives into the mesh."),
    Explanation(
      "MT-SVC-24", "Changes to federation.yaml are confirmed", source: "meshtrust addresses",
      why: "The file is written by people.", repair: "Look at the difference, then add `--yes`."),
  ]
}
