public import Cryptography
public import Federation
public import SPIFFE
public import X509

/// Issues temporary leaf certificates for proofs and rehearsals, which need what a workload would present.
///
/// The real intermediate signs them, so they are verified with the real chain. They are neither stored nor logged, and
/// their keys end with the process.
public struct ThrowawayIssuer: Sendable {
  /// The intermediate, then the certificates between it and the root.
  public let chain: [Certificate]
  private let key: any Signer
  private let federation: ResolvedFederation

  init(chain: [Certificate], key: any Signer, federation: ResolvedFederation) {
    self.chain = chain
    self.key = key
    self.federation = federation
  }

  /// The same issuer with another certificate for the same key, or with another chain.
  func presenting(_ chain: [Certificate]) -> ThrowawayIssuer {
    ThrowawayIssuer(chain: chain, key: key, federation: federation)
  }

  /// A chain, leaf first, that a workload of this identity would present, and its key.
  ///
  /// The identity is not checked against the intermediate's constraints, so that a forgery can be tested.
  ///
  /// - Parameters:
  ///   - dnsNames: additional names, such as istiod's.
  ///   - start: the start of the leaf's validity. It is valid for `lifetime`, but never longer than the intermediate.
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

extension OpenHome {
  /// An issuer for each mesh whose intermediate key is in the home, by the mesh's name.
  public func throwawayIssuers() throws(CAError) -> [String: ThrowawayIssuer] {
    let federation = try federation()
    let authorities = try issuedAuthorities()
    var issuers: [String: ThrowawayIssuer] = [:]
    for mesh in federation.meshes {
      guard let intermediate = authorities.intermediate(of: mesh.name), intermediate.hasKey else { continue }
      issuers[mesh.name] = ThrowawayIssuer(
        chain: authorities.signingChain(of: mesh.name) ?? [intermediate.certificate],
        key: try key(of: intermediate),
        federation: federation)
    }
    return issuers
  }
}
