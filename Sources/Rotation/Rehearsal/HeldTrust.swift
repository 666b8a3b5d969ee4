import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// What one mesh trusts by its files. Rehearsals, timelines, metrics, reports and blast radii judge by this alone.
struct HeldTrust: Sendable {
  let mesh: Mesh
  /// By trust domain; the mesh's own bundle is `root-cert.pem` in `cacerts`.
  let bundles: BundleSet
  /// By which the mesh's own control plane is trusted, and trusts its proxies.
  let ownRoots: [Certificate]
  let verifier: HandshakeVerifier

  init(_ mesh: Mesh, _ material: MeshMaterial) {
    self.mesh = mesh
    bundles = BundleSet(mesh.bundles(material))
    ownRoots = material.ownRoots.distinct()
    verifier = HandshakeVerifier(
      bundles: bundles, ownTrustDomain: mesh.trustDomain,
      controlPlane: TrustBundle(trustDomain: mesh.trustDomain, certificates: ownRoots), ztunnel: mesh.webPKI)
  }

  /// The trust domains of which the mesh may have a bundle.
  var trustDomains: Set<TrustDomain> { Set([mesh.trustDomain] + mesh.peers.map(\.trustDomain)) }
}

extension Mesh {
  /// Whether the proxies put all roots into one pool, so that each of them may issue for every trust domain. Maistra and
  /// SPIRE keep those of each domain apart.
  var poolsRoots: Bool { controlPlane.flavour != .maistra && controlPlane.signer != .spire }

  /// What the ztunnels verify with; nil for a mesh of sidecars.
  var webPKI: WebPKI? {
    dataPlane == .ambient ? controlPlane.version?.webPKI ?? ControlPlane.Version.newestWebPKI : nil
  }

  /// Every root that the proxies of a mesh that pools them have. `caCertificates` reaches sidecars only, and only with
  /// ISTIO_MULTIROOT_MESH; some versions use the first root alone.
  func pool(_ material: MeshMaterial) -> [Certificate] {
    let isSent = dataPlane == .sidecar && controlPlane.multiRoot
    let peers = isSent ? peers.sorted { $0.name < $1.name }.flatMap { material.rootsByPeer[$0.name] ?? [] } : []
    let pool = (material.ownRoots + peers).distinct()
    return upgradeForEveryRoot == nil ? pool : Array(pool.prefix(1))
  }

  /// The bundles of the mesh's proxies, one per trust domain.
  fileprivate func bundles(_ material: MeshMaterial) -> [TrustBundle] {
    if poolsRoots {
      let pool = pool(material)
      // ztunnels let in their own trust domain alone.
      let domains = Set([trustDomain] + (dataPlane == .ambient ? [] : peers.map(\.trustDomain)))
      return domains.sorted().map { TrustBundle(trustDomain: $0, certificates: pool) }
    }
    // istiod ignores the ConfigMap of a peer of its own domain.
    let peers = peers.filter { $0.trustDomain != trustDomain }
    return [TrustBundle(trustDomain: trustDomain, certificates: material.ownRoots)]
      + peers.map { TrustBundle(trustDomain: $0.trustDomain, certificates: material.rootsByPeer[$0.name] ?? []) }
  }
}
