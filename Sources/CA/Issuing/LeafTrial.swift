import Cryptography
import Diagnostics
import Federation
import SPIFFE
import X509

/// Finds out whether anybody would accept what a mesh's workloads and istiod present below given authorities.
///
/// What authorities demand shows only in a leaf: names that a root excludes, or a policy that no certificate of a mesh
/// has. The leaves are of a moment and go nowhere. A key of the moment signs them, because an authority's signature says
/// nothing about what it demands, and its key may be in a token.
struct LeafTrial {
  let mesh: Mesh
  let federation: ResolvedFederation
  let now: Timestamp

  /// - Parameter authorities: From the issuer of leaves to the root, on a valid path.
  func check(below authorities: [Certificate]) throws(IssuingPathFault) {
    guard let issuer = authorities.first else { return }
    for trial in [Trial.workload, .istiod] {
      let leaf: Certificate
      do throws(CAError) {
        leaf = try self.leaf(trial, issuer)
      } catch {
        throw .noLeaf(below: issuer, whose: trial.words(mesh), reason: error.diagnostic.what)
      }
      for policy in policies {
        guard let refusal = policy.refusal(of: leaf, below: authorities) else { continue }
        throw .noLeaf(below: issuer, whose: trial.words(mesh), reason: refusal)
      }
    }
  }

  /// What a mesh presents.
  private enum Trial {
    case workload
    case istiod

    func words(_ mesh: Mesh) -> String {
      switch self {
      case .workload: "a workload of `\(mesh.name)`"
      case .istiod: "istiod of `\(mesh.name)` (\(mesh.istiodHost))"
      }
    }
  }

  /// The rules of X509-SVIDs, and those of Envoy.
  private var policies: [PathPolicy] {
    [PathPolicy(time: now, purposes: [.serverAuth, .clientAuth]), PathPolicy(time: now, profile: .proxies)]
  }

  private func leaf(_ trial: Trial, _ issuer: Certificate) throws(CAError) -> Certificate {
    let key = try wrapping(CAError.cryptography, PrivateKey.generate(.p256))
    let identity = try wrapping(CAError.spiffe) { () throws(SPIFFEError) in
      switch trial {
      case .workload:
        try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: mesh.namespace, serviceAccount: "default")
      case .istiod: try mesh.istiodIdentity()
      }
    }
    let template = try CertificateRecipe(federation: federation, now: now).leaf(
      identity, dnsNames: trial == .istiod ? [mesh.istiodHost] : [], lifetime: Lifetime(seconds: 3600),
      issuer: issuer, key: key.publicKey.components)
    return try wrapping(CAError.x509, template.draft(below: issuer, signedBy: key))
  }
}
