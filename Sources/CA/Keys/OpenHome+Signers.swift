import Cryptography
import Federation
import Signers
import X509

/// A key outside of the home for a root that is issued now.
struct PreparedKey {
  let signer: any Signer
  let place: SignerPlace
}

extension OpenHome {
  /// Whoever signs with the key of an authority.
  func signer(of authority: Authority) throws(CAError) -> any Signer {
    switch authority.keyPlace {
    case .home: try key(of: authority)
    case .outside(let place): try signer(at: place, of: authority.certificate)
    case .elsewhere: throw .noKey(authority: authority.name)
    }
  }

  /// Whoever signs with the key of a root, wherever that is; nil if it is not the home's.
  func signer(ofRoot root: Certificate) throws(CAError) -> (any Signer)? {
    let identifier = root.keyIdentifier
    let (sealed, outside) = try read { reader in
      (
        try reader.sealedKey(identifier),
        try reader.outsideKeys().first { $0.identifier == identifier && $0.state == .ready }
      )
    }
    if let sealed { return try sealer().open(sealed, identifier: identifier) }
    guard let outside else { return nil }
    return try signer(at: outside.place, of: root)
  }

  private func signer(at place: SignerPlace, of certificate: Certificate) throws(CAError) -> any Signer {
    let publicKey = try wrapping(CAError.x509, certificate.publicKeyInfo.publicKey())
    return try wrapping(CAError.signer, home.signers.signer(at: place, of: publicKey))
  }

  /// The key for a new root of an owner, if one was prepared outside of the home; nil for one that is made here. One that
  /// a stopped command was about to make in a token is made or found now: it was asked for.
  ///
  /// - Throws: ``KeyRefusal/notPrepared(owner:)`` if the profile demands one; ``PreparedKeyFault`` if it cannot be used now.
  func preparedKey(of owner: AuthorityOwner, _ profile: Profile) throws(CAError) -> PreparedKey? {
    try finishMaking(of: owner)
    return try readyKey(of: owner, profile)
  }

  /// Only looks whether ``preparedKey(of:_:)`` would find the key, or could make it. Nothing is made or written.
  ///
  /// - Throws: The same errors.
  func requirePreparedKey(of owner: AuthorityOwner, _ profile: Profile) throws(CAError) {
    guard try isIssued(), try read({ try $0.preparedKey(of: owner) }) == nil,
      let making = try read({ try $0.outsideKeys() }).first(where: { $0.owner == owner && $0.state == .making })
    else {
      _ = try readyKey(of: owner, profile)
      return
    }
    try reaching(making) { () throws(CAError) in try wrapping(CAError.signer, requireMakeable(making)) }
  }

  /// Looks for a key that a stopped command was about to make; where it is not made yet, whether the token could make it.
  private func requireMakeable(_ making: OutsideKey) throws(SignerFault) {
    do throws(SignerFault) {
      _ = try home.signers.provenKey(at: making.place)
    } catch .token(.noKey) {
      guard case .token(let uri) = making.place, let algorithm = making.algorithm else { return }
      try home.signers.requireMaking(algorithm, in: uri)
    } catch .unproven(.unproven) {
      // A token that was stopped while it made the key has half of one; it is made again.
      return
    } catch {
      throw error
    }
  }

  /// The key for a new root of an owner, if one is ready outside of the home; nil for one that is made here.
  private func readyKey(of owner: AuthorityOwner, _ profile: Profile) throws(CAError) -> PreparedKey? {
    let prepared = try isIssued() ? try read { try $0.preparedKey(of: owner) } : nil
    guard let prepared, let identifier = prepared.identifier else {
      guard profile.rootKeyPlace == .home else { throw .refused(.key(.notPrepared(owner: owner))) }
      return nil
    }
    return try reaching(prepared) { () throws(CAError) -> PreparedKey in
      let found = try wrapping(CAError.signer, home.signers.provenKey(at: prepared.place)).key
      guard try found.identifier() == identifier else {
        throw .signer(
          .otherKey(place: prepared.place.words, expected: identifier, found: try found.identifier()))
      }
      return PreparedKey(
        signer: try wrapping(CAError.signer, home.signers.signer(at: prepared.place, of: found)), place: prepared.place)
    }
  }

  /// Does something with a key that no authority has yet. If it is out of reach, the error says how it is given up.
  func reaching<Value>(_ key: OutsideKey, _ body: () throws(CAError) -> Value) throws(CAError) -> Value {
    do throws(CAError) {
      return try body()
    } catch {
      guard case .signer(let fault) = error else { throw error }
      throw .prepared(PreparedKeyFault(owner: key.owner, fault: fault))
    }
  }

  /// What is to be said of the key that was prepared for an owner's next root: whoever approves that root approves its key.
  func preparedWords(of owner: AuthorityOwner) throws(CAError) -> String {
    guard try isIssued(), let prepared = try read({ try $0.preparedKey(of: owner) }) else { return "" }
    return Self.words(prepared.place, prepared.identifier)
  }

  /// The key outside of the home with which a root of a draft was issued.
  static func preparedWords(of root: Authority) -> String? {
    guard case .outside(let place) = root.keyPlace else { return nil }
    return "\(root.name) g\(root.generation)\(words(place, root.keyIdentifier))"
  }

  private static func words(_ place: SignerPlace, _ identifier: String?) -> String {
    ", its key is \(KeyPlace.outside(place).words), \(identifier.map { "SHA-256 \($0)" } ?? "which is still to be made there")"
  }

  /// Fails now, before anything is changed, if a key that will be needed cannot be reached.
  func requireSigners(of authorities: [Authority]) throws(CAError) {
    for authority in authorities {
      if case .outside = authority.keyPlace { _ = try signer(of: authority) }
    }
  }
}

extension PublicKey {
  /// The identifier under which the home knows a key; see ``Certificate/keyIdentifier``.
  func identifier() throws(CAError) -> String {
    sha256Hex(try wrapping(CAError.x509, SubjectPublicKeyInfo(components)).der)
  }
}
