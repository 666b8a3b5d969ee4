import Cryptography
import Diagnostics
import Files
import Signers

/// What opens the home's keys, each time once.
extension OpenHome {
  /// The sealer of an existing home.
  ///
  /// - Parameter isAsking: Whether somebody may be asked for the passphrase.
  func sealer(asking isAsking: Bool = true) throws(CAError) -> Sealer {
    if let knownSealer { return knownSealer }
    guard usesSecret else { throw .passphraseNeeded }
    guard let row = try read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
    return try sealer(of: row, asking: isAsking)
  }

  /// The sealer of a home with this first row.
  func sealer(of row: HomeRow, asking isAsking: Bool = true) throws(CAError) -> Sealer {
    try part(\.sealer) { () throws(CAError) in
      // `home seal rewrap` was killed, or is running, between its transaction and its last rename.
      if row.hasKeyFile, FileSystem.exists(nextSealingKeyPath),
        let sealer = try? Sealer(opening: row, secret: home.secret, keyFile: nextSealingKeyPath, derived: home.derived)
      {
        return sealer
      }
      do throws(CAError) {
        return try Sealer(
          opening: row, secret: home.secret, keyFile: sealingKeyPath, signers: home.signers, derived: home.derived)
      } catch .passphraseNeeded {
        guard isAsking, let given = home.passphrase?() else { throw .passphraseNeeded }
        let sealer = try Sealer(
          opening: row, secret: .passphrase(given), keyFile: sealingKeyPath, derived: home.derived)
        // Somebody typed it after what was left over had been looked for.
        if isChanging, !row.hasKeyFile { try removeKeyFiles(of: row) }
        return sealer
      }
    }
  }

  /// Nil if the home needs a passphrase or a token and none was given.
  func sealerIfPossible() throws(CAError) -> Sealer? {
    do {
      return try sealer(asking: false)
    } catch .passphraseNeeded {
      return nil
    } catch .signer(let fault) where fault.isAbsence {
      return nil
    }
  }

  /// The same for who may look without the home's secret: a reader's copy has no sealing key either.
  func sealerIfAtHand() throws(CAError) -> Sealer? {
    do {
      return try sealerIfPossible()
    } catch .sealingKeyMissing {
      return nil
    }
  }

  /// The sealer of the home, whose database gets its first row if it has none.
  ///
  /// The key file is written before the row: after a kill in between, the next run uses that key.
  ///
  /// - Parameter replacing: whether a new home may take the place of one whose database was lost.
  /// - Throws: ``CAError/refused(_:)`` if the folder shows that there was a database.
  func sealerCreatingIfNeeded(replacing: Bool = false) throws(CAError) -> Sealer {
    // A database with rows and without the first one is refused here.
    if try isIssued() { return try sealer() }
    if !replacing { try refuseLostDatabase() }
    _ = try store(creating: true)
    // Before anything is removed: whoever made that file may have put rows into it.
    try store().read { try $0.requireUnused() }
    if replacing {
      // Git has both; they belong to a database that is lost. After a kill in between, the same command goes on.
      try wrapping(CAError.files, FileSystem.remove(homeKeyPath))
      try wrapping(CAError.files, FileSystem.remove(checkpointPath))
    }
    return try firstSealer()
  }

  /// Uses a sealer before the first row is written with it, or after another was.
  func use(_ sealer: Sealer) { knownSealer = sealer }

  /// The private key of an authority, for those that may leave the home.
  func key(of authority: Authority) throws(CAError) -> PrivateKey {
    if case .outside(let place) = authority.keyPlace {
      throw .keyOutside(authority: authority.name, place: place.words)
    }
    let identifier = authority.keyIdentifier
    guard let sealed = try read({ try $0.sealedKey(identifier) }) else { throw .noKey(authority: authority.name) }
    return try sealer().open(sealed, identifier: identifier)
  }
}
