import CA
public import Diagnostics
import Federation
import Kubernetes
public import X509

/// The validity of one authority, and when to replace it.
public struct CertificateSpan: Hashable, Sendable {
  public let name: String
  /// The meshes whose chains need it.
  public let meshes: [String]
  /// Whether it is a root; otherwise it is an intermediate.
  public let isRoot: Bool
  public let validity: Validity
  /// When to replace it: an intermediate by `apply` or on request, a root by a rotation.
  public let due: Timestamp
  /// The command that replaces it.
  public let command: SuggestedCommand

  /// Each authority of a scene once, intermediates before their roots.
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
            ? RenewalRule.rotation(of: certificate)
            : RenewalRule.renewal(
              of: certificate, party.mesh.profile, isExternal: party.isSignedElsewhere),
          command: isRoot
            ? .meshtrust("rotate", "start", party.rootOwner.argument) : party.renewal)
      }
    }
    return order.compactMap { spans[$0] }
  }
}
