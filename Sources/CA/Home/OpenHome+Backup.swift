public import Cryptography
public import Diagnostics
import Files
import Signers
public import SystemPackage

extension OpenHome {
  /// Writes the whole home with its sealing key into one encrypted file, so that a lost sealing key does not lose every
  /// authority. It omits the folders under `out/`, which can be rendered again.
  ///
  /// - Returns: The names of the files in it.
  @discardableResult
  public func backUp(to path: FilePath, passphrase: SecretBytes) throws(CAError) -> [String] {
    guard !FileSystem.exists(path) else { throw .exists(path: path) }
    try Home.requireForeign(path)
    return try locked { () throws(CAError) in
      // A backup whose keys cannot be decrypted would be useless.
      _ = try sealer()
      var parts = [
        Backup.Part(
          name: "federation.yaml",
          content: SecretBytes(
            copying: try wrapping(CAError.files, FileSystem.read(federationPath, onlyRegular: true))))
      ]
      if FileSystem.exists(sealingKeyPath) {
        parts.append(
          Backup.Part(
            name: "sealing.key",
            content: try wrapping(CAError.files, FileSystem.readSecret(sealingKeyPath, onlyRegular: true))))
      }
      if FileSystem.exists(homeKeyPath) {
        parts.append(
          Backup.Part(
            name: "home.pub",
            content: SecretBytes(
              copying: try wrapping(CAError.files, FileSystem.read(homeKeyPath, onlyRegular: true)))))
      }
      parts.append(try store().snapshot())
      let sealed = try Backup.seal(parts, passphrase: passphrase)
      try wrapping(CAError.files, FileSystem.create(.plain(sealed), at: path))
      // Not before: the log never claims a backup that failed.
      try write { try $0.append(.backedUp, folder.string, "to a file", at: now) }
      return parts.map(\.name)
    }
  }

  /// What a backup does not have, because it never leaves its place: the keys of roots, and what opens the home, if that
  /// is neither a file in the backup nor a passphrase, which wraps the data key in the database.
  ///
  /// - Parameter files: The names of the files in the backup.
  public func keysLeftOut(of files: [String]) throws(CAError) -> [Diagnostic] {
    let (outside, slots) = try read { (try $0.outsideKeys(), try $0.home()?.slots ?? []) }
    var missing = outside.filter { $0.state == .ready }.map { key in
      Diagnostic(
        "MT-KEY-72", .note, what: "the backup does not have the key of `\(key.owner)/root` in \(key.place.words)",
        why: "it is at \(key.place), and cannot leave",
        next: "back it up as its vendor says; without it, the root is replaced by a rotation")
    }
    let opensAlone = slots.contains { slot in
      slot.method.kind == .passphrase || slot.method == .keyFile && files.contains("sealing.key")
    }
    guard !opensAlone else { return missing }
    let ways = slots.map { slot in
      if case .token(let token) = slot.method { SignerPlace.token(token.place).words } else { "its `sealing.key`" }
    }
    missing.append(
      Diagnostic(
        "MT-KEY-76", .note,
        what: "the backup does not have what opens the home: \(ways.joined(separator: ", or "))",
        why: "where that is lost, every key in the backup is, too",
        next: "keep it as safe as the backup; or make another one after "
          + "`\(.meshtrust("home", "seal", "add", "--new-passphrase-file", "FILE"))`"))
    return missing
  }
}

extension Home {
  /// Creates a home from a backup, in a folder without one. Existing files that equal those of the backup are accepted:
  /// a clone has its federation.yaml, and a killed restore is run again.
  ///
  /// The database goes where store.yaml or the machine says: into authority.db, or into an empty database of PostgreSQL.
  @discardableResult
  public func restore(from path: FilePath, passphrase: SecretBytes) throws(CAError) -> RestoredLog {
    let place = try storePlace()
    let database = AuthorityFile.path(in: folder)
    guard !AuthorityFile.exists(in: folder) else { throw .exists(path: database) }
    let parts = try Backup.open(
      try wrapping(CAError.files, FileSystem.read(path, atMost: Backup.limit)), passphrase: passphrase)
    let isStore = { (part: Backup.Part) in part.name == AuthorityFile.name.string }
    let paths = [
      "federation.yaml": federationPath, "sealing.key": sealingKeyPath, "home.pub": homeKeyPath,
      AuthorityFile.name.string: database,
    ]
    guard parts.allSatisfy({ paths[$0.name] != nil }), parts.contains(where: isStore) else {
      throw .backupUnreadable(detail: "it does not contain all files of a home")
    }
    for part in parts {
      guard let target = paths[part.name], FileSystem.exists(target) else { continue }
      let found = try wrapping(CAError.files, FileSystem.read(target, atMost: Backup.limit, onlyRegular: true))
      guard SecretBytes(copying: found) == part.content else { throw .exists(path: target) }
    }
    try wrapping(CAError.files, FileSystem.makeFolder(folder))
    let lock = try lockFolder(isHome: true)
    defer { withExtendedLifetime(lock) {} }
    guard !AuthorityFile.exists(in: folder) else { throw .exists(path: database) }
    for part in parts where !isStore(part) {
      guard let target = paths[part.name], !FileSystem.exists(target) else { continue }
      try wrapping(CAError.files, FileSystem.create(.secret(part.content), at: target))
    }
    // The database comes last, and the checkpoint of its log before it: if the command is killed before, no home looks
    // complete, and the same command goes on.
    for part in parts where isStore(part) {
      let (content, note) = try read(part)
      // A folder without a checkpoint has nothing to compare the backup with.
      if !FileSystem.exists(checkpointPath) { try open().writeCheckpoint(note) }
      switch place {
      case .file: try wrapping(CAError.files, FileSystem.create(.secret(part.content), at: database))
      case .server(let place): try load(content, into: place)
      }
    }
    do {
      let home = open()
      try home.write(isArriving: true) { try $0.append(.restored, folder.string, "from a backup", at: now) }
      return .continued
    } catch .passphraseNeeded {
      return .unopened
    } catch .signer(let fault) where fault.isAbsence {
      return .unopened
    } catch .checkpoint(let fault) {
      return .behind(fault.diagnostic)
    }
  }
}

extension Home {
  /// What the database of a backup contains, with the migrations that it lacks, and its log's checkpoint: from a file that
  /// is not the home's yet. The home's key has signed it.
  private func read(_ part: Backup.Part) throws(CAError) -> (content: StoreContent, checkpoint: String?) {
    try AuthorityFile.sweep(folder)
    let draft = AuthorityFile.copyPath(in: folder)
    let answer: (StoreContent, String?)
    do throws(CAError) {
      try wrapping(CAError.files, FileSystem.makeFolder(draft))
      try wrapping(CAError.files, FileSystem.create(.secret(part.content), at: AuthorityFile.path(in: draft)))
      let file = try AuthorityFile.open(in: draft, creating: false, clock: clock, origin: origin)
      let home = open()
      answer = try file.read { reader in
        try home.check(reader)
        return (try reader.content(), try reader.checkpoint()?.note)
      }
    } catch {
      try AuthorityFile.sweep(folder)
      throw error
    }
    try AuthorityFile.sweep(folder)
    return answer
  }

  private func load(_ content: StoreContent, into place: StoreAddress) throws(CAError) {
    let home = open()
    let target = home.server(place)
    try target.lock(for: lockTimeout)
    defer { target.unlock() }
    try target.load(content) { try home.check($0) }
    try target.finishLoading()
  }
}

/// What became of the log of a home that was restored.
public enum RestoredLog: Hashable, Sendable {
  /// It has an entry about that.
  case continued
  /// It has none, because that needs the home's own secret.
  case unopened
  /// It has none, because the checkpoint beside it knows of later entries.
  case behind(Diagnostic)
}
