public import Diagnostics
import Files
public import SystemPackage
import X509

/// The log's checkpoints: every command that writes signs one and writes it beside federation.yaml, where git keeps it.
/// A home that is older than its checkpoint is noticed by that.
extension OpenHome {
  public var checkpointPath: FilePath { home.checkpointPath }

  /// The last checkpoint, as a signed note, and the key that verifies it.
  ///
  /// - Throws: ``CheckpointFault/none`` if an older version wrote the log.
  public func checkpoint() throws(CAError) -> (note: String, key: NoteKey, entries: Int64) {
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    return try read { reader in
      guard let home = try reader.home(), let stored = try reader.checkpoint() else {
        throw CAError.checkpoint(.none)
      }
      return (stored.note, try stored.verifier(home: home.name), stored.tree.count)
    }
  }

  /// Verifies the log against a checkpoint that was kept elsewhere, or against all that a folder contains.
  ///
  /// - Parameter key: The key of the log, from elsewhere; nil for the one in the database.
  /// - Returns: The files, and how many entries each counts.
  /// - Throws: ``CheckpointFault`` for the first that does not vouch for the log.
  public func verifyLog(against path: FilePath, key: NoteKey? = nil) throws(CAError) -> [(file: String, entries: Int64)]
  {
    var files = [path]
    let isFolder = FileSystem.isFolder(path)
    if isFolder {
      let names = try wrapping(CAError.files, FileSystem.names(in: path)).filter { $0.hasSuffix(".checkpoint") }
      guard !names.isEmpty else { throw .checkpoint(.noFiles(path)) }
      files = names.sorted().map { path.appending($0) }
    }
    var counts: [(file: String, entries: Int64)] = []
    for file in files {
      let octets = try wrapping(
        CAError.files, FileSystem.read(file, limit: SignedNote.largest, onlyRegular: isFolder))
      let verdict = try read { try judge(octets, file, key, $0) }
      switch verdict {
      case .holds(let entries): counts.append((file.string, entries))
      case .lost(let entries): throw .checkpoint(.lost(entries))
      }
    }
    return counts
  }

  enum CheckpointVerdict {
    case holds(Int64)
    case lost(LostEntries)
  }

  /// Refuses to write on a log that is not the one that its checkpoint beside federation.yaml counted.
  ///
  /// - Throws: ``CheckpointFault``
  func requireCheckpoint(_ reader: any StoreReading) throws {
    guard !isAcceptingLoss else { return }
    try requireCheckpoint(reader, try checkpointFile())
  }

  private func requireCheckpoint(_ reader: any StoreReading, _ file: CheckpointFile) throws {
    guard let octets = file.octets else {
      guard let stored = try reader.checkpoint(), try !isFirst(stored, reader) else { return }
      throw CAError.checkpoint(.gone(checkpointPath, entries: try reader.lastLogEntry()))
    }
    // The usual case costs one comparison.
    if let note = try reader.checkpoint()?.note, Array(note.utf8) == octets { return }
    guard case .lost(let entries) = try judge(octets, checkpointPath, nil, reader) else { return }
    throw CAError.checkpoint(.behind(entries))
  }

  private func checkpointFile() throws(CAError) -> CheckpointFile {
    guard FileSystem.exists(checkpointPath) else { return CheckpointFile(octets: nil) }
    return CheckpointFile(
      octets: try wrapping(
        CAError.files, FileSystem.read(checkpointPath, limit: SignedNote.largest, onlyRegular: true)))
  }

  /// Reads the file before the database is opened: who writes changes the file last, so that every state that is read then
  /// has what it counts.
  func openCheckpoint() throws(CAError) {
    _ = try part(\.openedCheckpoint) { () throws(CAError) in try checkpointFile() }
  }

  /// Compares a state of the database with its checkpoint, for whoever reads it.
  func noteCheckpoint(_ reader: any StoreReading) throws {
    guard let file = openedCheckpoint else { return }
    do {
      try requireCheckpoint(reader, file)
      knownCheckpointFault = nil
    } catch CAError.checkpoint(let fault) {
      knownCheckpointFault = fault
      if !isTold { tell?(fault.warning) }
      isTold = true
    }
  }

  /// Why the database is not the one that its checkpoint counted, as far as that can be told; nil if it is.
  func checkpointFault() throws(CAError) -> CheckpointFault? {
    guard try isIssued() else { return nil }
    return knownCheckpointFault
  }

  /// Refuses what ``write(isArriving:_:)`` would refuse: for a command that changes files or a token before it writes.
  func requireWritable() throws(CAError) {
    try read { reader in
      try requireCheckpoint(reader)
      try requirePresent(reader)
    }
  }

  /// Whether the home has signed its log once only, so that its file may never have been written: the command may have
  /// been killed in between. Every later transaction comes after that file.
  private func isFirst(_ stored: StoredCheckpoint, _ reader: any StoreReading) throws -> Bool {
    let last = try reader.log(after: stored.tree.count - 1)
    guard last.count == 1, let entry = last.first else { return false }
    return entry.action == LogEntry.Action.madeLogKey.rawValue || entry.number == 1
  }

  /// Refuses a log whose checkpoint beside federation.yaml is missing.
  public func requireCheckpoint() throws(CAError) {
    do throws(CAError) {
      try read { try requireCheckpoint($0) }
    } catch .checkpoint(.gone(let path, let entries)) {
      throw .checkpoint(.gone(path, entries: entries))
    } catch .checkpoint {
      // Verifying against the file says what is wrong with it.
    }
  }

  /// What a result says of a home to which no command would write, because of its checkpoint.
  public func checkpointNotes() throws(CAError) -> [Diagnostic] { try checkpointFault().map { [$0.warning] } ?? [] }

  private func judge(
    _ octets: [UInt8], _ path: FilePath, _ given: NoteKey?, _ reader: any StoreReading
  ) throws -> CheckpointVerdict {
    func unreadable(_ detail: String) -> CAError { .checkpoint(.unreadable(path, detail: detail)) }
    let note: SignedNote
    do throws(SignedNote.Fault) { note = try SignedNote(octets) } catch { throw unreadable(error.words) }
    guard let checkpoint = Checkpoint(text: note.text) else {
      throw unreadable("its text is not a name, a number of entries and a hash, each on a line")
    }
    let name = try reader.home()?.name ?? ""
    let own = Checkpoint.origin(ofHome: name)
    guard checkpoint.origin == own else {
      throw CAError.checkpoint(.foreign(path, origin: checkpoint.origin, own: own))
    }
    guard let key = try given ?? reader.checkpoint()?.verifier(home: name) else {
      throw CAError.checkpoint(.unknownKey(path))
    }
    switch note.verdict(with: key) {
    case .signed: break
    case .unknownKey: throw CAError.checkpoint(.unknownKey(path))
    case .forged: throw CAError.checkpoint(.forged(path))
    }
    let entries = try reader.log()
    var tree = MerklePeaks()
    for entry in entries.prefix(Int(clamping: checkpoint.entries)) { tree.append(entry.hashed) }
    if tree.count == checkpoint.entries, tree.root == checkpoint.root { return .holds(checkpoint.entries) }
    return .lost(
      LostEntries(
        path: path, counted: checkpoint.entries, root: Base64.encode(checkpoint.root), present: Int64(entries.count)))
  }

  /// Signs the log as it is at the end of a transaction.
  ///
  /// - Parameter isFirst: Whether the home is older than its log key, which is logged then.
  func signLog(_ sealer: Sealer, isFirst: Bool, _ writer: any StoreWriting) throws -> String? {
    guard let home = try writer.reader.home() else { return nil }
    let stored = try writer.reader.checkpoint()
    let key = try stored.map { try LogKey.open($0, sealer, home: home.name) } ?? LogKey.fresh(sealer, home: home.name)
    if isFirst {
      try writer.append(.madeLogKey, folder.string, "checkpoints verify with \(key.verifier.text)", at: now)
    }
    var tree = stored?.tree ?? MerklePeaks()
    let added = try writer.reader.log(after: tree.count)
    guard stored == nil || !added.isEmpty else { return stored?.note }
    for entry in added { tree.append(entry.hashed) }
    let note = try SignedNote(
      signing: Checkpoint(home: home.name, tree: tree).text, with: key.key, as: key.verifier)
    try writer.setCheckpoint(
      StoredCheckpoint(
        sealedKey: key.sealed, publicKey: key.publicOctets, tree: tree, note: note.description))
    return note.description
  }

  /// Writes what belongs beside a database that was changed.
  func writeBesideDatabase(_ key: HomeKey, _ checkpoint: String?) throws(CAError) {
    try pin(key)
    try writeCheckpoint(checkpoint)
  }

  /// Says that a change is made whose checkpoint could not be written, and lets the command go on: what it still has to
  /// do may save the only copy of a key. The next change, of this command or another, writes the file first.
  ///
  /// - Throws: The error, where nobody is told.
  func sayLate(_ error: CAError) throws(CAError) {
    guard let tell else { throw error }
    isCheckpointLate = true
    tell(
      Diagnostic(
        "MT-LOG-10", .warning, what: "the change is made, but its checkpoint is not written beside it",
        why: "\(error.diagnostic.what): \(error.diagnostic.why)",
        next: "remove the cause; the next command that writes writes this file first"))
  }

  /// Writes the checkpoint beside federation.yaml, after the transaction that signed it.
  func writeCheckpoint(_ note: String?) throws(CAError) {
    guard let note else { return }
    let octets = Array(note.utf8)
    if FileSystem.exists(checkpointPath) {
      let present = try wrapping(
        CAError.files, FileSystem.read(checkpointPath, limit: SignedNote.largest, onlyRegular: true))
      guard present != octets else { return }
    }
    try wrapping(CAError.files, FileSystem.write(octets, to: checkpointPath, permissions: .shared))
  }

  /// Writes the checkpoint that a command which was killed after its transaction did not; the database has it already.
  /// A file that is not older than the log stays as it is, and one that is missing stays away, for
  /// ``requireCheckpoint(_:)`` to refuse.
  func finishCheckpoint() throws(CAError) {
    guard try isIssued(), try checkpointFault() == nil else { return }
    try writeStoredCheckpoint()
  }

  /// Writes the checkpoint that the database has.
  func writeStoredCheckpoint() throws(CAError) { try writeCheckpoint(try read { try $0.checkpoint()?.note }) }
}
