public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inRotation: [Explanation] = rotation + rehearsals + migrationEvidence

  /// MT-ROT: rotations and their evidence.
  static let rotation: [Explanation] = [
    Explanation(
      "MT-ROT-01", "evidence comes from a cluster",
      source: "Kubernetes API conventions: every stored object has metadata.uid and resourceVersion",
      why: "A gate of a rotation opens when a running mesh is seen to have a bundle. A file without uid and "
        + "resourceVersion may be the file to be applied, and does not show that it was. With --assume it is the "
        + "word of whoever ran the command.",
      repair: "Get the object from the cluster: `oc get configmap NAME -n NAMESPACE -o yaml`, and pass that file to "
        + "`meshtrust rotate seen`."),
    Explanation(
      "MT-ROT-31", "every object has its own uid",
      source: "Kubernetes API conventions: metadata.uid is unique in time and space",
      why: "Two objects of the input have the same uid, so one of the two was copied and edited.",
      repair: "Get each object from the cluster of its own mesh."),
    Explanation(
      "MT-ROT-32", "an object belongs to one mesh", source: "`meshtrust help rotate seen`",
      why: "Several control planes have the same namespace in different clusters, and the object does not show which "
        + "cluster it comes from.",
      repair:
        "Pass all ConfigMaps of the control plane's namespace together: istio-ca-root-cert beside it tells whose it "
        + "is. Or pass the objects of one cluster at a time, and name the mesh on the command line."),
    Explanation(
      "MT-ROT-34", "evidence about a mesh comes from its cluster", source: "`meshtrust help rotate seen`",
      why:
        "The control planes of several meshes may have one namespace in different clusters. What is beside the object, "
        + "istiod's own roots or the ConfigMap of a peer, belongs to another mesh than the one it should be about; or the "
        + "namespace or the control plane beside it has another uid than where the mesh was seen first.",
      repair:
        "Get the ConfigMap from the cluster of the mesh that the message names. If that cluster was replaced, record "
        + "the new one first: `meshtrust cluster check MESH --accept-new-cluster`."),
    Explanation(
      "MT-ROT-45", "an object shows from which cluster it is", source: "`meshtrust help rotate seen`",
      why: "istiod writes `istio-ca-root-cert` into every namespace of its mesh, so every mesh has objects of that "
        + "name, and the name of an application's namespace tells nothing about the mesh.",
      repair: "Get the one in the control plane's namespace. Or pass all ConfigMaps of the cluster in one stream: "
        + "those of the control plane's namespace show whose cluster it is."),
    Explanation(
      "MT-ROT-54", "the steps of a rotation follow the version of Istio",
      source: "istio/istio, pilot/pkg/bootstrap/istio_ca.go, in each version",
      why:
        "Which changes istiod takes up while it runs depends on its version. For a version that this tool does not know "
        + "the rules of the nearest one are used; without a version, those that are safe with every version, which restart "
        + "istiod at each step.",
      repair:
        "Write the version that runs as `controlPlane.version` of the mesh into federation.yaml. For one that is newer "
        + "than this tool, read its release notes about certificates first."),
    Explanation(
      "MT-ROT-55", "the API server trusts the webhooks of istiod",
      source: "istio/istio, pkg/webhooks: istiod patches `caBundle` with its own root-cert.pem",
      why:
        "The API server calls istiod to inject proxies and to validate configuration, and trusts it by the `caBundle` of "
        + "each webhook. If that lacks the new root when istiod begins to serve below it, no Pod gets a proxy any more.",
      repair:
        "istiod patches its webhooks when it takes up roots. Where they stay behind, such as with istio-csr up to "
        + "Istio 1.30, restart istiod, and get the objects again: `kubectl get mutatingwebhookconfigurations,"
        + "validatingwebhookconfigurations -o yaml`."),
    Explanation(
      "MT-ROT-56", "every proxy follows",
      source: "istio/istio, pilot/pkg/xds/pcds.go and security/pkg/nodeagent/cache/secretcache.go",
      why:
        "The proxy has other roots than its control plane should give it by now. It may have started before it was told to "
        + "ask for the roots of peers, or has not renewed its certificate since the step. It speaks for others like it, so "
        + "the gate is shut until a proxy, or somebody, shows the opposite.",
      repair:
        "Restart the proxy, or wait until it has renewed. Then ask it again, with `istioctl proxy-config secret POD -o "
        + "json` or `istioctl ztunnel-config certificate -o json`."),
    Explanation(
      "MT-ROT-57", "a proxy's account says from when it is",
      source: "envoy, admin/v3/config_dump.proto: last_updated; for ztunnel the validity of its certificate",
      why:
        "An earlier bundle has the same roots, or the account was written before the step: it does not show what the proxy "
        + "has now.",
      repair: "Ask the proxy again, and pass the new file."),
    Explanation(
      "MT-ROT-58", "a proxy's account is of one mesh",
      source: "SPIFFE X509-SVID section 2: the trust domain of an identity",
      why:
        "What a proxy prints does not name its mesh. Its certificates say its trust domain, which is that of no mesh that "
        + "is asked about, or that of several meshes.",
      repair: "Name the mesh on the command line: `meshtrust rotate seen MESH -f FILE`."),
    Explanation(
      "MT-ROT-03", "a chain cannot be proven without its key",
      source: "the proof issues a leaf below each intermediate that may still be in use, and verifies it",
      why: "The key of an intermediate whose leaves may still be valid is not in this home, so the proof cannot issue "
        + "what its workloads present. What cannot be proven is not treated as safe.",
      repair: "Show that istiod no longer signs with it (`meshtrust rotate vouch MESH \"istiod restarted\"`), "
        + "wait for one maximum workload lifetime, and try again."),
  ]
}
