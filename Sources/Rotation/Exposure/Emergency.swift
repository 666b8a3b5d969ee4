public import CA
import Diagnostics
public import Federation
import Kubernetes
import SPIFFE
import Verifier
public import X509

/// What it takes to be rid of an authority whose key is in wrong hands: the shortest order after which nobody believes it
/// any more, and who cannot talk to whom meanwhile. A computation; nothing is changed by it.
///
/// A stolen intermediate is believed until its root leaves the bundles, so its root is what has to go.
public struct Emergency: Sendable {
  /// Two sides that cannot talk while one has taken the step and the other has not.
  public struct CutOff: Hashable, Sendable {
    /// One side.
    public let mesh: String
    /// The other; the same mesh means its own proxies among each other.
    public let peer: String
    /// The event that begins it.
    public let from: String
    /// The earliest moment of that event.
    public let earliest: Timestamp
    /// The event that ends it.
    public let to: String
    /// When it ends by itself, because every certificate was renewed; nil when only the event ends it.
    public let latest: Timestamp?
  }

  /// What the thief can do before the order was carried out.
  public let before: BlastRadius
  /// What the thief could still do after it.
  public let after: BlastRadius
  /// The root that has to go.
  public let root: Authority
  /// The meshes whose root it is.
  public let meshes: [String]
  /// What is to be done, in order.
  public let steps: [AdministratorStep]
  /// Who is cut off meanwhile.
  public let cutOffs: [CutOff]
  /// How long a rotation that cuts nobody off takes at the least; all that time the thief is believed.
  public let safeRotation: Lifetime
  /// When the lost authority ends, and with it what the thief can do, if nobody does anything.
  public let end: Timestamp

  /// Computes it. The root above an intermediate must be among the authorities.
  public init(
    _ lost: LostKey, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) throws(RotationError) {
    let scene = lost.scene
    let owner = lost.authority.owner
    try Self.refuseArriving(lost, authorities)
    let concerned = scene.parties.filter {
      let above = federation.rootOwner(of: $0.mesh.name)
      return above == .shared || owner == above
    }
    guard let first = concerned.first, let root = authorities.root(of: first.mesh.name, in: federation) else {
      throw .home(.unknownAuthority("\(owner)/root", nearest: nil))
    }
    self.root = root
    meshes = concerned.map(\.mesh.name)
    end = lost.authority.certificate.validity.notAfter
    before = try BlastRadius(lost)
    after = try BlastRadius(lost, Self.replaced(lost.judged, lost.root, Set(meshes)))
    cutOffs = Self.cutOffs(scene, try Self.replaced(scene, root.certificate, Set(meshes)), Set(meshes))
    steps = EmergencyOrder.steps(concerned.map(\.mesh), root.owner, scene)
    // Both roots everywhere, then the new one signs, then the old one's leaves run out.
    let longest = concerned.map(\.mesh.profile.maxWorkloadLifetime).max() ?? Lifetime(seconds: 0)
    safeRotation = Lifetime(seconds: 2 * longest.seconds + 3 * ControlPlane.resync)
  }

  /// `rotate start --compromised` gets rid of the root that leaves; one that arrives is taken out by turning back.
  private static func refuseArriving(_ lost: LostKey, _ authorities: AuthoritySet) throws(RotationError) {
    guard
      let rotation = authorities.rotations.first(where: { rotation in
        authorities.root(of: rotation.owner, generation: rotation.arriving)?.certificate == lost.realRoot
      })
    else { return }
    throw .home(.refused(.rotation(.arrivingRoot(lost.realRoot, rotation.owner))))
  }

  /// The scene with a new root in every bundle instead of the old one, and intermediates below it.
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

  /// Each pair in the four states that it can be in, judged by path validation: whoever is a step ahead of the other is
  /// cut off from it, unless the path holds all the same.
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
            mesh: name, peer: name, from: "istiod of \(name) is restarted", earliest: today.time,
            to: "the last proxy of \(name) is restarted",
            latest: today.time + party.mesh.profile.maxWorkloadLifetime.seconds))
      }
      for peer in party.mesh.peers {
        guard !meshes.contains(peer.name) || name < peer.name, let judge = today[peer.name]?.material,
          let later = future[peer.name]?.material,
          isCut(party.mesh, old, new, judge.rootsByPeer[name] ?? [], later.rootsByPeer[name] ?? [], at: today.time)
        else { continue }
        found.append(
          CutOff(
            mesh: name, peer: peer.name,
            from: "\(peer.name) drops the old root, or a gateway of \(name) is restarted, whichever comes first",
            earliest: today.time,
            to: "both are done: \(peer.name) within \(ControlPlane.resync) s of its oc apply, \(name) when its "
              + "gateways run with new certificates", latest: nil))
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
