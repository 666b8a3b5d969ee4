import Cryptography
import Federation
public import Signers
import X509

/// A key that was destroyed in its token.
public struct DestroyedKey: Sendable {
  public let place: SignerPlace
  /// The SHA-256 of its SubjectPublicKeyInfo.
  public let fingerprint: String
  /// The authority that had it; nil for one that no authority had.
  public let authority: String?
}

extension OpenHome {
  /// Destroys a key of this home in its token, after no authority has it any more. The log says that it was asked for, and
  /// then, when the home forgets the key, that it is done: a command that fails in between can be given again, also if the
  /// private half is gone by then.
  ///
  /// - Parameter confirm: Called with the key before anything happens; an error that it throws stops the command.
  public func destroyKey(
    at given: TokenURI, confirm: (DestroyedKey) throws(CAError) -> Void
  ) throws(CAError) -> DestroyedKey {
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    return try locked { () throws(CAError) in
      let found = try keyToDestroy(at: given)
      let (uri, identifier, place) = (found.uri, found.identifier, SignerPlace.token(found.uri))
      let rows = try read { try $0.outsideKeys() }.filter { Self.isOf($0, identifier, uri) }
      let former = try read { try $0.authority(everWith: identifier) }
      if let user = try authorities().present.first(where: { $0.keyIdentifier == identifier }) {
        throw .refused(.key(.inUse(authority: user.name, place: place.words)))
      }
      guard former != nil || !rows.isEmpty || found.asked != nil else {
        throw .refused(.key(.stranger(place: place.words)))
      }
      let key = DestroyedKey(place: place, fingerprint: identifier, authority: former)
      try confirm(key)
      let subject = former ?? rows.first.map { "\($0.owner)/root" } ?? found.asked?.subject ?? ""
      let entry = Destruction(identifier: identifier, place: place)
      try write { try $0.append(.destroyedKey, subject, entry.asked, at: now) }
      try wrapping(CAError.signer) { () throws(SignerFault) in
        // The one that was shown: while somebody is asked, another may have come under its label.
        if let key = found.key { try key.destroy() } else { try home.signers.destroyRest(of: identifier, at: uri) }
      }
      try write { writer in
        for row in rows { try writer.removeOutsideKey(at: row.place) }
        try writer.append(.destroyedKey, subject, entry.done, at: now)
      }
      return key
    }
  }

  /// A key that is to be destroyed, and the entry of the log that asked for it and has no end.
  private struct Found {
    let uri: TokenURI
    let identifier: String
    /// Nil if its private half is gone.
    var key: FoundKey?
    let asked: LogEntry?
  }

  /// The key at an address; if its private half is gone, the one whose destruction was begun there.
  private func keyToDestroy(at given: TokenURI) throws(CAError) -> Found {
    let address = try wrapping(CAError.signer, home.signers.address(of: given))
    let begun = try begunDestructions()
    let key: FoundKey
    do throws(SignerFault) {
      key = try home.signers.foundKey(at: address)
    } catch .token(.noKey(let missing)) {
      let here = begun.values.filter { $0.uri.isFound(by: address) }
      guard let only = here.first, here.count == 1 else { throw .signer(.token(.noKey(missing))) }
      return only
    } catch {
      throw .signer(error)
    }
    let identifier = try key.publicKey.identifier()
    return Found(uri: key.address, identifier: identifier, key: key, asked: begun[identifier]?.asked)
  }

  /// The destructions that the log does not say to be done, by the key's identifier.
  private func begunDestructions() throws(CAError) -> [String: Found] {
    var begun: [String: Found] = [:]
    for entry in try read({ try $0.verifiedLog() }) where entry.action == LogEntry.Action.destroyedKey.rawValue {
      guard let destruction = Destruction(entry.details), case .token(let uri) = destruction.place else { continue }
      let isDone = entry.details == destruction.done
      begun[destruction.identifier] = isDone ? nil : Found(uri: uri, identifier: destruction.identifier, asked: entry)
    }
    return begun
  }

  private static func isOf(_ row: OutsideKey, _ identifier: String, _ uri: TokenURI) -> Bool {
    if row.identifier == identifier { return true }
    guard row.state == .making, case .token(let made) = row.place else { return false }
    return made.id != nil && made.id == uri.id && made.tokenAlone == uri.tokenAlone
  }
}

/// What the log says of a key that is destroyed.
private struct Destruction {
  let identifier: String
  let place: SignerPlace

  private static let (beginning, end) = ("asked for: ", "done: ")

  var asked: String { Self.beginning + words }
  var done: String { Self.end + words }

  private var words: String { "SHA-256 \(identifier), at \(place)" }

  init(identifier: String, place: SignerPlace) {
    self.identifier = identifier
    self.place = place
  }

  init?(_ details: String) {
    guard let start = [Self.beginning, Self.end].first(where: { details.hasPrefix($0) }) else { return nil }
    let parts = details.dropFirst(start.count).split(separator: ", at ", maxSplits: 1)
    guard parts.count == 2, parts[0].hasPrefix("SHA-256 "), let place = SignerPlace(stored: String(parts[1])) else {
      return nil
    }
    self.init(identifier: String(parts[0].dropFirst("SHA-256 ".count)), place: place)
  }
}
