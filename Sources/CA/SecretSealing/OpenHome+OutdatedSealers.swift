public import Diagnostics
import Federation
import Kubernetes
import X509

/// Sealers that were right when they were chosen. No key is sealed for one that has expired: the mesh keeps the key that it
/// has, and everything else goes on.
extension OpenHome {
  /// What is to be said of the stored sealers that have expired.
  public func outdatedSealers() throws(CAError) -> [Diagnostic] { outdated(try sealings()) }

  /// The same of given ones, one for each certificate.
  func outdated(_ sealings: [String: MeshSealing]) -> [Diagnostic] {
    let late = sealings.filter { $0.value.sealer.fault(at: now) != nil }
    return Dictionary(grouping: late.keys.sorted()) { late[$0]?.sealer.certificate }
      .sorted { ($0.value.first ?? "") < ($1.value.first ?? "") }
      .compactMap { certificate, meshes in
        meshes.first.flatMap { late[$0]?.sealer.fault(at: now)?.warning(for: meshes) }
      }
  }

  /// What is to be said of the stored sealers for which keys are about to be sealed.
  ///
  /// - Parameter isDue: Whether a mesh gets a new key.
  func notes(
    about sealings: [String: MeshSealing], besides chosen: SecretSealer?, isDue: (String) -> Bool
  ) -> [Diagnostic] {
    let due = sealings.sorted { $0.key < $1.key }.filter { name, sealing in
      sealing.sealer != chosen && sealing.sealer.fault(at: now) == nil && (sealing.sealed == nil || isDue(name))
    }
    return due.map(\.value.sealer.certificate).distinct().compactMap { certificate in
      due.first { $0.value.sealer.certificate == certificate }.map { notes(about: $0.value.sealer) }
    }.flatMap(\.self)
  }

  /// Refuses a step after which a key would have to be sealed for a certificate that has expired.
  ///
  /// - Parameter authorities: Those after the step.
  func requireSealable(_ authorities: AuthoritySet, _ federation: ResolvedFederation) throws(CAError) {
    for (name, sealer) in try secretSealers().sorted(by: { $0.key < $1.key }) {
      guard let fault = sealer.fault(at: now), let mesh = federation.mesh(named: name),
        SealedSecret.file(of: mesh) != nil, let intermediate = authorities.intermediate(of: name),
        try kept(intermediate, sealer, mesh) == nil
      else { continue }
      throw .secretSealing(fault)
    }
  }
}
