import Cryptography
import Federation
public import Signers
import X509

extension OpenHome {
  /// Makes the key of an owner's next root in a token.
  ///
  /// What is about to be made is recorded first, with the ID by which the token finds it: a command that was stopped is
  /// finished by the next one, with the same key.
  ///
  /// - Parameters:
  ///   - name: `MESH/root` or `shared/root`.
  ///   - isAccepted: Whether the key may have attributes that let it out of the token.
  public func generateKey(
    _ name: String, in token: TokenURI, acceptingAttributes isAccepted: Bool = false
  ) throws(CAError) -> AttachedKey {
    try requireDescription()
    return try locked { () throws(CAError) in
      let owner = try ownerOfRoot(name)
      try refuseLeaving(owner)
      try refuseRotating(owner)
      if let prepared = try isIssued() ? try read({ try $0.preparedKey(of: owner) }) : nil {
        throw .refused(.key(.prepared(owner: owner, place: prepared.place.words)))
      }
      let making = try begin(owner, in: token)
      do throws(CAError) {
        return try make(making, acceptingAttributes: isAccepted)
      } catch {
        // A key that is refused stays refused: the next command asks for another one.
        if error.isAboutKey { try giveUp(owner) }
        throw error
      }
    }
  }

  /// Forgets what is being made for an owner's next root.
  private func giveUp(_ owner: AuthorityOwner) throws(CAError) {
    try write { writer in
      for making in try writer.reader.outsideKeys() where making.owner == owner && making.state == .making {
        try writer.removeOutsideKey(at: making.place)
        try writer.append(
          .gaveUpKey, "\(owner)/root", "given up: the key at \(making.place) was refused, and stays there", at: now)
      }
    }
  }

  /// Makes a key that is recorded, or takes the one that the token has with its ID.
  private func make(_ making: OutsideKey, acceptingAttributes isAccepted: Bool) throws(CAError) -> AttachedKey {
    guard case .token(let uri) = making.place, let algorithm = making.algorithm else {
      throw .damagedStore("a key that is being made is in no token")
    }
    let isNew = try wrapping(CAError.signer, home.signers.makeKey(algorithm, at: uri))
    let publicKey: PublicKey
    do throws(SignerFault) {
      publicKey = try home.signers.provenKey(at: making.place).key
    } catch .unproven(.unproven) where !isNew && uri.object == (try? label(of: making.owner)) {
      // A token that was stopped while it made the key has half of one.
      return try make(try beginAnew(making), acceptingAttributes: isAccepted)
    } catch {
      throw .signer(error)
    }
    try refuseTaking(publicKey, at: making.place, for: making.owner, as: algorithm)
    let leaks = try requireStaying(making.place, isAccepted)
    return try finish(making, publicKey, leaks, isNew: isNew)
  }

  /// Finishes what a stopped command recorded for an owner's next root.
  func finishMaking(of owner: AuthorityOwner) throws(CAError) {
    guard try isIssued(), try read({ try $0.preparedKey(of: owner) }) == nil,
      let making = try read({ try $0.outsideKeys() }).first(where: { $0.owner == owner && $0.state == .making })
    else { return }
    _ = try reaching(making) { () throws(CAError) -> AttachedKey in try make(making, acceptingAttributes: false) }
  }

  /// The attributes that speak against a key, if they are accepted.
  func requireStaying(_ place: SignerPlace, _ isAccepted: Bool) throws(CAError) -> [String] {
    let leaks = try wrapping(CAError.signer, home.signers.leaks(of: place))
    guard case .token(let uri) = place, !leaks.isEmpty, !isAccepted else { return leaks }
    throw .signer(.token(.attributes(leaks, token: uri.token ?? uri.serial ?? "")))
  }

  /// Records what is about to be made, or finds what an earlier run recorded.
  private func begin(_ owner: AuthorityOwner, in token: TokenURI) throws(CAError) -> OutsideKey {
    let algorithm = try rootProfile(of: owner).rootKey
    try wrapping(CAError.signer, home.signers.requireMaking(algorithm, in: token))
    let address = try wrapping(CAError.signer, home.signers.address(of: token))
    _ = try sealerCreatingIfNeeded()
    let known = try read { try $0.outsideKeys().first { $0.owner == owner && $0.state == .making } }
    if let known, case .token(let uri) = known.place, uri.tokenAlone == address.tokenAlone { return known }
    var uri = address
    if uri.object == nil { uri.object = try label(of: owner) }
    if uri.id == nil { uri.id = try wrapping(CAError.cryptography, RandomBytes.bytes(16)) }
    try refusePrepared(nil, at: .token(uri), for: owner)
    return try ask(for: algorithm, of: owner, at: uri, instead: known) { "asked for \(algorithm.label), at \($0)" }
  }

  /// Records a key that is about to be made.
  ///
  /// - Parameter known: The one that it takes the place of.
  private func ask(
    for algorithm: KeyAlgorithm?, of owner: AuthorityOwner, at uri: TokenURI, instead known: OutsideKey?,
    _ entry: (SignerPlace) -> String
  ) throws(CAError) -> OutsideKey {
    let key = OutsideKey(
      place: .token(uri), identifier: nil, owner: owner, algorithm: algorithm, state: .making, created: now)
    let text = entry(key.place)
    try write { writer in
      if let known { try writer.removeOutsideKey(at: known.place) }
      try writer.set(key)
      try writer.append(.generatedKey, "\(owner)/root", text, at: now)
    }
    return key
  }

  /// The label of the key of an owner's next root, unless the user names one.
  private func label(of owner: AuthorityOwner) throws(CAError) -> String {
    "meshtrust \(try federation().name) \(owner)/root g\(try nextGeneration(of: owner))"
  }

  /// Records another ID for a key that is made again. What the token has of the first one stays in it: nobody here can tell
  /// whose it is.
  private func beginAnew(_ making: OutsideKey) throws(CAError) -> OutsideKey {
    guard case .token(var uri) = making.place else { return making }
    uri.id = try wrapping(CAError.cryptography, RandomBytes.bytes(16))
    return try ask(for: making.algorithm, of: making.owner, at: uri, instead: making) {
      "asked for again, at \($0): what the token has at \(making.place) signs nothing"
    }
  }

  private func finish(
    _ making: OutsideKey, _ publicKey: PublicKey, _ leaks: [String], isNew: Bool
  ) throws(CAError) -> AttachedKey {
    let identifier = try publicKey.identifier()
    let generation = try nextGeneration(of: making.owner)
    let ready = OutsideKey(
      place: making.place, identifier: identifier, owner: making.owner, algorithm: publicKey.algorithm, state: .ready,
      created: now)
    try write { writer in
      try writer.set(ready)
      let said = leaks.isEmpty ? "the token says that it stays there" : leaks.joined(separator: ", ") + ", accepted"
      try writer.append(
        .generatedKey, "\(making.owner)/root",
        "\(publicKey.label), SHA-256 \(identifier), generation \(generation), at \(making.place); \(said)"
          + (isNew ? "" : "; it was there already"), at: now)
    }
    return AttachedKey(
      owner: making.owner, place: making.place, publicKey: publicKey, fingerprint: identifier, root: nil,
      generation: generation)
  }
}

extension CAError {
  /// Whether a key itself was refused, and not only could not be reached.
  fileprivate var isAboutKey: Bool {
    switch self {
    case .refused(.key(.known)), .refused(.key(.otherAlgorithm)), .signer(.unsound): true
    default: false
    }
  }
}
