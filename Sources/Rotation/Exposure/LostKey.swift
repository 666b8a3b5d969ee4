public import CA
import Cryptography
import Federation
import Kubernetes
public import X509

/// An authority whose key may be compromised, and a signer as a thief would have.
///
/// If the key is kept elsewhere, a stand-in is used: a certificate with the same contents and a temporary key, which
/// replaces the authority in all bundles.
public struct LostKey: Sendable {
  public let authority: Authority
  /// For people; in a rotation with the generation.
  public let name: String
  /// Whether its key is kept elsewhere.
  public let isStandIn: Bool
  /// What all meshes present and trust.
  let scene: RehearsalScene
  /// The same with the stand-in for the authority.
  let sceneWithStandIn: RehearsalScene
  /// What the thief signs with.
  let compromisedKey: CompromisedKey
  /// The root above the authority, as in `sceneWithStandIn`.
  let root: Certificate
  /// The same root, as in `scene`.
  let realRoot: Certificate
  let rootAuthority: Authority

  /// By name or fingerprint.
  public init(_ name: String, _ home: OpenHome, at time: Timestamp) throws(RotationError) {
    let ledger = try fromHome { () throws(CAError) in try home.rotationLedger(withKeys: false) }
    let scene = try RehearsalScene(home, at: time, withKeys: false).stillTrusting(ledger)
    self.scene = scene
    let (authority, root) = try fromHome { () throws(CAError) in
      let authority = try ledger.authorities.namedOrSuperseded(name)
      guard authority.role != .root else { return (authority, authority) }
      guard let root = ledger.authorities.root(above: authority, in: ledger.federation) else {
        throw .unknownAuthority("\(authority.owner)/root", nearest: nil)
      }
      return (authority, root)
    }
    self.authority = authority
    // Both roots of a rotation have one name, and so have an intermediate and the one before it.
    self.name =
      ledger.rotation(of: root.owner) == nil && !ledger.authorities.isSuperseded(authority)
      ? authority.name : "\(authority.name) generation \(authority.generation)"
    realRoot = root.certificate
    rootAuthority = root
    isStandIn = authority.keyPlace != .home && authority.role == .root
    guard isStandIn else {
      compromisedKey = try fromHome { () throws(CAError) in try home.compromisedKey(of: name) }
      sceneWithStandIn = scene
      self.root = root.certificate
      return
    }
    // Only roots can be kept without their keys.
    let standIn = try StandIn(for: authority.certificate, in: scene)
    sceneWithStandIn = scene.holding(standIn.certificates, of: nil)
    self.root = standIn.certificates[authority.certificate] ?? authority.certificate
    compromisedKey = CompromisedKey(standingInFor: authority, with: self.root, key: standIn.key)
  }
}

/// Copies of all certificates of one key, with a temporary key.
private struct StandIn {
  let key: PrivateKey
  /// The stand-in for each certificate of the key that any mesh has.
  private(set) var certificates: [Certificate: Certificate] = [:]

  init(for authority: Certificate, in scene: RehearsalScene) throws(RotationError) {
    key = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    var held: Set<Certificate> = [authority]
    for material in scene.parties.compactMap(\.material) {
      for certificate in material.ownRoots + material.rootsByPeer.values.flatMap({ $0 })
      where certificate.publicKeyInfo.der == authority.publicKeyInfo.der { held.insert(certificate) }
    }
    for certificate in held { certificates[certificate] = try saying(certificate) }
  }

  private func saying(_ old: Certificate) throws(RotationError) -> Certificate {
    let extensions = old.extensions
    var template = CertificateTemplate(
      serialNumber: try fromKeys { () throws(CryptographyError) in try .random() }, validity: old.validity,
      subject: old.subject, publicKey: key.publicKey.components,
      subjectAlternativeNames: extensions.subjectAlternativeNames ?? [],
      basicConstraints: extensions.basicConstraints ?? BasicConstraints(isAuthority: false),
      keyUsage: extensions.keyUsage ?? [.keyCertSign, .cRLSign], nameConstraints: extensions.nameConstraints)
    template.extendedKeyUsage = extensions.extendedKeyUsage
    let finished = template
    return try fromCertificates { () throws(X509Error) in try finished.signed(by: key) }
  }
}

extension RehearsalScene {
  /// The scene with the roots that left the files with the last step of a rotation, in every bundle that may not have been
  /// changed since.
  func stillTrusting(_ ledger: RotationLedger) -> RehearsalScene {
    let possible = PossibleStates(ledger: ledger)
    var scene = self
    for rotation in ledger.rotations where rotation.phase == .retiring {
      guard let root = ledger.authorities.root(of: rotation.owner, generation: rotation.leaving)?.certificate else {
        continue
      }
      for name in ledger.meshes(below: rotation.owner).map(\.name) {
        for index in scene.parties.indices {
          let holder = scene.parties[index].mesh
          guard var material = scene.parties[index].material, holder.name == name || material.rootsByPeer[name] != nil,
            possible.bundles(of: name, heldBy: holder.name, at: ledger.now).contains(where: {
              $0.certificates.contains(root)
            })
          else { continue }
          if holder.name == name || holder.controlPlane.poolsInRoot {
            material.ownRoots = (material.ownRoots + [root]).distinct()
          }
          if let roots = material.rootsByPeer[name] { material.rootsByPeer[name] = (roots + [root]).distinct() }
          scene.parties[index].material = material
        }
      }
    }
    return scene
  }

  /// The scene with roots replaced in the bundles of some meshes, or of all.
  func holding(_ new: [Certificate: Certificate], of meshes: Set<String>?) -> RehearsalScene {
    func swapped(_ roots: [Certificate]) -> [Certificate] { roots.map { new[$0] ?? $0 } }
    var scene = self
    for index in scene.parties.indices {
      guard var material = scene.parties[index].material else { continue }
      for (peer, roots) in material.rootsByPeer where meshes?.contains(peer) ?? true {
        material.rootsByPeer[peer] = swapped(roots)
      }
      if meshes?.contains(scene.parties[index].mesh.name) ?? true { material.ownRoots = swapped(material.ownRoots) }
      scene.parties[index].material = material
    }
    return scene
  }
}
