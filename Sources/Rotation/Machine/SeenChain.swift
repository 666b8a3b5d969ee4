public import CA
import SPIFFE
public import X509

/// A chain presented by a live server of a rotating mesh, as evidence of its istiod's signing certificate.
public struct SeenChain: Sendable {
  public let mesh: String
  /// Leaf first.
  public let chain: [Certificate]
  public let place: String

  public init(mesh: String, chain: [Certificate], place: String) {
    self.mesh = mesh
    self.chain = chain
    self.place = place
  }

  /// The evidence in it, if istiod issued the leaf: a workload's chain shows what istiod signs with, istiod's own chain
  /// what it serves with.
  ///
  /// - Throws: ``CAError/refused(_:)`` when the leaf is not below what the mesh signs with now.
  func evidence(in ledger: RotationLedger) throws(CAError) -> Evidence {
    guard let last = ledger.signers[mesh]?.last, let issuer = last.chain.first, let leaf = chain.first else {
      throw .noIntermediate(mesh: mesh)
    }
    guard leaf.isIssued(by: issuer) else {
      throw .refused(
        .rotation(.notRenewed(place: place, signer: issuer, leafIssuer: "\(leaf.issuer)")))
    }
    // After an abort the old intermediate signs again; a leaf issued before this step is no evidence.
    let isReused = ledger.signers[mesh]?.dropLast().contains { $0.chain.first == issuer } ?? false
    guard !isReused || leaf.validity.notBefore >= last.since else {
      throw .refused(
        .rotation(.issuedBefore(place: place, leaf: leaf.validity.notBefore, step: last.since)))
    }
    let isWorkload = leaf.uris.contains { $0.hasPrefix(SPIFFEID.scheme) }
    return Evidence(
      holder: mesh, mesh: mesh, kind: isWorkload ? .signer : .serving, version: last.number, time: ledger.now,
      source: "\(place) presented \(leaf.fingerprint.prefix(16))")
  }
}

extension OpenHome {
  /// The evidence in a chain that a live server presented.
  ///
  /// - Throws: ``CAError/refused(_:)`` when the leaf is not below what the mesh signs with now, or when this home issued
  ///   it: then it shows nothing about istiod.
  public func evidence(of seen: SeenChain) throws(CAError) -> Evidence {
    if let leaf = seen.chain.first, try hasIssued(leaf) {
      throw .refused(.rotation(.issuedHere(place: seen.place, leaf: leaf)))
    }
    return try seen.evidence(in: rotationLedger(withKeys: false))
  }
}
