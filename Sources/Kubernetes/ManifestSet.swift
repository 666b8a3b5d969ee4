import Cryptography
import Diagnostics
public import Documents
public import Federation
public import Files
import SystemPackage
import X509

/// All manifests for the administrator of one mesh.
///
/// Istio has neither ServiceMeshControlPlanes nor ServiceMeshPeers: its configuration is in files beside the manifests
/// (``IstioFiles``). Without the intermediate's key there is no Secret: istiod would
/// ignore one without the key, and sign with a self-signed CA (C-17).
public struct ManifestSet: Sendable {
  /// The file with the Secret `cacerts`, in a mesh's folder.
  public static let secretFile = "secret-\(CACerts.secretName).yaml"

  /// The file with the Secret of what signs for a mesh; nil for SPIRE, which reads files.
  public static func secretFile(of mesh: Mesh) -> String? {
    switch mesh.controlPlane.signer {
    case .istiod: secretFile
    case .istioCSR: IstioCSR.secretFile
    case .spire: nil
    }
  }

  /// The files that may hold a Secret with a private key.
  public static let secretFiles = [secretFile, IstioCSR.secretFile]

  /// The label of every resource.
  public static let managedBy = ["app.kubernetes.io/managed-by": "meshtrust"]

  /// The Secret of what signs: `cacerts` for istiod. Nil without the intermediate's key, and if it is sealed.
  public let secret: Secret?
  /// The SealedSecret `cacerts`, if the key is sealed for the mesh's cluster.
  public let sealedSecret: Resource?
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
  /// What the mesh's Istio is told about trust.
  public let trust: IstioTrust
  /// The configuration of Istio; empty for Maistra.
  public let istio: IstioFiles
  /// The objects for other signers than istiod, and for trust-manager.
  let signing: [(file: String, resource: Resource)]
  public let kustomization: Kustomization
  private let mesh: Mesh
  /// The objects in which others have fields too, with their files: only our own are written to a cluster. None of them is
  /// applied with the folder.
  public let shared: [(file: String, node: Node)]
  /// `kustomization.yaml` first, then the others in its order.
  public let files: [OutputFile]

  /// The same mesh and material always result in the same bytes.
  ///
  /// - Throws: ``KubernetesError/noRoots(peer:mesh:)`` for a peer without roots, and those of ``Resource/validate()``.
  public init(mesh: Mesh, material: MeshMaterial) throws(KubernetesError) {
    let whole = Self.secret(mesh, material)
    sealedSecret = material.sealed.flatMap { sealed in whole.map { .other(sealed.node(of: $0)) } }
    secret = material.sealed == nil ? whole : nil
    var configMaps: [ConfigMap] = []
    for peer in mesh.peers { configMaps.append(try ConfigMap(peer: peer, of: mesh, material: material)) }
    // trust-manager would write the same ConfigMaps.
    self.configMaps = mesh.trustManager == .none ? configMaps : []
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
    trust = IstioTrust(mesh, rootsByPeer: material.rootsByPeer, ownRoots: material.ownRoots)
    istio = IstioFiles(mesh, trust)
    shared = Self.shared(mesh, trust)
    signing =
      (mesh.controlPlane.signer == .istioCSR ? IstioCSR.objects(mesh, material.ownRoots) : [])
      + SPIREFederation.objects(mesh, material) + TrustManager.objects(mesh, material)
    let manifests = Self.named(
      mesh, secret, sealedSecret, self.configMaps, controlPlane, peers, istiodRule, services, signing)
    for (_, resource) in manifests { try resource.validate() }
    // `apply -k` is client-side, and would copy the key into an annotation of the Secret.
    kustomization = Kustomization(
      resources: manifests.filter { if case .secret = $0.resource { false } else { true } }.map(\.file))
    let list = OutputFile(
      path: "kustomization.yaml",
      content: .plain(kustomization.yaml(comment: Self.comment(mesh, isSealed: sealedSecret != nil))))
    // `apply -k` refuses a list of nothing.
    let lists = kustomization.resources.isEmpty ? [] : [list]
    files =
      lists + manifests.map { OutputFile(path: FilePath($0.file), content: $0.resource.content) } + istio.files
      + (mesh.controlPlane.signer == .istioCSR ? IstioCSR.files(mesh) : []) + SPIREFederation.files(mesh, material)
    self.mesh = mesh
  }

  /// The resources in the order in which they are applied: roots before the peers that need them.
  public var resources: [Resource] {
    Self.named(mesh, secret, sealedSecret, configMaps, controlPlane, peers, istiodRule, services, signing).map(
      \.resource)
  }

  private static func secret(_ mesh: Mesh, _ material: MeshMaterial) -> Secret? {
    var material = material
    // The key of a sealed one is not looked at.
    if material.sealed != nil { material.intermediateKey = SecretBytes(copying: []) }
    return switch mesh.controlPlane.signer {
    case .istiod: Secret(mesh: mesh, material: material)
    case .istioCSR: IstioCSR.secret(mesh, material)
    case .spire: nil
    }
  }

  /// The Sail operator's resource, and that of OpenShift's operator for istio-csr; Helm's values are no object.
  static func shared(_ mesh: Mesh, _ trust: IstioTrust) -> [(file: String, node: Node)] {
    guard mesh.controlPlane.flavour == .sail else { return [] }
    let csr =
      mesh.controlPlane.signer == .istioCSR ? [(IstioCSR.resource.string, IstioCSR.openShift(mesh))] : []
    return [(IstioFiles.patch.string, trust.resource(of: mesh))] + csr
  }

  private static func named(
    _ mesh: Mesh, _ secret: Secret?, _ sealed: Resource?, _ configMaps: [ConfigMap],
    _ controlPlane: ServiceMeshControlPlane?,
    _ peers: [ServiceMeshPeer],
    _ istiodRule: DestinationRule?, _ services: ServiceManifests, _ signing: [(file: String, resource: Resource)] = []
  ) -> [(file: String, resource: Resource)] {
    var named: [(file: String, resource: Resource)] = []
    if let sealed, let file = SealedSecret.file(of: mesh) { named.append((file, sealed)) }
    if let secret, let file = secretFile(of: mesh) { named.append((file, .secret(secret))) }
    named += configMaps.map { ("configmap-\($0.metadata.name).yaml", .configMap($0)) }
    if let controlPlane { named.append(("servicemeshcontrolplane.yaml", .serviceMeshControlPlane(controlPlane))) }
    named += peers.map { ("servicemeshpeer-\($0.metadata.name).yaml", .serviceMeshPeer($0)) }
    if let istiodRule {
      named.append(("destinationrule-\(istiodRule.metadata.name).yaml", .destinationRule(istiodRule)))
    }
    return named + signing + services.named
  }

  /// The same whether the folder has the Secret or not, so that the file can be compared without the key.
  private static func comment(_ mesh: Mesh, isSealed: Bool) -> [String] {
    let commands = mesh.clientCommands
    let emit = SuggestedCommand.meshtrust("emit", mesh.name, "--only", "secret").text(in: .none)
    var plane: [String] = []
    switch mesh.controlPlane.flavour {
    case .maistra: break
    case .sail: plane = ["The control plane: \(mesh.sailPatch(file: "\(IstioFiles.patch)").description)"]
    case .istio: plane = ["The control plane: one of the files in istio/, depending on how Istio is installed."]
    }
    let secret =
      secretFile(of: mesh).map { file in
        guard !isSealed else { return sealedComment(mesh) }
        return [
          "The Secret comes first, and is not in the list: -k would copy its key into an annotation.",
          "  \(commands.applySecret("\(file)").description)",
          "  or, if it is not here: \(emit) | \(commands.applySecret().description)",
        ]
      } ?? ["SPIRE signs, and there is no Secret: spire/commands.sh says what its server is told."]
    return ["Mesh \(mesh.name). \(secret[0])"] + secret.dropFirst() + [
      "Everything else: \(commands.apply(folder: ".").description)"
    ] + plane + [
      "The namespace must exist: \(mesh.client) create namespace \(mesh.namespace)"
    ]
  }
}

extension ManifestSet {
  private static func sealedComment(_ mesh: Mesh) -> [String] {
    [
      "The key of its Secret is sealed: only the controller of its cluster opens it.",
      "A Secret \(mesh.signingSecret) that is there already becomes the controller's with:",
      "  \(mesh.client) annotate secret \(mesh.signingSecret) sealedsecrets.bitnami.com/managed=true -n \(mesh.namespace)",
    ]
  }

  /// The resources of a mesh that need no certificates, in the order in which they are applied.
  static func withoutCertificates(of mesh: Mesh) -> [Resource] {
    named(
      mesh, nil, nil, [], controlPlane(of: mesh), peers(of: mesh), DestinationRule(istiodOf: mesh),
      ServiceManifests(mesh)
    )
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
