import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import TLS
import Verifier
import X509

/// What one mesh trusts, as its manifests say: a bundle for each trust domain, and its own roots for its control plane.
struct MeshTrust: Sendable {
  let mesh: Mesh
  let time: Timestamp
  /// The bundles by trust domain; the mesh's own is the `root-cert.pem` of `cacerts`.
  let bundles: [TrustDomain: [Certificate]]
  private let verifier: ChainVerifier
  private let stores: [TrustDomain: TrustStore]
  private let empty: TrustStore
  private let ownRoots: TrustAnchors

  init(_ mesh: Mesh, _ material: MeshMaterial, at time: Timestamp, _ shelf: inout StoreShelf) throws(RotationError) {
    self.mesh = mesh
    self.time = time
    var bundles = [mesh.trustDomain: material.ownRoots]
    for peer in mesh.peers {
      // istiod ignores the ConfigMap of a peer of its own domain.
      guard peer.trustDomain != mesh.trustDomain else { continue }
      bundles[peer.trustDomain] = material.rootsByPeer[peer.name] ?? []
    }
    self.bundles = bundles
    verifier = ChainVerifier(
      bundles: BundleSet(bundles.map { TrustBundle(trustDomain: $0.key, certificates: $0.value) }),
      ownTrustDomain: mesh.trustDomain)
    var stores: [TrustDomain: TrustStore] = [:]
    for (domain, roots) in bundles { stores[domain] = try shelf.store(roots) }
    self.stores = stores
    empty = try shelf.store([])
    ownRoots = TrustAnchors(material.ownRoots)
  }

  /// The domain that a leaf claims, as Envoy reads it: of its first URI.
  static func claimedDomain(_ chain: [Certificate]) -> TrustDomain? {
    chain.first?.uris.first.flatMap { try? SPIFFEID($0) }?.trustDomain
  }

  /// The store of the domain that a leaf claims; an empty one when no bundle is for that domain.
  func store(for chain: [Certificate]) -> TrustStore {
    Self.claimedDomain(chain).flatMap { stores[$0] } ?? empty
  }

  /// The store of the mesh's own roots.
  var ownStore: TrustStore { stores[mesh.trustDomain] ?? empty }

  /// Why our verifier refuses a workload's chain, whoever it is; nil when it accepts it.
  func refusal(ofWorkload chain: [Certificate]) -> Diagnostic? {
    let domain = Self.claimedDomain(chain) ?? mesh.trustDomain
    let answer = verifier.verify(chain, expecting: Expectation(trustDomain: domain), at: time)
    return answer.isAccepted ? nil : answer.reasons.first ?? Self.withoutReason
  }

  /// Why our verifier refuses a chain by RFC 5280 alone, below the mesh's own roots.
  func refusal(of chain: [Certificate], purpose: ExtendedKeyUsage.Purpose, host: String? = nil) -> Diagnostic? {
    let policy = PathPolicy(time: time, purposes: [purpose])
    let answer = PathVerifier(anchors: ownRoots, policy: policy).verify(chain)
    guard answer.isAccepted else { return answer.findings.first ?? Self.withoutReason }
    guard let host else { return nil }
    let names = (chain.first?.extensions.subjectAlternativeNames ?? []).compactMap(\.dnsName)
    guard !names.contains(where: { $0.lowercased() == host.lowercased() }) else { return nil }
    return Diagnostic(
      "MT-RH-05", what: "the certificate is not for `\(host)`",
      why: "its DNS names are: \(names.isEmpty ? "none" : names.joined(separator: ", "))",
      next: "a proxy calls its control plane by that name and takes no other")
  }

  private static let withoutReason = Diagnostic(
    "MT-V-01", what: "no path leads from the leaf to a trusted root", next: "compare the bundle with the peer's root")
}

/// Every bundle once: many meshes hold the same roots of a peer.
struct StoreShelf {
  private var stores: [[Certificate]: TrustStore] = [:]

  mutating func store(_ roots: [Certificate]) throws(RotationError) -> TrustStore {
    if let known = stores[roots] { return known }
    let made = try fromTLS { () throws(TLSError) in try TrustStore(roots) }
    stores[roots] = made
    return made
  }
}

extension GeneralName {
  /// The host name of a `dNSName`.
  var dnsName: String? {
    if case .dns(let name) = self { name } else { nil }
  }
}
