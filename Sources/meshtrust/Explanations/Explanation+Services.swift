import Diagnostics

extension Explanation {
  /// MT-SVC: services between meshes, and the addresses of gateways.
  static let services: [Explanation] = [
    Explanation(
      "MT-SVC-01", "the mesh is among the manifests", source: "meshtrust services",
      why: "A mesh is recognised by its control plane, or by the namespace of its peers and sets.",
      repair: "Pass its manifests, and use the name of its control plane, its name in federation.yaml, or its "
        + "namespace."),
    Explanation(
      "MT-SVC-02", "there is a set for the peer", source: "manual 1.18.11 and 1.18.12",
      why: "Nothing is exported or imported without an object that is named after the peer.",
      repair: "Pass the ExportedServiceSet or ImportedServiceSet, or write `exports` or `imports` in federation.yaml.",
      successors: ["MT-SVC-25", "MT-SVC-26"]),
    Explanation(
      "MT-SVC-25", "there is a set for the peer", source: "manual 1.18.11 and 1.18.12",
      why:
        "An ExportedServiceSet or ImportedServiceSet is named after its peer. Without one nothing is exported to, or "
        + "imported from, this peer.",
      repair: "Correct the peer's name, pass the set with -f, or write it under `exports` or `imports` in "
        + "federation.yaml."),
    Explanation(
      "MT-SVC-26", "there is a set at all", source: "manual 1.18.11 and 1.18.12",
      why: "Services are shared only by an ExportedServiceSet on one side and an ImportedServiceSet on the other.",
      repair: "Pass the sets with -f, or write `exports` and `imports` in federation.yaml."),
    Explanation(
      "MT-SVC-03", "every Service belongs to a known mesh", source: "meshtrust services",
      why: "One cluster can have several meshes, and only the member rolls say to which mesh a namespace belongs.",
      repair: "Pass the ServiceMeshMemberRolls too."),
    Explanation(
      "MT-SVC-04", "a live object has a status", source: "manual 1.18.11.1 and 1.18.12.1",
      why: "The leader of the control plane writes into the status what it exports or imports.",
      repair: "Get the object from the cluster with `oc get … -o yaml`, in the control plane's namespace."),
    Explanation(
      "MT-SVC-05", "label rules need the labels", source: "meshtrust services diff",
      why: "Only the Services themselves show which of them a LabelSelector selects.",
      repair: "Pass `oc get svc -A -o yaml` too."),
    Explanation(
      "MT-SVC-06", "what decides which services cross is in the input", source: "meshtrust services",
      why: "Wildcards and labels select from the Services and exports that are passed. Without those, only full names "
        + "can be resolved. Between meshes of Istio, what is not in the input or not modelled counts as no permission.",
      repair: "Pass the Services and ServiceMeshPeers too, for imports the peer's ExportedServiceSet, and of meshes of "
        + "Istio the workloads with their service accounts."),
    Explanation(
      "MT-SVC-07", "a set is given once", source: "Kubernetes API conventions, section Metadata",
      why:
        "Kind, namespace and name identify an object. Resolving one of several versions could show services of a mesh "
        + "that does not exist.",
      repair: "Pass only the version that runs."),
    Explanation(
      "MT-SVC-20", "each gateway has its Service in the input", source: "manual 1.18.7",
      why: "Its status says where peers reach the gateway.",
      repair: "Pass `oc get svc -n NAMESPACE -o yaml` of the control plane's namespace."),
    Explanation(
      "MT-SVC-21", "the load balancer has an address", source: "manual 1.18.7",
      why: "`.status.loadBalancer.ingress` stays empty until the cloud has created the load balancer, and forever if "
        + "the cluster has none.",
      repair: "Wait, or check `oc describe svc`. Without load balancers use node ports and the nodes' addresses."),
    Explanation(
      "MT-SVC-22", "the address is of the platform's kind", source: "manual 1.18.7.1 to 1.18.7.5",
      why: "AWS load balancers have host names, and their IP addresses change. The others have IP addresses.",
      repair: "Check `platform` of the mesh in federation.yaml."),
    Explanation(
      "MT-SVC-28", "node ports are those of the Service", source: "manual 1.18.7.1",
      why: "Peers reach a NodePort gateway at the numbers in federation.yaml. Nothing listens on others.",
      repair:
        "Write the Service's numbers into federation.yaml, or apply the control plane, which sets the described ones."),
    Explanation(
      "MT-SVC-29", "the nodes of a NodePort gateway are in the input", source: "manual 1.18.7.1",
      why: "Without load balancers, peers reach the gateway at the nodes' addresses and the Service's node ports. The "
        + "external addresses of the nodes that are ready are used, or else the internal ones, which other clusters must "
        + "be able to reach.",
      repair: "Pass `oc get svc,nodes -n NAMESPACE -o yaml`."),
    Explanation(
      "MT-SVC-23", "federation.yaml has a layout that can be edited", source: "meshtrust addresses",
      why: "Only plain layouts are edited, so that comments and order stay. The result is read again and must have the "
        + "intended meaning.",
      repair: "Paste the lines that the message gives into the mesh."),
    Explanation(
      "MT-SVC-24", "changes to federation.yaml are confirmed", source: "meshtrust addresses",
      why: "The file belongs to you.",
      repair: "Check the diff, then add `--yes`.", successors: ["MT-CLI-80"]),
    Explanation(
      "MT-SVC-27", "a name on the command line means one mesh", source: "meshtrust services",
      why: "Control planes in different namespaces or clusters can have the same name. Choosing one could show the "
        + "services of another mesh.",
      repair: "Name the mesh by the namespace of its control plane, or pass the manifests of one cluster."),
  ]
}
