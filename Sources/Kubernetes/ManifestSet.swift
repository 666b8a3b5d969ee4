public import Federation
public import Files
import SystemPackage
import X509

/// Everything that the administrator of one mesh applies.
///
/// A mesh of upstream Istio has neither ServiceMeshControlPlanes nor ServiceMeshPeers: its API server would refuse
/// them, so that only the Secret and the ConfigMaps are there. Without the intermediate's key there is no Secret: istiod
/// would take one that lacks the key for none, and sign with an authority of its own making (C-17).
public struct ManifestSet: Sendable {
  /// The label that every resource carries.
  public static let managedBy = ["app.kubernetes.io/managed-by": "meshtrust"]

  /// The Secret `cacerts`, if the intermediate's key is at hand.
  public let secret: Secret?
  /// The roots of each peer, in the order of the federation.
  public let configMaps: [ConfigMap]
  /// The control plane; nil for upstream Istio.
  public let controlPlane: ServiceMeshControlPlane?
  /// Each peer, in the order of the federation; none for upstream Istio.
  public let peers: [ServiceMeshPeer]
  /// What federation.yaml says of services; nothing if it says nothing.
  public let services: ServiceManifests
  /// The list of the files.
  public let kustomization: Kustomization
  /// The files, `kustomization.yaml` first and the others in its order.
  public let files: [OutputFile]

  /// Makes the resources of a mesh; the same mesh and material always give the same bytes.
  ///
  /// - Throws: ``KubernetesError/noRoots(peer:mesh:)`` for a peer without roots, and what ``Resource/validate()`` says.
  public init(mesh: Mesh, material: MeshMaterial) throws(KubernetesError) {
    secret = Secret(mesh: mesh, material: material)
    var configMaps: [ConfigMap] = []
    for peer in mesh.peers { configMaps.append(try ConfigMap(peer: peer, of: mesh, material: material)) }
    self.configMaps = configMaps
    switch mesh.controlPlane.flavour {
    case .maistra:
      controlPlane = ServiceMeshControlPlane(mesh: mesh)
      peers = mesh.peers.map { ServiceMeshPeer(peer: $0, of: mesh) }
    case .istio:
      controlPlane = nil
      peers = []
    }
    services = ServiceManifests(mesh)
    let manifests = Self.named(secret, configMaps, controlPlane, peers, services)
    for (_, resource) in manifests { try resource.validate() }
    kustomization = Kustomization(resources: manifests.map(\.file))
    let list = OutputFile(
      path: "kustomization.yaml", content: .plain(kustomization.yaml(comment: Self.comment(mesh))))
    files = [list] + manifests.map { OutputFile(path: FilePath($0.file), content: $0.resource.content) }
  }

  /// The resources in the order in which they are applied: what is trusted comes before what needs it.
  public var resources: [Resource] { Self.named(secret, configMaps, controlPlane, peers, services).map(\.resource) }

  private static func named(
    _ secret: Secret?, _ configMaps: [ConfigMap], _ controlPlane: ServiceMeshControlPlane?, _ peers: [ServiceMeshPeer],
    _ services: ServiceManifests
  ) -> [(file: String, resource: Resource)] {
    var named: [(file: String, resource: Resource)] = []
    if let secret { named.append(("secret-\(secret.metadata.name).yaml", .secret(secret))) }
    named += configMaps.map { ("configmap-\($0.metadata.name).yaml", .configMap($0)) }
    if let controlPlane { named.append(("servicemeshcontrolplane.yaml", .serviceMeshControlPlane(controlPlane))) }
    named += peers.map { ("servicemeshpeer-\($0.metadata.name).yaml", .serviceMeshPeer($0)) }
    return named + services.named
  }

  private static func comment(_ mesh: Mesh) -> [String] {
    let client = mesh.controlPlane.flavour == .maistra ? "oc" : "kubectl"
    return [
      "Mesh \(mesh.name). Apply with: \(client) apply -k .",
      "The namespace has to exist: \(client) create namespace \(mesh.namespace)",
    ]
  }
}

extension ManifestSet {
  /// The control plane of a mesh, which needs no certificate; nil for upstream Istio.
  public static func controlPlane(of mesh: Mesh) -> ServiceMeshControlPlane? {
    mesh.controlPlane.flavour == .maistra ? ServiceMeshControlPlane(mesh: mesh) : nil
  }

  /// The peers of a mesh, which need no certificate; none for upstream Istio.
  public static func peers(of mesh: Mesh) -> [ServiceMeshPeer] {
    mesh.controlPlane.flavour == .maistra ? mesh.peers.map { ServiceMeshPeer(peer: $0, of: mesh) } : []
  }
}
