import Diagnostics
import Federation
import X509

extension Planner {
  /// I-31 and I-32: ztunnels admit their own trust domain only.
  func checkAmbientPeers(_ mesh: Mesh) throws(CAError) {
    guard mesh.dataPlane == .ambient else { return }
    let others = mesh.peers.filter { $0.trustDomain != mesh.trustDomain && !removals.contains($0.name) }
    guard !others.isEmpty else { return }
    throw .refused(
      .description(
        .ambientPeers(
          mesh: mesh.name, mesh.trustDomain,
          peers: others.map { DescriptionRefusal.AmbientPeer(name: $0.name, trustDomain: $0.trustDomain) })))
  }

  /// I-30: no chain that a ztunnel verifies has a constraint on URIs. A rotation in progress is the way out, and is not
  /// stopped.
  func checkConstraints(_ mesh: Mesh) throws(CAError) {
    guard mesh.isSeenByAmbient, refusesURIConstraints(mesh) else { return }
    let owner = federation.rootOwner(of: mesh.name)
    guard authorities.rotation(of: owner) == nil else { return }
    let root = authorities.root(of: owner).flatMap { $0.certificate.constrainsURIs ? $0 : nil }
    let intermediate = authorities.intermediate(of: mesh.name).flatMap { held in
      ([held.certificate] + held.chain).contains(where: \.constrainsURIs) ? held : nil
    }
    let constrained = [root, intermediate].compactMap { $0 }
    guard let first = constrained.first else { return }
    throw .refused(
      .description(
        .constrainedForAmbient(
          mesh: mesh.name, authorities: constrained.map(\.name),
          remedy: first.role == .root ? federation.replacement(of: first) : renewal(of: first, mesh))))
  }

  /// An intermediate whose root's key is elsewhere comes with the answer to a request.
  private func renewal(of intermediate: Authority, _ mesh: Mesh) -> SuggestedCommand {
    authorities.root(of: mesh.name, in: federation)?.hasKey ?? false
      ? .meshtrust("reissue", intermediate.name) : .meshtrust("request", mesh.name, "--as", "intermediate")
  }

  /// Whether a ztunnel that verifies the mesh's certificates, its own or a peer's, is of a version that refuses them.
  private func refusesURIConstraints(_ mesh: Mesh) -> Bool {
    let verifiers = ([mesh] + mesh.peers.compactMap { federation.mesh(named: $0.name) }).filter {
      $0.dataPlane == .ambient
    }
    // The ambient one is a remote then, whose version nobody here knows.
    guard !verifiers.isEmpty else { return ControlPlane.Version.newestWebPKI == .refusingURIConstraints }
    return verifiers.contains { verifier in
      (verifier.controlPlane.version?.webPKI ?? ControlPlane.Version.newestWebPKI) == .refusingURIConstraints
    }
  }
}
