/// A fact that a rule needs.
public enum Need: String, Sendable, Hashable, CaseIterable {
  case controlPlane = "the mesh's ServiceMeshControlPlane"
  case configMaps = "the ConfigMaps with the peers' roots"
  case signingSecret = "the Secret cacerts"
  case ownRoots = "the mesh's own roots: its Secret cacerts, its ConfigMap istio-ca-root-cert, or a home"
  case peerFiles = "the peer's manifests, or a home that knows the peer"
  case peerRoots = "the peer's Secret cacerts, its ConfigMap istio-ca-root-cert, or a home"
  case presentedChain = "the chain that the peer presents"
  case peers = "the mesh's ServiceMeshPeers"
  case services = "the Services: `oc get svc -A -o yaml`"
  case memberRoll = "the ServiceMeshMemberRoll"
  case peerExports = "the peer's ExportedServiceSet"
  case peerImports = "the peer's ImportedServiceSet"
  case before = "the manifests as they were before"
  case restartPlan = "a restart plan"
  case platform = "the platform"
  case localRegion = "the region of the mesh's own nodes"
}
