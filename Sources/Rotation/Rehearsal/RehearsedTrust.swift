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
  private let empty: TrustStore

  init(_ mesh: Mesh, _ material: MeshMaterial, at time: Timestamp, _ shelf: inout StoreShelf) throws(RotationError) {
    self.mesh = mesh
    self.time = time
    let held = mesh.bundles(material)
    bundles = BundleSet(held)
    verifier = HandshakeVerifier(bundles: bundles, ownTrustDomain: mesh.trustDomain)
    var stores: [TrustDomain: TrustStore] = [:]
    for bundle in held { stores[bundle.trustDomain] = try shelf.store(bundle.certificates) }
    self.stores = stores
    empty = try shelf.store([])
  }

  /// The store of the domain that a leaf claims; empty if there is no bundle for that domain.
  func store(for chain: [Certificate]) -> TrustStore {
    HandshakeVerifier.claimedDomain(of: chain).flatMap { stores[$0] } ?? empty
  }

  var ownStore: TrustStore { stores[mesh.trustDomain] ?? empty }

  /// Why our verifier rejects a chain; nil if it accepts it.
  func refusal(of chain: [Certificate], from presenter: HandshakeVerifier.Presenter) -> Diagnostic? {
    verifier.refusal(of: chain, from: presenter, at: time)
  }
}

extension Mesh {
  /// The bundles of the mesh's proxies, one per trust domain.
  func bundles(_ material: MeshMaterial) -> [TrustBundle] {
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
