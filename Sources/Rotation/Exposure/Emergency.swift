public import CA
import Diagnostics
public import Federation
import Kubernetes
import SPIFFE
import Verifier
public import X509

/// How to get rid of an authority whose key is compromised: the shortest sequence of steps after which no mesh trusts
/// it, and which meshes cannot communicate meanwhile. It only computes and changes nothing.
///
/// A stolen intermediate is trusted until its root is removed from the bundles, so the root must be replaced.
public struct Emergency: Sendable {
  /// Two sides that cannot communicate while only one of them has taken a step.
  public struct CutOff: Hashable, Sendable {
    public let mesh: String
    /// The other side; the same mesh means among its own proxies.
    public let peer: String
    /// The event at which it starts.
    public let from: String
    /// The earliest time of that event.
    public let earliest: Timestamp
    /// The event at which it ends.
    public let to: String
    /// When it ends by itself because all certificates are renewed; nil if only the event ends it.
    public let latest: Timestamp?
  }

  /// What the thief can do before the steps.
  public let before: BlastRadius
  /// What the thief could still do after them.
  public let after: BlastRadius
  /// The root to replace.
  public let root: Authority
  /// The meshes below it.
  public let meshes: [String]
  public let steps: [AdministratorStep]
  public let cutOffs: [CutOff]
  /// The minimum duration of a rotation that cuts nobody off; during all that time the stolen key is trusted.
  public let safeRotation: Lifetime
  /// When the compromised authority expires, which ends the exposure if nobody acts.
  public let end: Timestamp
  /// The way out if the key is only lost, and nobody else can have it; nil unless it was outside of the home.
  public let orderly: OrderlyReplacement?

  /// The root above an intermediate must be among the authorities.
  public init(
    _ lost: LostKey, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) throws(RotationError) {
    let scene = lost.scene
    let owner = lost.authority.owner
    try Self.refuseRotating(lost, authorities)
    let concerned = scene.parties.filter {
      let above = federation.rootOwner(of: $0.mesh.name)
      return above == .shared || owner == above
    }
    guard !concerned.isEmpty else { throw .home(.unknownAuthority("\(owner)/root", nearest: nil)) }
    let root = lost.rootAuthority
    self.root = root
    meshes = concerned.map(\.mesh.name)
    end = lost.authority.certificate.validity.notAfter
    before = try BlastRadius(lost)
    after = try BlastRadius(lost, Self.replaced(lost.sceneWithStandIn, lost.root, Set(meshes)))
    cutOffs = Self.cutOffs(scene, try Self.replaced(scene, root.certificate, Set(meshes)), Set(meshes))
    steps = EmergencyOrder.steps(
      concerned.map(\.mesh), root.owner, isOfHome: federation.isOfHome(root), scene)
    // First both roots are distributed, then the new one signs, then the old one's leaves expire.
    let longest = concerned.map(\.mesh.profile.maxWorkloadLifetime).max() ?? Lifetime(seconds: 0)
    safeRotation = Lifetime(seconds: 2 * longest.seconds + 3 * ControlPlane.resync)
    orderly = OrderlyReplacement(lost.authority, concerned)
  }

  /// `rotate start --compromised` removes the old root; a new root is removed by aborting. One that leaves on the way back,
  /// or has left the bundles, has only to be removed everywhere.
  private static func refuseRotating(_ lost: LostKey, _ authorities: AuthoritySet) throws(RotationError) {
    if let rotation = authorities.rotation(of: lost.rootAuthority.owner),
      rotation.leaving == lost.rootAuthority.generation,
      rotation.phase == .retiring || rotation.isBackwards
    {
      throw .home(.refused(.rotation(.underWay(rotation.owner, rotation.phase))))
    }
    guard
      let rotation = authorities.rotations.first(where: { rotation in
        authorities.root(of: rotation.owner, generation: rotation.arriving)?.certificate == lost.realRoot
      })
    else { return }
    throw .home(
      .refused(
        .rotation(
          .arrivingRoot(
            lost.realRoot, rotation.owner, rotation.phase, isBackwards: rotation.isBackwards))))
  }

  /// The scene with a new root in place of the old one in every bundle, and new intermediates below it.
  private static func replaced(
    _ scene: RehearsalScene, _ old: Certificate, _ meshes: Set<String>
  ) throws(RotationError) -> RehearsalScene {
    let replacement = try Replacement(of: old, at: scene.time)
    var scene = scene.holding([old: replacement.root], of: meshes)
    for index in scene.parties.indices {
      guard var material = scene.parties[index].material else { continue }
      if meshes.contains(scene.parties[index].mesh.name) {
        material.intermediate = try replacement.intermediate(of: material.intermediate)
        material.chain = [material.intermediate]
      }
      scene.parties[index].material = material
    }
    return scene
  }

  /// Verifies each pair in its four possible states: a side that is one step ahead is cut off, unless the path is still
  /// valid.
  private static func cutOffs(
    _ today: RehearsalScene, _ future: RehearsalScene, _ meshes: Set<String>
  ) -> [CutOff] {
    var found: [CutOff] = []
    for party in today.parties where meshes.contains(party.mesh.name) {
      guard let old = party.material, let new = future[party.mesh.name]?.material else { continue }
      let name = party.mesh.name
      if isCut(party.mesh, old, new, old.ownRoots, new.ownRoots, at: today.time) {
        found.append(
          CutOff(
            mesh: name, peer: name, from: "istiod of \(name) restarts", earliest: today.time,
            to: "the last proxy of \(name) restarts",
            latest: today.time + party.mesh.profile.maxWorkloadLifetime.seconds))
      }
      for peer in party.mesh.peers {
        guard !meshes.contains(peer.name) || name < peer.name, let current = today[peer.name]?.material,
          let later = future[peer.name]?.material,
          isCut(party.mesh, old, new, current.rootsByPeer[name] ?? [], later.rootsByPeer[name] ?? [], at: today.time)
        else { continue }
        found.append(
          CutOff(
            mesh: name, peer: peer.name,
            from: "\(peer.name) drops the old root, or a gateway of \(name) restarts, whichever comes first",
            earliest: today.time,
            to: "both have happened: \(peer.name) within \(ControlPlane.resync) s of its oc apply, \(name) when its "
              + "gateways have new certificates", latest: nil))
      }
    }
    return found
  }

  private static func isCut(
    _ mesh: Mesh, _ old: MeshMaterial, _ new: MeshMaterial, _ oldRoots: [Certificate], _ newRoots: [Certificate],
    at time: Timestamp
  ) -> Bool {
    func holds(_ material: MeshMaterial, _ roots: [Certificate]) -> Bool {
      let bundle = TrustBundle(trustDomain: mesh.trustDomain, certificates: roots)
      return HandshakeVerifier(bundles: BundleSet([bundle]), ownTrustDomain: mesh.trustDomain)
        .refusal(of: material.presentedChain, from: .authorities(of: mesh.trustDomain), at: time) == nil
    }
    return !holds(old, newRoots) || !holds(new, oldRoots)
  }
}
