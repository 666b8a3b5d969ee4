import Diagnostics
public import Federation
public import Files
import SystemPackage
import X509

/// All manifests for the administrator of one mesh.
///
/// For upstream Istio there are only the Secret and the ConfigMaps: its API server would reject
/// ServiceMeshControlPlanes and ServiceMeshPeers. Without the intermediate's key there is no Secret: istiod would
/// ignore one without the key, and sign with a self-signed CA (C-17).
public struct ManifestSet: Sendable {
  /// The file with the Secret, in a mesh's folder.
  public static let secretFile = "secret-\(CACerts.secretName).yaml"

  /// The label of every resource.
  public static let managedBy = ["app.kubernetes.io/managed-by": "meshtrust"]

  /// The Secret `cacerts`, if the intermediate's key is available.
  public let secret: Secret?
  /// The roots of each peer, in file order.
  public let configMaps: [ConfigMap]
  /// Nil for upstream Istio.
  public let controlPlane: ServiceMeshControlPlane?
  /// In file order; empty for upstream Istio.
  public let peers: [ServiceMeshPeer]
  /// TLS to istiod, where the cluster's domain needs it.
  public let istiodRule: DestinationRule?
  /// The exports, imports and failovers in federation.yaml.
  public let services: ServiceManifests
  public let kustomization: Kustomization
  /// `kustomization.yaml` first, then the others in its order.
  public let files: [OutputFile]

  /// The same mesh and material always result in the same bytes.
  ///
  /// - Throws: ``KubernetesError/noRoots(peer:mesh:)`` for a peer without roots, and those of ``Resource/validate()``.
  public init(mesh: Mesh, material: MeshMaterial) throws(KubernetesError) {
    secret = Secret(mesh: mesh, material: material)
    var configMaps: [ConfigMap] = []
    for peer in mesh.peers { configMaps.append(try ConfigMap(peer: peer, of: mesh, material: material)) }
    self.configMaps = configMaps
    switch mesh.controlPlane.flavour {
    case .maistra:
      controlPlane = ServiceMeshControlPlane(mesh: mesh)
      peers = mesh.peers.map { ServiceMeshPeer(peer: $0, of: mesh) }
    case .istio, .sail:
      controlPlane = nil
      peers = []
    }
    istiodRule = DestinationRule(istiodOf: mesh)
    services = ServiceManifests(mesh)
    let manifests = Self.named(secret, configMaps, controlPlane, peers, istiodRule, services)
    for (_, resource) in manifests { try resource.validate() }
    // `apply -k` is client-side, and would copy the key into an annotation of the Secret.
    kustomization = Kustomization(
      resources: manifests.filter { if case .secret = $0.resource { false } else { true } }.map(\.file))
    let list = OutputFile(
      path: "kustomization.yaml", content: .plain(kustomization.yaml(comment: Self.comment(mesh))))
    files = [list] + manifests.map { OutputFile(path: FilePath($0.file), content: $0.resource.content) }
  }

  /// The resources in the order in which they are applied: roots before the peers that need them.
  public var resources: [Resource] {
    Self.named(secret, configMaps, controlPlane, peers, istiodRule, services).map(\.resource)
  }

  private static func named(
    _ secret: Secret?, _ configMaps: [ConfigMap], _ controlPlane: ServiceMeshControlPlane?, _ peers: [ServiceMeshPeer],
    _ istiodRule: DestinationRule?, _ services: ServiceManifests
  ) -> [(file: String, resource: Resource)] {
    var named: [(file: String, resource: Resource)] = []
    if let secret { named.append((secretFile, .secret(secret))) }
    named += configMaps.map { ("configmap-\($0.metadata.name).yaml", .configMap($0)) }
    if let controlPlane { named.append(("servicemeshcontrolplane.yaml", .serviceMeshControlPlane(controlPlane))) }
    named += peers.map { ("servicemeshpeer-\($0.metadata.name).yaml", .serviceMeshPeer($0)) }
    if let istiodRule {
      named.append(("destinationrule-\(istiodRule.metadata.name).yaml", .destinationRule(istiodRule)))
    }
    return named + services.named
  }

  /// The same whether the folder has the Secret or not, so that the file can be compared without the key.
  private static func comment(_ mesh: Mesh) -> [String] {
    let commands = mesh.clientCommands
    let emit = SuggestedCommand.meshtrust("emit", mesh.name, "--only", "secret").text(in: .none)
    return [
      "Mesh \(mesh.name). The Secret comes first, and is not in the list: -k would copy its key into an annotation.",
      "  \(commands.applySecret(secretFile))",
      "  or, if it is not here: \(emit) | \(commands.applySecret())",
      "Everything else: \(commands.apply(folder: "."))",
      "The namespace must exist: \(mesh.client) create namespace \(mesh.namespace)",
    ]
  }
}

extension ManifestSet {
  /// The resources of a mesh that need no certificates, in the order in which they are applied.
  static func withoutCertificates(of mesh: Mesh) -> [Resource] {
    named(nil, [], controlPlane(of: mesh), peers(of: mesh), DestinationRule(istiodOf: mesh), ServiceManifests(mesh))
      .map(\.resource)
  }

  /// The control plane of a mesh, which needs no certificates; nil for upstream Istio.
  public static func controlPlane(of mesh: Mesh) -> ServiceMeshControlPlane? {
    mesh.controlPlane.flavour == .maistra ? ServiceMeshControlPlane(mesh: mesh) : nil
  }

  /// The peers of a mesh, which need no certificates; empty for upstream Istio.
  public static func peers(of mesh: Mesh) -> [ServiceMeshPeer] {
    mesh.controlPlane.flavour == .maistra ? mesh.peers.map { ServiceMeshPeer(peer: $0, of: mesh) } : []
  }
}
