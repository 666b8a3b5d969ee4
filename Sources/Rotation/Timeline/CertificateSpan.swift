import CA
public import Diagnostics
import Federation
import Kubernetes
public import X509

/// The life of one authority, and when it should be replaced.
public struct CertificateSpan: Hashable, Sendable {
  /// Its name in the certificate.
  public let name: String
  /// The meshes that need it for what they present.
  public let meshes: [String]
  /// Whether it stands in bundles; otherwise it stands between a leaf and a root.
  public let isRoot: Bool
  /// Its validity.
  public let validity: Validity
  /// From when on it should be replaced: an intermediate by `apply` or by request, a root by a rotation.
  public let due: Timestamp
  /// What replaces it.
  public let command: SuggestedCommand

  /// Each authority of a scene once, the mesh's intermediate before its root.
  static func all(of scene: RehearsalScene) -> [CertificateSpan] {
    var order: [Certificate] = []
    var spans: [Certificate: CertificateSpan] = [:]
    for party in scene.parties {
      guard let material = party.material else { continue }
      for certificate in material.presentedChain + material.ownRoots {
        let isRoot = material.ownRoots.contains(certificate)
        if spans[certificate] == nil { order.append(certificate) }
        spans[certificate] = CertificateSpan(
          name: certificate.description, meshes: (spans[certificate]?.meshes ?? []) + [party.mesh.name],
          isRoot: isRoot, validity: certificate.validity,
          due: isRoot
            ? RenewalRule.rotation(of: certificate) : RenewalRule.renewal(of: certificate, party.mesh.profile),
          command: isRoot
            ? .meshtrust("rotate", "start", party.rootOwner.argument) : party.renewal)
      }
    }
    return order.compactMap { spans[$0] }
  }
}
