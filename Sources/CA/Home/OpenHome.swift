import Cryptography
import Diagnostics
public import Federation
import Files
import Signers
import Synchronization
public import SystemPackage
public import X509

/// A home that a command has opened.
///
/// federation.yaml is parsed, the database is opened, the authorities are read and the passphrase key is derived at
/// most once, each when a command first needs it. A change through ``write(_:)`` discards what it makes stale.
public final class OpenHome: Sendable {
  public let home: Home
  private let lock: HeldLock?
  /// Whether the home's secret may be used.
  let usesSecret: Bool
  /// Is told what is wrong with the home as a whole, for a command whose result has no place for that.
  let tell: (@Sendable (Diagnostic) -> Void)?
  let parts = Mutex(Parts())
  /// The texts of a description that were parsed, whichever of them is the home's.
  private let parsed = Mutex<[[UInt8]: FederationFile]>([:])

  /// What was opened so far.
  struct Parts {
    var description: [UInt8]?
    var file: FederationFile?
    var federation: ResolvedFederation?
    var place: StorePlace?
    var store: (any AuthorityStore)?
    var authorities: AuthoritySet?
    var sealer: Sealer?
    var isSettled = false
    var finished: [FinishedRemoval] = []
    var unfinished: [UnfinishedRemoval] = []
    var homeKey: HomeKey?
    var checkedState: Int64?
    var openedCheckpoint: CheckpointFile?
    var checkpointFault: CheckpointFault?
    var isTold = false
    var isCheckpointLate = false
    var hasNoRow = false
    var isStartingAnew = false
    var isAcceptingLoss = false
    var isAcceptingOlder = false
    var isChanging = false
    var authorized: Set<GuardedAction> = []
    var carried: [CarriedProposal] = []
  }

  init(
    _ home: Home, lock: HeldLock?, usesSecret: Bool = true, telling tell: (@Sendable (Diagnostic) -> Void)? = nil
  ) {
    self.home = home
    self.lock = lock
    self.usesSecret = usesSecret
    self.tell = tell
  }

  public var folder: FilePath { home.folder }
  public var now: Timestamp { home.now }
  /// The system's time, if now is another one.
  public var systemTime: Timestamp? { home.clock.system }
  public var federationPath: FilePath { home.federationPath }
  public var sealingKeyPath: FilePath { home.sealingKeyPath }
  var nextSealingKeyPath: FilePath { home.nextSealingKeyPath }
  var homeKeyPath: FilePath { home.homeKeyPath }
  var outputFolder: FilePath { home.outputFolder }

  public func outputFolder(of mesh: String) -> FilePath { home.outputFolder(of: mesh) }

  /// Makes a change under the home's lock. A home that was opened for reading takes the lock now, and discards what it
  /// read before, because another command may have written since.
  ///
  /// - Throws: ``CheckpointFault`` for a home that is older than its checkpoint, unless that is accepted.
  public func locked<Value>(
    acceptingLoss isAcceptingLoss: Bool = false, _ body: () throws(CAError) -> Value
  ) throws(CAError) -> Value {
    guard lock == nil else { return try body() }
    let lock = try home.lockFolder(isHome: home.exists)
    defer { withExtendedLifetime(lock) {} }
    parts.withLock { parts in
      let isTold = parts.isTold
      parts = Parts()
      (parts.isTold, parts.isAcceptingLoss) = (isTold, isAcceptingLoss)
    }
    try lockStore()
    defer { unlockStore() }
    try beginChange()
    defer { parts.withLock { $0.isChanging = false } }
    return try body()
  }

  /// Finishes what a command that was stopped has left, whatever federation.yaml this folder has. From then on it must be
  /// the newest one.
  func beginChange() throws(CAError) {
    try finishStopped()
    parts.withLock { parts in
      parts.isChanging = true
      if parts.description != nil { (parts.description, parts.file, parts.federation) = (nil, nil, nil) }
    }
  }

  /// Finishes what a command that was stopped has left, and removes its temporary files.
  ///
  /// An older database, which the home itself signed, says of files in use that nobody needs them. So nothing but
  /// temporary files goes before the database is known to be the newest one; with any other the command ends here.
  func finishStopped() throws(CAError) {
    try removeLeftOvers()
    try finishCheckpoint()
    if let fault = try checkpointFault() {
      guard isAcceptingLoss else { throw .checkpoint(fault) }
      return
    }
    try putAwayOldPlace()
    try removeReplacedFolders()
    try finishBinding()
    try finishRewrap()
    // Where the home went elsewhere, nothing is written before that is taken back.
    if !isAcceptingLoss { try finishRemovals() }
  }

  /// Discards federation.yaml as read, after it was changed.
  func discardDescription() {
    parts.withLock { parts in
      parts.description = nil
      parts.file = nil
      parts.federation = nil
      parts.isSettled = false
    }
  }
}

// MARK: - federation.yaml

extension OpenHome {
  /// The resolved description. Errors name its file, line and column.
  public func federation() throws(CAError) -> ResolvedFederation {
    try part(\.federation) { () throws(CAError) in
      let file = try federationFile()
      return try rooted(resolve(file, file.remoteNames.isEmpty ? [] : try authorities().remotes))
    }
  }

  /// The description as written.
  func federationFile() throws(CAError) -> FederationFile {
    try part(\.file) { () throws(CAError) in
      let octets = try descriptionOctets()
      return try wrapping(CAError.federation, description(in: octets))
    }
  }

  /// What a text of the description says, which is parsed once, also where several are compared.
  func description(in octets: [UInt8]) throws(FederationError) -> FederationFile {
    if let known = parsed.withLock({ $0[octets] }) { return known }
    let file = try FederationFile.read(octets, source: federationPath.string)
    parsed.withLock { $0[octets] = file }
    return file
  }

  /// The description as it is in the file, which is read once: what is approved is what is carried out.
  func descriptionOctets() throws(CAError) -> [UInt8] {
    try part(\.description) { () throws(CAError) in
      try requireDescription()
      let octets = try wrapping(CAError.files, FileSystem.read(federationPath, onlyRegular: true))
      try requireNewest(octets)
      return octets
    }
  }

  /// - Throws: ``CAError/noHome(_:)`` if there is no federation.yaml.
  func requireDescription() throws(CAError) {
    guard try wrapping(CAError.files, FileSystem.isThere(federationPath)) else { throw .noHome(folder) }
  }

  /// Resolves the description with the known remotes.
  func resolve(_ file: FederationFile, _ remotes: [HeldRemote]) throws(CAError) -> ResolvedFederation {
    try wrapping(CAError.federation, ResolvedFederation(file, remotes: remotes.map(\.card.remote)))
  }
}

// MARK: - The store

extension OpenHome {
  /// Where the database is.
  func place() throws(CAError) -> StorePlace {
    try part(\.place) { () throws(CAError) in try home.storePlace() }
  }

  /// Whether the database exists; in PostgreSQL, where its administrator has made it, whether it has its first row.
  var isBegun: Bool {
    get throws(CAError) {
      guard case .file = try place() else { return try hasRow() }
      return try wrapping(CAError.files, FileSystem.isThere(AuthorityFile.path(in: folder)))
    }
  }

  /// Keeps other writers out of a database that other machines reach.
  func lockStore() throws(CAError) {
    guard case .server = try place() else { return }
    try store().lock(for: home.lockTimeout)
  }

  private func unlockStore() {
    parts.withLock { $0.store }?.unlock()
  }

  /// The database.
  ///
  /// - Throws: ``CAError/noAuthorities(home:)`` if it does not exist and is not to be created.
  func store(creating: Bool = false) throws(CAError) -> any AuthorityStore {
    try part(\.store) { () throws(CAError) in
      try openCheckpoint()
      switch try place() {
      case .file: return try AuthorityFile.open(in: folder, creating: creating, clock: home.clock, origin: home.origin)
      case .server(let place):
        let store = server(place)
        // Who accepts a loss may go on where the home has left.
        if isAcceptingLoss { store.allowMoved() }
        return store
      }
    }
  }

  /// Whether the database has its first row.
  func isIssued() throws(CAError) -> Bool {
    guard try isBegun else { return false }
    return try hasRow()
  }

  /// Refuses no database that was emptied: whoever asks decides what that means.
  private func hasRow() throws(CAError) -> Bool {
    try store().read { reader in
      try checkBinding(reader)
      return !hasNoRow
    }
  }

  /// Reads a consistent state, which the home's key has signed.
  func read<Value>(_ body: (any StoreReading) throws -> Value) throws(CAError) -> Value {
    try store().read { reader in
      try checkBinding(reader)
      try refuseEmptied()
      return try body(reader)
    }
  }

  /// Changes the database in one transaction, which the home's key signs, or not at all.
  ///
  /// - Parameter isArriving: Whether the home has just been put here, so that it is not away wherever its last entry
  ///   says that it went.
  /// - Throws: ``CAError/passphraseNeeded`` if the home's passphrase was not given, besides the errors of `body`.
  @discardableResult
  func write<Value>(
    isArriving: Bool = false, _ body: (any StoreWriting) throws -> Value
  ) throws(CAError) -> Value {
    let value = try writeKeepingAuthorities(isArriving: isArriving, body)
    parts.withLock { parts in
      parts.authorities = nil
      parts.isSettled = false
      // Remotes in the database are part of the resolved federation.
      if parts.file?.remoteNames.isEmpty == false { parts.federation = nil }
    }
    return value
  }

  /// Changes neither authorities nor remotes, so that what was read of them stays valid.
  ///
  /// - Parameter finally: What is done when everything is signed, in the same transaction.
  @discardableResult
  func writeKeepingAuthorities<Value>(
    isArriving: Bool = false, _ body: (any StoreWriting) throws -> Value,
    finally: ((any StoreWriting) throws -> Void)? = nil
  ) throws(CAError) -> Value {
    let key = try homeKey()
    if isCheckpointLate {
      try writeBesideDatabase(key, try read { try $0.checkpoint()?.note })
      isCheckpointLate = false
    }
    let sealer = try sealer()
    let described = parts.withLock { $0.federation }
    let (value, marked, checkpoint) = try store().write { writer in
      try checkBinding(writer.reader)
      try requireCheckpoint(writer.reader)
      if !isArriving { try requirePresent(writer.reader) }
      let isSigned = try writer.reader.home() == nil || writer.reader.checkpoint() != nil
      let isOld = try key.isNew && writer.reader.home() != nil
      // Before the body, which may wrap the data key with another secret.
      let marked = try mark(sealer, writer)
      // Also before the body, which may forget a mesh.
      if !isArriving, let described, try writer.reader.home() != nil {
        try writer.recordLifetimes(described, at: now)
      }
      try spendApproval(writer)
      let value = try body(writer)
      if isOld {
        try writer.append(.bound, folder.string, "everything in the database is signed from here on", at: now)
      }
      let checkpoint = try signLog(marked ?? sealer, isFirst: !isSigned, writer)
      try key.sign(writer)
      try finally?(writer)
      return (value, marked, checkpoint)
    }
    hasNoRow = false
    noteSpent()
    if let marked { use(marked) }
    do throws(CAError) {
      try writeBesideDatabase(key, checkpoint)
    } catch {
      try sayLate(error)
    }
    knownKey = HomeKey(key: key.key, sealed: key.sealed, isNew: false)
    return value
  }

  /// The authorities in use and the remotes; empty if nothing was issued yet.
  public func authorities() throws(CAError) -> AuthoritySet {
    guard try isBegun else {
      try refuseEmptied()
      return AuthoritySet([])
    }
    return try part(\.authorities) { () throws(CAError) in try read { try $0.authoritySet() } }
  }

  /// The authorities, if they were read.
  var knownAuthorities: AuthoritySet? { parts.withLock { $0.authorities } }

  /// The authorities in use.
  ///
  /// - Throws: ``CAError/noAuthorities(home:)`` if nothing was issued yet.
  func issuedAuthorities() throws(CAError) -> AuthoritySet {
    guard try isBegun else { throw .noAuthorities(home: folder) }
    return try authorities()
  }
}

// MARK: - Parts

extension OpenHome {
  /// The stored value, or the result of `make`, which is then stored.
  func part<Value: Sendable>(
    _ path: WritableKeyPath<Parts, Value?>, _ make: () throws(CAError) -> Value
  ) throws(CAError) -> Value {
    if let known = parts.withLock({ $0[keyPath: path] }) { return known }
    let fresh = try make()
    parts.withLock { $0[keyPath: path] = fresh }
    return fresh
  }
}
