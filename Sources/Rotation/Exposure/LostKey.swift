public import CA
import Cryptography
import Federation
import Kubernetes
public import X509

/// An authority whose key is thought to be in wrong hands, with what a thief could sign.
///
/// Where the key is kept elsewhere, the answer is found with a stand-in: a certificate that says what the authority's
/// says, for a key made for the question, held by everybody in its place.
public struct LostKey: Sendable {
  /// The authority.
  public let authority: Authority
  /// Whether its key is kept elsewhere.
  public let isStandIn: Bool
  /// What everybody presents and trusts.
  let scene: RehearsalScene
  /// The same, with the stand-in for the authority that was asked about.
  let judged: RehearsalScene
  /// What signs in the thief's hands.
  let impostor: Impostor
  /// The root above the authority, as `judged` holds it.
  let root: Certificate

  /// Takes an authority by its name or fingerprint.
  public init(_ name: String, _ home: Home, at time: Timestamp) throws(RotationError) {
    let scene = try RehearsalScene(home, at: time, withKeys: false)
    self.scene = scene
    let (authority, root) = try fromHome { () throws(CAError) in
      let authorities = try home.authorities()
      let authority = try authorities.named(name)
      guard authority.role != .root else { return (authority, authority) }
      guard case .mesh(let mesh) = authority.owner,
        let root = try authorities.root(of: mesh, in: home.federation())
      else { throw .unknownAuthority("\(authority.owner)/root", nearest: nil) }
      return (authority, root)
    }
    self.authority = authority
    isStandIn = !authority.hasKey
    guard isStandIn else {
      impostor = try fromHome { () throws(CAError) in try home.impostor(holding: name) }
      judged = scene
      self.root = root.certificate
      return
    }
    let standIn = try Replacement(of: root.certificate, at: time, keepsName: true)
    self.root = standIn.root
    judged = scene.holding(standIn.root, insteadOf: root.certificate)
    guard authority.role != .root else {
      impostor = Impostor(standingInFor: authority, with: standIn.root, key: standIn.key)
      return
    }
    let below = try standIn.intermediate(of: authority.certificate)
    impostor = Impostor(standingInFor: authority, with: below.certificate, key: below.key)
  }
}

extension RehearsalScene {
  /// The scene with another root in every bundle.
  func holding(_ new: Certificate, insteadOf old: Certificate) -> RehearsalScene {
    func swapped(_ roots: [Certificate]) -> [Certificate] { roots.map { $0 == old ? new : $0 } }
    var scene = self
    for index in scene.parties.indices {
      guard var material = scene.parties[index].material else { continue }
      material.rootsByPeer = material.rootsByPeer.mapValues(swapped)
      material.ownRoots = swapped(material.ownRoots)
      scene.parties[index].material = material
    }
    return scene
  }
}
