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
        let root = ledger.authorities.root(of: owner, generation: rotation.arriving)
        let signing = RotationAction.set(rotation.moved(to: .signing, at: now))
        guard let root, !root.hasKey else { return [signing, .issueIntermediate(mesh: meshName)] }
        guard ledger.authorities.waiting(of: meshName, below: root.certificate) != nil else {
          throw .refused(.rotation(.answerMissing(mesh: meshName, root: root.certificate)))
        }
        return [signing]
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
