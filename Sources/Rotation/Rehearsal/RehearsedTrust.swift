import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import TLS
import Verifier
import X509

/// What one mesh trusts, for our verifier and for libssl.
struct RehearsedTrust: Sendable {
  let time: Timestamp
  private let held: HeldTrust
  private let stores: [TrustDomain: TrustStore]
  /// By which the mesh's own control plane is trusted, and trusts its proxies.
  let ownStore: TrustStore
  private let empty: TrustStore

  init(_ held: HeldTrust, at time: Timestamp, _ shelf: inout StoreShelf) throws(RotationError) {
    self.held = held
    self.time = time
    var stores: [TrustDomain: TrustStore] = [:]
    for domain in held.trustDomains {
      guard let bundle = held.bundles[domain] else { continue }
      stores[domain] = try shelf.store(bundle.certificates)
    }
    self.stores = stores
    ownStore = try shelf.store(held.ownRoots)
    empty = try shelf.store([])
  }

  var bundles: BundleSet { held.bundles }

  /// The store of the domain that a leaf claims; empty if there is no bundle for that domain.
  func store(for chain: [Certificate]) -> TrustStore {
    HandshakeVerifier.claimedDomain(of: chain).flatMap { stores[$0] } ?? empty
  }

  /// Why our verifier rejects a chain; nil if it accepts it.
  func refusal(of chain: [Certificate], from presenter: HandshakeVerifier.Presenter) -> Diagnostic? {
    held.verifier.refusal(of: chain, from: presenter, at: time)
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
