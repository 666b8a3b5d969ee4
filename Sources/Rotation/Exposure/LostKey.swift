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
  let compromisedKey: CompromisedKey
  /// The root above the authority, as `judged` holds it.
  let root: Certificate
  /// The same as everybody holds it.
  let realRoot: Certificate

  /// Takes an authority by its name or fingerprint.
  public init(_ name: String, _ home: OpenHome, at time: Timestamp) throws(RotationError) {
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
    realRoot = root.certificate
    isStandIn = !authority.hasKey && authority.role == .root
    guard isStandIn else {
      compromisedKey = try fromHome { () throws(CAError) in try home.compromisedKey(of: name) }
      judged = scene
      self.root = root.certificate
      return
    }
    // Only roots are held without their keys.
    let standIn = try StandIn(for: authority.certificate, in: scene)
    judged = scene.holding(standIn.certificates, of: nil)
    self.root = standIn.certificates[authority.certificate] ?? authority.certificate
    compromisedKey = CompromisedKey(standingInFor: authority, with: self.root, key: standIn.key)
  }
}

/// Certificates that say what those of one key say, for a key made for the question.
private struct StandIn {
  let key: PrivateKey
  /// The stand-in for each certificate that somebody holds of the key.
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
  /// The scene with other roots in the bundles of some meshes, or of all.
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
