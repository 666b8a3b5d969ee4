public import Cryptography
import Federation
public import Signers
import X509

/// A key that was destroyed in its token.
public struct DestroyedKey: Sendable {
  public let place: SignerPlace
  public let publicKey: PublicKey
  /// The SHA-256 of its SubjectPublicKeyInfo.
  public let fingerprint: String
  /// The authority that had it; nil for one that no authority had.
  public let authority: String?
}

extension OpenHome {
  /// Destroys a key of this home in its token, after no authority has it any more. The log says that it was asked for, and
  /// then that it is done: a command that fails in between can be given again.
  ///
  /// - Parameter confirm: Called with the key before anything happens; an error that it throws stops the command.
  public func destroyKey(
    at given: TokenURI, confirm: (DestroyedKey) throws(CAError) -> Void
  ) throws(CAError) -> DestroyedKey {
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    return try locked { () throws(CAError) in
      let uri = try wrapping(CAError.signer, home.signers.address(of: given))
      let place = SignerPlace.token(uri)
      let publicKey = try wrapping(CAError.signer, home.signers.provenKey(at: place))
      let identifier = try publicKey.identifier()
      let rows = try read { try $0.outsideKeys() }.filter { Self.isOf($0, identifier, uri) }
      let former = try read { try $0.authority(everWith: identifier) }
      if let user = try authorities().present.first(where: { $0.keyIdentifier == identifier }) {
        throw .refused(.key(.inUse(authority: user.name, place: place.words)))
      }
      guard former != nil || !rows.isEmpty else { throw .refused(.key(.stranger(place: place.words))) }
      let key = DestroyedKey(place: place, publicKey: publicKey, fingerprint: identifier, authority: former)
      try confirm(key)
      let subject = former ?? rows.first.map { "\($0.owner)/root" } ?? ""
      try write { writer in
        for row in rows { try writer.removeOutsideKey(at: row.place) }
        try writer.append(.destroyedKey, subject, "asked for: SHA-256 \(identifier), at \(place)", at: now)
      }
      try wrapping(CAError.signer, home.signers.destroyKey(at: uri))
      try write { try $0.append(.destroyedKey, subject, "done: SHA-256 \(identifier), at \(place)", at: now) }
      return key
    }
  }

  private static func isOf(_ row: OutsideKey, _ identifier: String, _ uri: TokenURI) -> Bool {
    if row.identifier == identifier { return true }
    guard row.state == .making, case .token(let made) = row.place else { return false }
    return made.id != nil && made.id == uri.id && made.tokenAlone == uri.tokenAlone
  }
}
