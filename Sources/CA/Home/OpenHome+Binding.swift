import Cryptography
import Diagnostics
import Files
import Signers
import SystemPackage

/// Everything in the database on which trust rests is signed by the home's key, in the transaction that changes it.
extension OpenHome {
  /// Checks the database against the pinned key, once for each state of it.
  func checkBinding(_ reader: any StoreReading) throws {
    let version = try reader.stateVersion()
    guard checkedState != version else { return }
    try check(reader)
    if !hasNoRow { try noteCheckpoint(reader) }
    checkedState = version
  }

  func check(_ reader: any StoreReading) throws {
    guard let home = try reader.home() else {
      try reader.requireUnused()
      hasNoRow = true
      return
    }
    hasNoRow = false
    reader.expectUsual()
    let pin = try HomeKeyFile(path: homeKeyPath)
    guard let binding = try reader.binding() else {
      // A home of 0.1.0; the next command that writes binds it.
      if pin != nil { throw CAError.binding(.unsigned(pin: homeKeyPath)) }
      if try saysThatItSigns(home) { throw CAError.binding(.erased) }
      return try reader.checkNumbers()
    }
    let key = try pin?.key ?? keyWithoutPin(home, binding)
    guard let scope = StateScope(text: binding.scope) else { throw CAError.binding(.changed) }
    if let table = try reader.touchedTable(beyond: scope) { throw CAError.binding(.uncovered(table: table)) }
    let present = try reader.presentScope()
    let isKnown = scope.tables.allSatisfy { table in
      present.tables.contains { $0.name == table.name && Set($0.columns).isSuperset(of: table.columns) }
    }
    guard isKnown,
      key.isValidSignature(binding.signature, for: try reader.statement(scope).octets, using: .ed25519)
    else { throw CAError.binding(.changed) }
  }

  /// Begins a new home where the database was lost: there is none, or one without a row.
  public func startAnew() { isStartingAnew = true }

  /// Refuses a database that was emptied: `home.pub` is written after the first row, so that there was one.
  func refuseEmptied() throws(CAError) {
    guard hasNoRow, !isStartingAnew, FileSystem.exists(homeKeyPath) else { return }
    throw .refused(.description(.foreignOutput(folder: homeKeyPath)))
  }

  /// Whether the wrapping of the data key says that the home signs its database. Only the home's secret can tell;
  /// without it the answer is no.
  private func saysThatItSigns(_ home: HomeRow) throws(CAError) -> Bool {
    do {
      return try sealer(of: home, asking: false).isMarked
    } catch .passphraseNeeded {
      return false
    } catch .sealingKeyMissing {
      return false
    } catch .signer(let fault) where fault.isAbsence {
      return false
    }
  }

  /// Makes the data key say that the home signs its database, for a home that did not until now.
  ///
  /// - Returns: The sealer of the new wrapping; nil if nothing was to be done.
  func mark(_ sealer: Sealer, _ writer: any StoreWriting) throws -> Sealer? {
    guard let row = try writer.reader.home(), let marked = try sealer.marking(row) else { return nil }
    try writer.setHome(marked.row, at: now)
    return marked.sealer
  }

  /// The key as the home's secret has sealed it, for a home whose `home.pub` is missing.
  private func keyWithoutPin(_ home: HomeRow, _ binding: StoredBinding) throws(CAError) -> PublicKey {
    do {
      return try HomeKey.open(binding, try sealer(of: home)).key.publicKey
    } catch .passphraseNeeded {
      throw .binding(.noPin(homeKeyPath))
    } catch .signer(let fault) where fault.isAbsence {
      throw .binding(.noPin(homeKeyPath))
    }
  }

  /// The key that signs what is written now; a new one for a new home, and for one of 0.1.0.
  func homeKey() throws(CAError) -> HomeKey {
    if let known = knownKey { return known }
    let sealer = try sealer()
    let key: HomeKey
    if let binding = try store().read({ try $0.binding() }) {
      key = try HomeKey.open(binding, sealer)
      if let pin = try HomeKeyFile(path: homeKeyPath), pin.key != key.key.publicKey {
        throw .binding(.otherPin(homeKeyPath))
      }
    } else {
      guard !sealer.isMarked else { throw .binding(.erased) }
      key = try HomeKey.fresh(sealer)
    }
    knownKey = key
    return key
  }

  /// Writes `home.pub` where it is missing: the transaction with the first signature comes first, so that a kill in
  /// between leaves nothing that looks like tampering.
  func pin(_ key: HomeKey) throws(CAError) {
    guard try HomeKeyFile(path: homeKeyPath) == nil else { return }
    try HomeKeyFile(key.key.publicKey).write(to: homeKeyPath)
  }

  /// Binds a home of 0.1.0, and writes `home.pub` where a killed command did not; without the secret it does neither.
  func finishBinding() throws(CAError) {
    guard try isIssued() else { return }
    let isBound = try read { try $0.binding() } != nil
    guard !isBound || !FileSystem.exists(homeKeyPath), try sealerIfPossible() != nil else { return }
    if isBound { try pin(try homeKey()) } else { try write { _ in } }
  }

  /// What is to be said about a home that is not bound yet.
  func bindingNotes() throws(CAError) -> [Diagnostic] {
    guard try isIssued(), try read({ try $0.binding() }) == nil else { return [] }
    return [
      Diagnostic(
        "MT-HOME-90", .note, what: "the database is not signed yet", why: "an older version wrote it",
        next: "the next command that writes signs it, and makes `\(homeKeyPath)`, which belongs into git")
    ]
  }
}
