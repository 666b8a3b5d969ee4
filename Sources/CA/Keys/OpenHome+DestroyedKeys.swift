import Cryptography
import Diagnostics
import Federation
public import Signers
import X509

/// A key that was destroyed in its token, or given up.
public struct DestroyedKey: Sendable {
  public let place: SignerPlace
  /// The SHA-256 of its SubjectPublicKeyInfo; nil for one that was still to be made, and was given up.
  public let fingerprint: String?
  /// The authority that had it; nil for one that no authority had.
  public let authority: String?
  /// Why the key was not reached, so that the home only forgets it; nil for one that is destroyed.
  public let givenUp: String?
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
    return try locked { () throws(CAError) -> DestroyedKey in
      try destroy(try keyToDestroy(at: given), confirm: confirm)
    }
  }

  /// Destroys the key that is prepared, or is being made, for a root that is not issued yet. Where it is out of reach, the
  /// home forgets it, so that the root gets another key: the log says that it may still be where it was.
  ///
  /// - Parameters:
  ///   - name: `MESH/root` or `shared/root`.
  ///   - confirm: As in ``destroyKey(at:confirm:)``.
  public func destroyPreparedKey(
    of name: String, confirm: (DestroyedKey) throws(CAError) -> Void
  ) throws(CAError) -> DestroyedKey {
    try requireDescription()
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    return try locked { () throws(CAError) -> DestroyedKey in
      let owner = try ownerOfRoot(name)
      let rows = try waitingKeys(of: owner)
      var away: DestroyedKey?
      for row in rows {
        switch try reach(row) {
        case .found(let found): return try destroy(found, confirm: confirm)
        case .away(let reason):
          away = away ?? DestroyedKey(place: row.place, fingerprint: row.identifier, authority: nil, givenUp: reason)
        }
      }
      guard let key = away else { throw .refused(.key(.nothingPrepared(owner: owner))) }
      try confirm(key)
      try write { writer in
        for row in rows {
          try writer.removeOutsideKey(at: row.place)
          try writer.append(.gaveUpKey, "\(owner)/root", Destruction.givingUp(row, .unreached), at: now)
        }
      }
      return key
    }
  }

  /// What waits for the next root of an owner: no authority has had it.
  private func waitingKeys(of owner: AuthorityOwner) throws(CAError) -> [OutsideKey] {
    try read { reader in
      var waiting: [OutsideKey] = []
      for row in try reader.outsideKeys() where row.owner == owner {
        if let identifier = row.identifier, try reader.authority(everWith: identifier) != nil { continue }
        waiting.append(row)
      }
      return waiting
    }
  }

  /// Whether the key of a row can be destroyed.
  private enum Reach {
    case found(Found)
    /// Why not.
    case away(String)
  }

  private func reach(_ row: OutsideKey) throws(CAError) -> Reach {
    guard case .token(let uri) = row.place else { return .away("only the service behind a signer destroys its keys") }
    do throws(CAError) {
      let found = try keyToDestroy(at: uri)
      if let identifier = row.identifier, identifier != found.identifier {
        return .away("\(row.place.words) has another key there")
      }
      return .found(found)
    } catch {
      // What a wrong PIN or a token that is too slow hides may be there all the same.
      guard case .signer(let fault) = error, fault.exitStatus != .secret, fault.isAbsence || fault.isOfMissingKey else {
        throw error
      }
      return .away(fault.diagnostic.what.description)
    }
  }

  private func destroy(
    _ found: Found, confirm: (DestroyedKey) throws(CAError) -> Void
  ) throws(CAError) -> DestroyedKey {
    let (uri, identifier, place) = (found.uri, found.identifier, SignerPlace.token(found.uri))
    let rows = try read { try $0.outsideKeys() }.filter { Self.isOf($0, identifier, uri) }
    let former = try read { try $0.authority(everWith: identifier) }
    if let user = try authorities().present.first(where: { $0.keyIdentifier == identifier }) {
      throw .refused(.key(.inUse(authority: user.name, place: place.words)))
    }
    guard former != nil || !rows.isEmpty || found.asked != nil else {
      throw .refused(.key(.stranger(place: place.words)))
    }
    let key = DestroyedKey(place: place, fingerprint: identifier, authority: former, givenUp: nil)
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

  /// The destructions that the log does not say to be done, by the key's identifier. One that was given up and then attached
  /// again is as any other.
  private func begunDestructions() throws(CAError) -> [String: Found] {
    var begun: [String: Found] = [:]
    let actions = [LogEntry.Action.destroyedKey, .gaveUpKey, .attachedKey].map(\.rawValue)
    for entry in try read({ try $0.verifiedLog() }) where actions.contains(entry.action) {
      if entry.action == LogEntry.Action.attachedKey.rawValue {
        if let identifier = Destruction.attached(entry.details) { begun[identifier] = nil }
        continue
      }
      guard let destruction = Destruction(entry.details), case .token(let uri) = destruction.place else { continue }
      let isDone = entry.details == destruction.done
      begun[destruction.identifier] = isDone ? nil : Found(uri: uri, identifier: destruction.identifier, asked: entry)
    }
    return begun
  }

  /// Whether a row is of a key: by its identifier, or by the address that it was asked for with.
  static func isOf(_ row: OutsideKey, _ identifier: String, _ uri: TokenURI?) -> Bool {
    if row.identifier == identifier { return true }
    guard let uri, row.state == .making, case .token(let made) = row.place else { return false }
    return made.id != nil && made.id == uri.id && made.tokenAlone == uri.tokenAlone
  }
}

/// What the log says of a key that is destroyed, or given up.
struct Destruction {
  let identifier: String
  let place: SignerPlace

  private static let (beginning, end, givenUp) = ("asked for: ", "done: ", "given up: ")

  /// Why the home forgets a key, behind its place.
  enum Reason: String, CaseIterable {
    case unreached = ", which was not reached and may have it still"
    case replaced = ", which may have it still; another one is prepared"
  }

  var asked: String { Self.beginning + words }
  var done: String { Self.end + words }

  private var words: String { "SHA-256 \(identifier), at \(place)" }

  init(identifier: String, place: SignerPlace) {
    self.identifier = identifier
    self.place = place
  }

  /// What the log says of a key that the home forgets. Whoever finds it later destroys it by its address.
  static func givingUp(_ key: OutsideKey, _ reason: Reason) -> String {
    "\(givenUp)\(key.identifier.map { "SHA-256 \($0), " } ?? "")at \(key.place)\(reason.rawValue)"
  }

  /// The identifier of the key that an entry says to be attached.
  static func attached(_ details: String) -> String? {
    details.split(separator: ", ").first { $0.hasPrefix("SHA-256 ") }.map { String($0.dropFirst("SHA-256 ".count)) }
  }

  init?(_ details: String) {
    guard let start = [Self.beginning, Self.end, Self.givenUp].first(where: { details.hasPrefix($0) }) else {
      return nil
    }
    var words = details.dropFirst(start.count)
    if let reason = Reason.allCases.first(where: { words.hasSuffix($0.rawValue) }) {
      words.removeLast(reason.rawValue.count)
    }
    let parts = words.split(separator: ", at ", maxSplits: 1)
    guard parts.count == 2, parts[0].hasPrefix("SHA-256 "), let place = SignerPlace(stored: String(parts[1])) else {
      return nil
    }
    self.init(identifier: String(parts[0].dropFirst("SHA-256 ".count)), place: place)
  }
}
