import Cryptography
public import Federation
import Files
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
  private let parts = Mutex(Parts())

  /// What was opened so far.
  private struct Parts {
    var file: FederationFile?
    var federation: ResolvedFederation?
    var store: (any AuthorityStore)?
    var authorities: AuthoritySet?
    var sealer: Sealer?
    var isSettled = false
  }

  init(_ home: Home, lock: HeldLock?) {
    self.home = home
    self.lock = lock
  }

  public var folder: FilePath { home.folder }
  public var now: Timestamp { home.now }
  /// The system's time, if now is another one.
  public var systemTime: Timestamp? { home.clock.system }
  public var federationPath: FilePath { home.federationPath }
  public var sealingKeyPath: FilePath { home.sealingKeyPath }
  var nextSealingKeyPath: FilePath { home.nextSealingKeyPath }
  var outputFolder: FilePath { home.outputFolder }

  public func outputFolder(of mesh: String) -> FilePath { home.outputFolder(of: mesh) }

  /// Makes a change under the home's lock. A home that was opened for reading takes the lock now, and discards what it
  /// read before, because another command may have written since.
  public func locked<Value>(_ body: () throws(CAError) -> Value) throws(CAError) -> Value {
    guard lock == nil else { return try body() }
    let lock = try wrapping(CAError.files, FolderLock(folder, timeout: home.lockTimeout))
    defer { withExtendedLifetime(lock) {} }
    parts.withLock { $0 = Parts() }
    try finishRewrap()
    return try body()
  }
}

// MARK: - federation.yaml

extension OpenHome {
  /// The resolved description. Errors name its file, line and column.
  public func federation() throws(CAError) -> ResolvedFederation {
    try part(\.federation) { () throws(CAError) in
      let file = try federationFile()
      return try resolve(file, file.remoteNames.isEmpty ? [] : try authorities().remotes)
    }
  }

  /// The description as written.
  func federationFile() throws(CAError) -> FederationFile {
    try part(\.file) { () throws(CAError) in
      try requireDescription()
      let bytes = try wrapping(CAError.files, FileSystem.read(federationPath))
      return try wrapping(CAError.federation, FederationFile.read(bytes, source: federationPath.string))
    }
  }

  /// - Throws: ``CAError/noHome(_:)`` if there is no federation.yaml.
  func requireDescription() throws(CAError) {
    guard FileSystem.exists(federationPath) else { throw .noHome(folder) }
  }

  /// Resolves the description with the known remotes.
  func resolve(_ file: FederationFile, _ remotes: [HeldRemote]) throws(CAError) -> ResolvedFederation {
    try wrapping(CAError.federation, ResolvedFederation(file, remotes: remotes.map(\.card.remote)))
  }
}

// MARK: - The store

extension OpenHome {
  /// Whether the database exists.
  var isBegun: Bool { SQLiteStore.exists(in: folder) }

  /// The database.
  ///
  /// - Throws: ``CAError/noAuthorities(home:)`` if it does not exist and is not to be created.
  func store(creating: Bool = false) throws(CAError) -> any AuthorityStore {
    try part(\.store) { () throws(CAError) in
      try SQLiteStore(in: folder, creating: creating, clock: home.clock)
    }
  }

  /// Whether the database has its first row.
  func isIssued() throws(CAError) -> Bool {
    guard isBegun else { return false }
    return try read { try $0.home() } != nil
  }

  /// Reads a consistent state.
  func read<Value>(_ body: (any StoreReading) throws -> Value) throws(CAError) -> Value { try store().read(body) }

  /// Changes the database in one transaction, or not at all.
  @discardableResult
  func write<Value>(_ body: (any StoreWriting) throws -> Value) throws(CAError) -> Value {
    let value = try store().write(body)
    parts.withLock { parts in
      parts.authorities = nil
      parts.isSettled = false
      // Remotes in the database are part of the resolved federation.
      if parts.file?.remoteNames.isEmpty == false { parts.federation = nil }
    }
    return value
  }

  /// The authorities in use and the remotes; empty if nothing was issued yet.
  public func authorities() throws(CAError) -> AuthoritySet {
    guard isBegun else { return AuthoritySet([]) }
    return try part(\.authorities) { () throws(CAError) in try read { try $0.authoritySet() } }
  }

  /// The authorities in use.
  ///
  /// - Throws: ``CAError/noAuthorities(home:)`` if nothing was issued yet.
  func issuedAuthorities() throws(CAError) -> AuthoritySet {
    guard isBegun else { throw .noAuthorities(home: folder) }
    return try authorities()
  }

  /// Whether nothing is pending; remembered until the next change.
  var isSettled: Bool {
    get { parts.withLock { $0.isSettled } }
    set { parts.withLock { $0.isSettled = newValue } }
  }
}

// MARK: - Keys

extension OpenHome {
  /// The sealer of an existing home.
  func sealer() throws(CAError) -> Sealer {
    try part(\.sealer) { () throws(CAError) in
      guard let row = try read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
      // `key rewrap` was killed, or is running, between its transaction and its last rename.
      if row.method == .keyFile, FileSystem.exists(nextSealingKeyPath),
        let sealer = try? Sealer(opening: row, secret: home.secret, keyFile: nextSealingKeyPath)
      {
        return sealer
      }
      return try Sealer(opening: row, secret: home.secret, keyFile: sealingKeyPath)
    }
  }

  /// Nil if the home needs a passphrase and none was given.
  func sealerIfPossible() throws(CAError) -> Sealer? {
    do {
      return try sealer()
    } catch .passphraseNeeded {
      return nil
    }
  }

  /// The sealer of the home, whose database gets its first row if it has none.
  ///
  /// The key file is written before the row: after a kill in between, the next run uses that key.
  func sealerCreatingIfNeeded() throws(CAError) -> Sealer {
    if try store(creating: true).read({ try $0.home() }) != nil { return try sealer() }
    let sealer = try firstSealer()
    parts.withLock { $0.sealer = sealer }
    return sealer
  }

  /// The private key of an authority.
  func key(of authority: Authority) throws(CAError) -> PrivateKey {
    let identifier = authority.keyIdentifier
    guard let sealed = try read({ try $0.sealedKey(identifier) }) else { throw .noKey(authority: authority.name) }
    return try sealer().open(sealed, identifier: identifier)
  }

  /// The stored value, or the result of `make`, which is then stored.
  private func part<Value: Sendable>(
    _ path: WritableKeyPath<Parts, Value?>, _ make: () throws(CAError) -> Value
  ) throws(CAError) -> Value {
    if let known = parts.withLock({ $0[keyPath: path] }) { return known }
    let fresh = try make()
    parts.withLock { $0[keyPath: path] = fresh }
    return fresh
  }
}
