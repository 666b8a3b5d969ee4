public import Cryptography
public import Diagnostics
import Federation
public import Signers
import X509

/// A key outside of the home that was taken for an authority.
public struct AttachedKey: Sendable {
  public let owner: AuthorityOwner
  public let place: SignerPlace
  /// As in certificates.
  public let publicKey: PublicKey
  /// The SHA-256 of its SubjectPublicKeyInfo.
  public let fingerprint: String
  /// The root that has this key already; nil if it is for the next one.
  public let root: Authority?
  /// The generation of the root that it is for.
  public let generation: Int
}

extension OpenHome {
  /// Takes a key that is outside of the home: that of a root that is known, whose key the home does not have, or one for
  /// the next root.
  ///
  /// - Parameters:
  ///   - name: `MESH/root` or `shared/root`.
  ///   - isAccepted: Whether the key may have attributes that let it out of its token.
  public func attachKey(
    _ name: String, at given: SignerPlace, acceptingAttributes isAccepted: Bool = false
  ) throws(CAError) -> AttachedKey {
    try requireDescription()
    return try locked { () throws(CAError) in
      let owner = try ownerOfRoot(name)
      let place = try complete(given)
      let publicKey = try wrapping(CAError.signer, home.signers.provenKey(at: place))
      let identifier = try publicKey.identifier()
      let root = try authorities().present.first {
        $0.owner == owner && $0.role == .root && $0.keyIdentifier == identifier
      }
      try refuse(identifier, publicKey, at: place, owner, root)
      let leaks = try requireStaying(place, isAccepted)
      _ = try sealerCreatingIfNeeded()
      let key = OutsideKey(
        place: place, identifier: identifier, owner: owner, algorithm: publicKey.algorithm, state: .ready, created: now)
      let generation = if let root { root.generation } else { try nextGeneration(of: owner) }
      try write { writer in
        // One that was prepared or asked for, and not used, gives way.
        if root == nil {
          let prepared = try writer.reader.preparedKey(of: owner).map { [$0] } ?? []
          let asked = try writer.reader.outsideKeys().filter { $0.owner == owner && $0.state == .making }
          for other in prepared + asked { try writer.removeOutsideKey(at: other.place) }
        }
        try writer.set(key)
        try writer.append(
          .attachedKey, "\(owner)/root",
          "\(publicKey.label), SHA-256 \(identifier), generation \(generation), at \(place)"
            + (leaks.isEmpty ? "" : "; \(leaks.joined(separator: ", ")), accepted"), at: now)
      }
      return AttachedKey(
        owner: owner, place: place, publicKey: publicKey, fingerprint: identifier, root: root, generation: generation)
    }
  }

  /// The place with the serial number of its token, by which it is found again.
  private func complete(_ place: SignerPlace) throws(CAError) -> SignerPlace {
    guard case .token(let uri) = place else { return place }
    return .token(try wrapping(CAError.signer, home.signers.address(of: uri)))
  }

  private func refuse(
    _ identifier: String, _ publicKey: PublicKey, at place: SignerPlace, _ owner: AuthorityOwner, _ root: Authority?
  ) throws(CAError) {
    if let root {
      guard case .elsewhere = root.keyPlace else {
        throw .refused(.key(.known(authority: root.name, place: root.keyPlace.words)))
      }
      return
    }
    if try isIssued(), let other = try read({ try $0.authority(everWith: identifier) }) {
      throw .refused(.key(.known(authority: other, place: "in this home or before")))
    }
    try Self.requireStrong(publicKey)
    try refuseOtherAlgorithm(publicKey, owner)
    try refuseRotating(owner)
  }

  private func refuseOtherAlgorithm(_ publicKey: PublicKey, _ owner: AuthorityOwner) throws(CAError) {
    let wanted = try rootProfile(of: owner)
    guard wanted.rootKeyPlace == .token, publicKey.algorithm != wanted.rootKey else { return }
    throw .refused(.key(.otherAlgorithm(found: publicKey.label, wanted: wanted.rootKey.label, owner: owner)))
  }

  func refuseRotating(_ owner: AuthorityOwner) throws(CAError) {
    guard try authorities().rotation(of: owner) != nil else { return }
    throw .refused(.key(.rotating(owner: owner)))
  }

  /// The profile that decides about a root: that of its mesh, or of the first one below a shared root.
  func rootProfile(of owner: AuthorityOwner) throws(CAError) -> Profile {
    let federation = try federation()
    if let mesh = owner.meshName { return try federation.requireMesh(mesh).profile }
    guard let first = federation.meshes.first else { throw .unknownAuthority("shared/root", nearest: nil) }
    return first.profile
  }

  func nextGeneration(of owner: AuthorityOwner) throws(CAError) -> Int {
    guard try isIssued() else { return 1 }
    return try read { try ($0.lastGenerations()["\(owner)/root"] ?? 0) + 1 }
  }

  /// The owner of a root by its name. An intermediate is refused: istiod reads its key from a Secret.
  func ownerOfRoot(_ name: String) throws(CAError) -> AuthorityOwner {
    let federation = try federation()
    let owners = federation.roots == .shared ? [.shared] : federation.meshes.map { AuthorityOwner.mesh($0.name) }
    if let owner = owners.first(where: { "\($0)/root" == name }) { return owner }
    if let mesh = federation.meshes.first(where: { "\($0.name)/intermediate" == name || $0.name == name }) {
      throw .refused(.key(.intermediate(mesh: mesh.name)))
    }
    throw .unknownAuthority(name, nearest: Spelling.nearest(to: name, among: owners.map { "\($0)/root" }))
  }
}

extension OpenHome {
  /// What a backup does not have, because it never leaves its place.
  public func keysLeftOut() throws(CAError) -> [Diagnostic] {
    try read { try $0.outsideKeys() }.filter { $0.state == .ready }.map { key in
      Diagnostic(
        "MT-KEY-72", .note, what: "the backup does not have the key of `\(key.owner)/root` in \(key.place.words)",
        why: "it is at \(key.place), and cannot leave",
        next: "back it up as its vendor says; without it, the root is replaced by a rotation")
    }
  }
}

extension KeyPlace {
  /// Behind `it is`, for people.
  public var words: String {
    switch self {
    case .home: "in this home"
    case .outside(let place): "in \(place.words)"
    case .elsewhere: "elsewhere"
    }
  }
}
