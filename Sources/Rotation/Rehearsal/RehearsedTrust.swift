import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import TLS
import Verifier
import X509

/// What one mesh trusts according to its manifests, for our verifier and for libssl.
struct RehearsedTrust: Sendable {
  let mesh: Mesh
  let time: Timestamp
  /// By trust domain; the mesh's own bundle is `root-cert.pem` in `cacerts`.
  let bundles: BundleSet
  private let verifier: HandshakeVerifier
  private let stores: [TrustDomain: TrustStore]
  /// By which the mesh's own control plane is trusted, and trusts its proxies.
  let ownStore: TrustStore
  private let empty: TrustStore

  init(_ mesh: Mesh, _ material: MeshMaterial, at time: Timestamp, _ shelf: inout StoreShelf) throws(RotationError) {
    self.mesh = mesh
    self.time = time
    let held = mesh.bundles(material)
    bundles = BundleSet(held)
    verifier = HandshakeVerifier(
      bundles: bundles, ownTrustDomain: mesh.trustDomain, controlPlane: mesh.controlPlaneBundle(material),
      ztunnel: mesh.webPKI)
    var stores: [TrustDomain: TrustStore] = [:]
    for bundle in held { stores[bundle.trustDomain] = try shelf.store(bundle.certificates) }
    self.stores = stores
    ownStore = try shelf.store(material.ownRoots)
    empty = try shelf.store([])
  }

  /// The store of the domain that a leaf claims; empty if there is no bundle for that domain.
  func store(for chain: [Certificate]) -> TrustStore {
    HandshakeVerifier.claimedDomain(of: chain).flatMap { stores[$0] } ?? empty
  }

  /// Why our verifier rejects a chain; nil if it accepts it.
  func refusal(of chain: [Certificate], from presenter: HandshakeVerifier.Presenter) -> Diagnostic? {
    verifier.refusal(of: chain, from: presenter, at: time)
  }
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
  /// ISTIO_MULTIROOT_MESH.
  func pool(_ material: MeshMaterial) -> [Certificate] {
    let isSent = dataPlane == .sidecar && controlPlane.multiRoot
    let peers = isSent ? peers.sorted { $0.name < $1.name }.flatMap { material.rootsByPeer[$0.name] ?? [] } : []
    return (material.ownRoots + peers).distinct()
  }

  /// The roots by which proxies trust their control plane, where the bundle of their trust domain has others too.
  func controlPlaneBundle(_ material: MeshMaterial) -> TrustBundle? {
    poolsRoots ? TrustBundle(trustDomain: trustDomain, certificates: material.ownRoots.distinct()) : nil
  }

  /// The bundles of the mesh's proxies, one per trust domain.
  func bundles(_ material: MeshMaterial) -> [TrustBundle] {
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

/// Caches stores by bundle: many meshes have the same roots of a peer.
struct StoreShelf {
  private var stores: [[Certificate]: TrustStore] = [:]

  mutating func store(_ roots: [Certificate]) throws(RotationError) -> TrustStore {
    if let known = stores[roots] { return known }
    let made = try fromTLS { () throws(TLSError) in try TrustStore(roots) }
    stores[roots] = made
    return made
  }
}
