public import Federation
import Kubernetes

/// What a step of a rotation changes in the Secret of a mesh's istiod, and whether istiod takes it up while it runs.
public struct SecretChange: Hashable, Sendable {
  private let rotation: RootRotation
  private let mesh: Mesh
  private let federation: ResolvedFederation

  public init(_ rotation: RootRotation, at mesh: Mesh, in federation: ResolvedFederation) {
    self.rotation = rotation
    self.mesh = mesh
    self.federation = federation
  }

  /// Whether istiod must be restarted for the present phase.
  public var needsRestart: Bool {
    // Of a peer's root only the file of roots changes, as in distributing.
    let phase = isOwn ? rotation.phase : .distributing
    if rotation.isCompromised || RotationPath(of: mesh).istiodRestarts.contains(phase) { return true }
    guard mesh.controlPlane.signer == .istiod else { return false }
    let new = file(with: rotation.bundle + (rotation.phase == .signing ? [rotation.signing] : []))
    return !RootFileChange.isTaken(file(with: before), new, by: mesh)
  }

  private var isOwn: Bool { rotation.owner == .shared || rotation.owner.meshName == mesh.name }

  /// The generations of the changing root that the file had in the step before.
  private var before: [Int] {
    let both = [rotation.leaving, rotation.arriving].sorted()
    // The second step follows distributing, and any later one signing, in which the root that signs stood twice.
    return switch rotation.phase {
    case .distributing: [rotation.leaving]
    case .signing: rotation.step == 2 ? both : both + [rotation.leaving]
    case .retiring, .steady: rotation.step == 2 ? both : both + [rotation.arriving]
    }
  }

  /// root-cert.pem with these generations of the changing root, as ``MeshMaterial`` orders it: the mesh's own roots, then
  /// those of its peers by name.
  private func file(with generations: [Int]) -> [Root] {
    let isNudged = mesh.controlPlane.flavour != .maistra && mesh.controlPlane.multiRoot
    let own = isOwn ? roots(of: mesh.name, isNudged ? generations : generations.distinct) : [Root(mesh: mesh.name)]
    guard mesh.controlPlane.poolsInRoot, federation.roots == .perMesh else { return own }
    return own
      + mesh.peers.map(\.name).sorted().flatMap { peer in
        rotation.owner.meshName == peer ? roots(of: peer, generations.distinct) : [Root(mesh: peer)]
      }
  }

  private func roots(of mesh: String, _ generations: [Int]) -> [Root] {
    generations.map { Root(mesh: mesh, generation: $0) }
  }

  /// One root; without a generation those of a mesh that do not change.
  private struct Root: Hashable {
    let mesh: String
    var generation = 0
  }
}

extension [Int] {
  /// Each number once. The one that stands twice is the last.
  fileprivate var distinct: [Int] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
