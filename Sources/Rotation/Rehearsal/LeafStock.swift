import CA
import Cryptography
import Federation
import Kubernetes
import SPIFFE
import TLS
import X509

/// Issues temporary workload certificates, signed by the real intermediates.
struct LeafStock: Sendable {
  let time: Timestamp

  /// What a workload of the party presents: its leaf, followed by `cert-chain.pem`.
  func identity(_ party: ReadyParty, _ identity: WorkloadIdentity, dnsNames: [String] = []) throws(RotationError)
    -> TLSIdentity
  {
    let leaf = try leaf(by: party.issuer, identity, dnsNames, party.mesh.profile.workloadLifetime)
    return try fromTLS { () throws(TLSError) in
      try TLSIdentity(chain: Array(leaf.chain.prefix(1)) + party.material.presentedChain, key: leaf.key)
    }
  }

  /// What the holder of an intermediate's key presents to impersonate another identity.
  func forgery(
    by forger: ReadyParty, _ identity: WorkloadIdentity, dnsNames: [String] = []
  ) throws(RotationError) -> TLSIdentity {
    let leaf = try leaf(by: forger.issuer, identity, dnsNames, forger.mesh.profile.workloadLifetime)
    return try fromTLS { () throws(TLSError) in try TLSIdentity(chain: leaf.chain, key: leaf.key) }
  }

  /// An expired intermediate issued its last leaf before it expired.
  private func leaf(
    by issuer: ThrowawayIssuer, _ identity: WorkloadIdentity, _ dnsNames: [String], _ lifetime: Lifetime
  ) throws(RotationError) -> (chain: [Certificate], key: PrivateKey) {
    let start = issuer.chain.first.map { min(time, $0.validity.notAfter) } ?? time
    return try fromHome { () throws(CAError) in
      try issuer.leaf(identity, dnsNames: dnsNames, from: start, lifetime: lifetime)
    }
  }
}

/// A mesh that can be rehearsed: it has material, and an issuer for leaves.
struct ReadyParty: Sendable {
  let mesh: Mesh
  let material: MeshMaterial
  let issuer: ThrowawayIssuer
  let trust: RehearsedTrust

  /// Whether its proxies have roots of other meshes beside their own.
  var hasOthersRoots: Bool { mesh.pool(material).count > Set(material.ownRoots).count }
}
