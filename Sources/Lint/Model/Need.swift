/// A fact that a rule cannot do without.
public enum Need: String, Sendable, Hashable, CaseIterable {
  /// The mesh's own ServiceMeshControlPlane.
  case controlPlane = "the mesh's ServiceMeshControlPlane"
  /// The ConfigMaps of the control plane's namespace.
  case configMaps = "the ConfigMaps with the peers' roots"
  /// The Secret that istiod signs with.
  case signingSecret = "the Secret cacerts"
  /// The mesh's own roots.
  case ownRoots = "the mesh's own roots: its Secret cacerts, its ConfigMap istio-ca-root-cert, or a home"
  /// The other mesh's manifests.
  case peerFiles = "the peer's manifests, or a home that knows the peer"
  /// The peer's present roots.
  case peerRoots = "the peer's Secret cacerts, its ConfigMap istio-ca-root-cert, or a home"
  /// A chain that the peer presented.
  case presentedChain = "the chain that the peer presents"
  /// The peers of the mesh.
  case peers = "the mesh's ServiceMeshPeers"
  /// The Services of the mesh.
  case services = "the Services: `oc get svc -A -o yaml`"
  /// The member roll.
  case memberRoll = "the ServiceMeshMemberRoll"
  /// The peer's exports.
  case peerExports = "the peer's ExportedServiceSet"
  /// The peer's imports.
  case peerImports = "the peer's ImportedServiceSet"
  /// The manifests as they were before.
  case before = "the manifests as they were before"
  /// Which Deployments are to be restarted.
  case restartPlan = "a restart plan"
  /// Where the cluster runs.
  case platform = "the platform"
  /// The zones that the nodes are in.
  case localRegion = "the region of the mesh's own nodes"
}
