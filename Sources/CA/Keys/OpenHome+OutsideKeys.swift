public import Cryptography
import Diagnostics
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
      let publicKey = try wrapping(CAError.signer, home.signers.provenKey(at: place)).key
      let identifier = try publicKey.identifier()
      let root = try authorities().present.first {
        $0.owner == owner && $0.role == .root && $0.keyIdentifier == identifier
      }
      if let root {
        guard case .elsewhere = root.keyPlace else {
          throw .refused(.key(.known(authority: root.name, place: root.keyPlace.words)))
        }
        try refusePrepared(identifier, at: place, for: owner)
      } else {
        // The key of a root that is there may be what its last CRL waits for.
        try refuseLeaving(owner)
        try refuseTaking(publicKey, at: place, for: owner)
        try refuseRotating(owner)
      }
      let leaks = try requireStaying(place, isAccepted)
      _ = try sealerCreatingIfNeeded()
      let key = OutsideKey(
        place: place, identifier: identifier, owner: owner, algorithm: publicKey.algorithm, state: .ready, created: now)
      let generation = if let root { root.generation } else { try nextGeneration(of: owner) }
      let own = try asked(for: owner).isEmpty ? nil : address(of: identifier, at: place)
      try write { writer in
        // One that was prepared or asked for, and not used, gives way.
        if root == nil {
          let prepared = try writer.reader.preparedKey(of: owner).map { [$0] } ?? []
          let asked = try writer.reader.outsideKeys().filter { $0.owner == owner && $0.state == .making }
          for other in prepared + asked {
            try writer.removeOutsideKey(at: other.place)
            // The same key under another address, or another key in its place, is not left behind.
            guard other.place != place, !Self.isOf(other, identifier, own) else { continue }
            try writer.append(.gaveUpKey, "\(owner)/root", Destruction.givingUp(other, .replaced), at: now)
          }
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

  /// The keys that are being made for an owner's next root.
  private func asked(for owner: AuthorityOwner) throws(CAError) -> [OutsideKey] {
    try read { try $0.outsideKeys() }.filter { $0.owner == owner && $0.state == .making }
  }

  /// The address of a key with the ID that its token has for it, by which one that was asked for is known; nil for a key in no
  /// token.
  private func address(of identifier: String, at place: SignerPlace) -> TokenURI? {
    guard case .token(let uri) = place else { return nil }
    guard let found = try? home.signers.foundKey(at: uri), (try? found.publicKey.identifier()) == identifier else {
      return uri
    }
    return found.address
  }

  /// The place with the serial number of its token, by which it is found again.
  private func complete(_ place: SignerPlace) throws(CAError) -> SignerPlace {
    guard case .token(let uri) = place else { return place }
    return .token(try wrapping(CAError.signer, home.signers.address(of: uri)))
  }

  /// Refuses a key for an owner's next root that any authority had, has or waits for, or that is of another type than was
  /// asked for. Whoever found the key does not matter: a token may have had it before it was asked to make one.
  ///
  /// - Parameter asked: The type that a token was asked for; nil for that of the profile, if that wants it in a token.
  func refuseTaking(
    _ publicKey: PublicKey, at place: SignerPlace, for owner: AuthorityOwner, as asked: KeyAlgorithm? = nil
  ) throws(CAError) {
    let identifier = try publicKey.identifier()
    try refusePrepared(identifier, at: place, for: owner)
    if try isIssued(), let other = try read({ try $0.authority(everWith: identifier) }) {
      throw .refused(.key(.known(authority: other, place: "in this home or before")))
    }
    let profile = try rootProfile(of: owner)
    guard let wanted = asked ?? (profile.rootKeyPlace == .token ? profile.rootKey : nil) else { return }
    guard publicKey.algorithm == wanted else {
      throw .refused(.key(.otherAlgorithm(found: publicKey.label, wanted: wanted.label, owner: owner)))
    }
  }

  /// Refuses a key that is prepared for the next root of another owner, or is being made for it. What was prepared for a
  /// mesh that is not described any more is free.
  ///
  /// - Parameter identifier: Nil for a key that is only about to be made.
  func refusePrepared(_ identifier: String?, at place: SignerPlace, for owner: AuthorityOwner) throws(CAError) {
    guard try isIssued() else { return }
    let others = try rootOwners().filter { $0 != owner }
    let taken = try read { try $0.outsideKeys() }.first { key in
      others.contains(key.owner) && (key.place == place || identifier != nil && key.identifier == identifier)
    }
    guard let taken else { return }
    let user = try taken.identifier.flatMap { id throws(CAError) in try read { try $0.authority(everWith: id) } }
    let place = KeyPlace.outside(taken.place).words
    throw .refused(
      .key(
        .known(authority: "\(taken.owner)/root", place: user == nil ? "\(place), prepared for its next root" : place)))
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

  private func rootOwners() throws(CAError) -> [AuthorityOwner] {
    let federation = try federation()
    return federation.roots == .shared ? [.shared] : federation.meshes.map { .mesh($0.name) }
  }

  /// The owner of a root by its name. An intermediate is refused: istiod reads its key from a Secret.
  func ownerOfRoot(_ name: String) throws(CAError) -> AuthorityOwner {
    let (federation, owners) = (try federation(), try rootOwners())
    if let owner = owners.first(where: { "\($0)/root" == name }) { return owner }
    if let mesh = federation.meshes.first(where: { "\($0.name)/intermediate" == name || $0.name == name }) {
      throw .refused(.key(.intermediate(mesh: mesh.name)))
    }
    throw .unknownAuthority(name, nearest: Spelling.nearest(to: name, among: owners.map { "\($0)/root" }))
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
