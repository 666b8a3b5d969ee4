public import Cryptography
public import Federation
public import SPIFFE
public import X509

/// Issues leaf certificates that nobody keeps: for proofs and rehearsals, which need what a workload would present.
///
/// They are signed by the real intermediate, so that whoever judges them sees the real chain; they are neither stored nor
/// logged, and their keys end with the process.
public struct ThrowawayIssuer: Sendable {
  /// The intermediate, then what stands between it and the root.
  public let chain: [Certificate]
  private let key: PrivateKey
  private let federation: ResolvedFederation

  init(chain: [Certificate], key: PrivateKey, federation: ResolvedFederation) {
    self.chain = chain
    self.key = key
    self.federation = federation
  }

  /// The same issuer under another certificate of the same key, or with another chain behind it.
  func presenting(_ chain: [Certificate]) -> ThrowawayIssuer {
    ThrowawayIssuer(chain: chain, key: key, federation: federation)
  }

  /// A chain, leaf first, that a workload of this identity would present, and its key.
  ///
  /// The identity is not compared with the intermediate's constraints, so that a forgery can be tried.
  ///
  /// - Parameters:
  ///   - dnsNames: further names, such as istiod's.
  ///   - start: when the leaf becomes valid; it lives for `lifetime`, but never longer than the intermediate.
  public func leaf(
    _ identity: WorkloadIdentity, dnsNames: [String] = [], from start: Timestamp, lifetime: Lifetime,
    algorithm: KeyAlgorithm = .p256
  ) throws(CAError) -> (chain: [Certificate], key: PrivateKey) {
    let leafKey = try wrapping(CAError.cryptography, PrivateKey.generate(algorithm))
    guard let issuer = chain.first else { throw .noIntermediate(mesh: identity.trustDomain.name) }
    let template = try CertificateRecipe(federation: federation, now: start).leaf(
      identity, dnsNames: dnsNames, lifetime: lifetime, issuer: issuer, key: leafKey.publicKey.components)
    let leaf = try wrapping(CAError.x509, template.signed(by: key, issuer: issuer))
    return ([leaf] + chain, leafKey)
  }
}

extension Home {
  /// An issuer with the intermediate of each mesh whose key is in the home, by the mesh's name.
  public func throwawayIssuers() throws(CAError) -> [String: ThrowawayIssuer] {
    let federation = try federation()
    let store = try store()
    let sealer = try sealer(store)
    let authorities = AuthoritySet(try store.read { try $0.authorities() })
    var issuers: [String: ThrowawayIssuer] = [:]
    for mesh in federation.meshes {
      guard let intermediate = authorities.intermediate(of: mesh.name), intermediate.hasKey else { continue }
      issuers[mesh.name] = ThrowawayIssuer(
        chain: authorities.signingChain(of: mesh.name) ?? [intermediate.certificate],
        key: try key(of: intermediate, store, sealer),
        federation: federation)
    }
    return issuers
  }
}
