public import CA
public import Cryptography
import Diagnostics
import Federation
import SPIFFE
public import X509

/// A certificate of the new generation, to test whether a live peer would accept it.
public struct NextGeneration: Sendable {
  /// The chain that the mesh's egress gateway would present, leaf first.
  public let chain: [Certificate]
  public let key: PrivateKey
  /// The version of the bundle that a peer needs to accept it.
  public let bundleVersion: Int
}

extension OpenHome {
  /// Creates a certificate of the mesh's egress gateway for a peer, below the new root. In distributing nothing signs
  /// below that root yet, so a temporary intermediate is created for the test. Nothing is kept.
  public func nextGeneration(of meshName: String, for peer: String) throws(RotationError) -> NextGeneration {
    try fromHome { () throws(CAError) in
      let now = self.now
      let ahead = try rehearsing { ledger throws(CAError) in
        let owner = ledger.rootOwner(of: meshName)
        guard let rotation = ledger.rotation(of: owner) else {
          throw .refused(.rotation(.notRotating(owner)))
        }
        guard rotation.phase != .retiring else {
          throw .refused(.rotation(.removalUnseen(holder: peer, mesh: meshName)))
        }
        guard rotation.phase == .distributing else { return [] }
        return [.set(rotation.moved(to: .signing, at: now)), .issueIntermediate(mesh: meshName)]
      }
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      guard let gateways = mesh.gateways(for: peer), let signer = ahead.signers[meshName]?.last,
        let issuer = ahead.issuer(below: signer.chain)
      else { throw .noIntermediate(mesh: meshName) }
      let identity: WorkloadIdentity
      do throws(SPIFFEError) {
        identity = try mesh.identity(ofGateway: gateways.egress.name)
      } catch {
        throw .spiffe(error)
      }
      let leaf = try issuer.leaf(identity, from: now, lifetime: Lifetime(seconds: 3600))
      return NextGeneration(
        chain: leaf.chain, key: leaf.key,
        bundleVersion: ahead.bundles[ahead.rootOwner(of: meshName)]?.last?.number ?? 0)
    }
  }
}

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

  /// The evidence in it: a workload's chain shows what istiod signs with, istiod's own chain what it serves with.
  ///
  /// - Throws: ``CAError/refused(_:)`` when the leaf is not below what the mesh signs with now.
  public func evidence(in ledger: RotationLedger) throws(CAError) -> Evidence {
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
