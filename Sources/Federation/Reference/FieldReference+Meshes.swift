import Diagnostics

extension FieldReference {
  /// The fields outside of meshes and profiles.
  static let top: [String: Text] = [
    "apiVersion": Text("", "The form of the file."),
    "kind": Text("", "What the file is."),
    "metadata": Text("", "About the federation."),
    "metadata.name": Text("`federation`", "The federation's name; under a shared root also that of the root."),
    "spec": Text("", "The federation."),
    "spec.roots": Text(
      "`per-mesh`", "Whether each mesh has a root of its own, or all share one. It cannot be changed once issued."),
    "spec.profiles": Text("", "Lifetimes and key types, by name. `default` applies where nothing else is said."),
    "spec.meshes": Text("", "The meshes whose authorities this home keeps."),
    "spec.approval": Text(
      "none",
      message:
        "What waits until a second person approves it; see `\(.meshtrust("help", "proposal"))`. `apply` "
        + "takes the list, and changing it "
        + "needs an approval too."),
    "spec.approval.required": Text("`1`", "How many people approve, besides whoever proposed."),
    "spec.approval.for": Text(
      "", "What needs an approval: `root`, `rotation`, `key-export`, `removal`."),
    "spec.approval.approvers": Text(
      "", "Who approves: a name and a public SSH key each, `anna ssh-ed25519 AAAA…`."),
    "spec.acknowledge": Text(
      "",
      "Codes of notes and warnings about this file, and of notes in plans, that are known and no longer shown: "
        + "`[MT-FED-32]`."),
  ]

  /// The fields of a mesh.
  static let meshes: [String: Text] = [
    "spec.meshes[].name": Text("", "The mesh's name. Every other name is derived from it."),
    "spec.meshes[].namespace": Text("`<name>-system`", "The namespace of the control plane. It is part of client IDs."),
    "spec.meshes[].trustDomain": Text(
      "`<name>.local`", "The trust domain of every identity of the mesh. It cannot be changed once issued."),
    "spec.meshes[].controlPlane": Text("", "The control plane."),
    "spec.meshes[].controlPlane.name": Text(
      "the mesh's name",
      "The name of the ServiceMeshControlPlane or of the Istio resource, and of istiod's Deployment; with Helm or istioctl "
        + "istiod's revision."),
    "spec.meshes[].controlPlane.flavour": Text(
      "`maistra`",
      "What runs: OpenShift Service Mesh 2 (`maistra`), Istio installed with Helm or istioctl (`istio`), or by the Sail "
        + "operator, as in OpenShift Service Mesh 3 (`sail`). Each gets the objects that it reads."),
    "spec.meshes[].controlPlane.version": Text(
      "not written",
      "The version in the control plane's object: `v2.5`, `1.30.1`, or for the Sail operator `v1.30.1` or "
        + "`v1.30-latest`. Without it, applying never upgrades a mesh, and the newest rules apply."),
    "spec.meshes[].controlPlane.signer": Text(
      "`istiod`", "What signs the workloads' certificates: istiod, cert-manager's istio-csr, or SPIRE."),
    "spec.meshes[].controlPlane.autoReload": Text(
      "`true` from v2.2 on", "Whether istiod loads a new intermediate below the same root without a restart."),
    "spec.meshes[].controlPlane.multiRoot": Text(
      "`true` for Istio with peers' roots",
      "Whether istiod of Istio takes up new roots without a restart, and sends those of peers (ISTIO_MULTIROOT_MESH)."),
    "spec.meshes[].controlPlane.poolInRoot": Text(
      "`false`",
      "With `dataPlane: ambient`: puts the peers' roots into the mesh's own root-cert.pem, the only file of roots that ztunnel "
        + "reads. Below a shared root that changes nothing, and prepares a move to `per-mesh`. A peer can then pose as this "
        + "mesh's istiod, unless its root is constrained."),
    "spec.meshes[].controlPlane.trustDomainAliases": Text(
      "`false`",
      "Whether Istio takes the peers' trust domains for its own. Every AuthorizationPolicy then admits the peers' "
        + "identities wherever it admits its own. Only multi-primary meshes up to 1.28 need it."),
    "spec.meshes[].dataPlane": Text(
      "`sidecar`",
      "What carries the traffic: sidecars, or ztunnels (`ambient`). No certificate that a ztunnel verifies stands below a "
        + "name constraint on URIs."),
    "spec.meshes[].cluster": Text("", "The cluster: how the control plane names it, and how it is reached."),
    "spec.meshes[].cluster.name": Text("not written", "`spec.cluster.name` of the control plane."),
    "spec.meshes[].cluster.network": Text("not written", "`spec.cluster.network` of the control plane."),
    "spec.meshes[].cluster.context": Text(
      "none",
      "The context of the kubeconfig through which commands reach the cluster. Names are personal: each administrator's "
        + "clusters.yaml, MESHTRUST_CONTEXTS and --context come first."),
    "spec.meshes[].cluster.write": Text(
      "`true`", "Whether commands may write to the cluster. `false` where others write, such as a GitOps controller."),
    "spec.meshes[].clusterDomain": Text("`cluster.local`", "The domain of the cluster's Services."),
    "spec.meshes[].platform": Text(
      "none", "The platform below the cluster, which decides about the annotations of load balancers."),
    "spec.meshes[].locality": Text("none", "Where the mesh's workloads run. Failover needs it, on both sides."),
    "spec.meshes[].locality.region": Text("", "The region, as the nodes' label has it."),
    "spec.meshes[].locality.zone": Text("none", "The zone below the region."),
    "spec.meshes[].locality.subzone": Text("none", "The level below the zone."),
    "spec.meshes[].profile": Text("`default`", "The profile with the lifetimes and key types of the mesh."),
    "spec.meshes[].peers": Text(
      "none", "The meshes and remotes to federate with. A peering is mutual: naming it on one side is enough."),
    "spec.meshes[].ingressAddresses": Text(
      "the gateway's Service in the same cluster",
      "Where each peer reaches the mesh's ingress gateway for it: host names or IP addresses, by the peer's name."),
    "spec.meshes[].ingressPorts": Text(
      "8188 and 15443", "The ports at which each peer reaches that gateway, where they differ, by the peer's name."),
    "spec.meshes[].ingressPorts.*.service": Text("`15443`, or the node port", "The port for services."),
    "spec.meshes[].ingressPorts.*.discovery": Text("`8188`, or the node port", "The port for discovery."),
    "spec.meshes[].rootConfigMaps": Text(
      "`<peer>-ca-root-cert`",
      "The ConfigMap in which the mesh keeps the roots of each peer (`certificateChain.name` of its ServiceMeshPeer), by "
        + "the peer's name."),
  ]
}
