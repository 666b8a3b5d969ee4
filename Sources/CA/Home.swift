public import Diagnostics
public import Federation
import Files
public import SystemPackage
public import X509

/// A folder that holds a federation's description, its authorities and what each mesh is to apply.
///
/// Every command goes through one value of this type: it knows the folder, the secret that opens it, and the moment
/// that counts as now.
public struct Home: Sendable {
  /// The folder.
  public let folder: FilePath
  /// The moment that counts as now.
  public let now: Timestamp
  let secret: HomeSecret
  let patience: Int

  /// Names a home. `patience` is how many seconds a writer waits for another one.
  public init(folder: FilePath, now: Timestamp, secret: HomeSecret = .keyFile, patience: Int = 10) {
    self.folder = folder
    self.now = now
    self.secret = secret
    self.patience = patience
  }

  /// The description.
  public var federationPath: FilePath { folder.appending("federation.yaml") }
  /// The database.
  public var databasePath: FilePath { folder.appending("authority.db") }
  /// The key that opens the keys in the database.
  public var sealingKeyPath: FilePath { folder.appending("sealing.key") }

  /// Where a new sealing key waits until the database knows it.
  var nextSealingKeyPath: FilePath { folder.appending("sealing.key.next") }

  /// Where a backup takes its consistent copy of the database.
  var backupCopyPath: FilePath { folder.appending("authority.db.backup") }

  /// The folder of every mesh's folder.
  var outputFolder: FilePath { folder.appending("out") }

  /// The folder of what a mesh's administrator applies.
  public func outputFolder(of mesh: String) -> FilePath { outputFolder.appending(mesh) }

  /// The description, resolved; errors name its file, line and column.
  public func federation() throws(CAError) -> ResolvedFederation {
    let file = try federationFile()
    return try resolve(file, file.remoteNames.isEmpty ? [] : try remotes())
  }

  /// The description as it is written.
  func federationFile() throws(CAError) -> FederationFile {
    guard FileSystem.exists(federationPath) else { throw .noHome(folder) }
    let bytes = try wrapping(CAError.files, FileSystem.read(federationPath))
    let path = federationPath
    return try wrapping(CAError.federation, FederationFile.read(bytes, source: path.string))
  }

  /// The description, resolved with what is held of remotes.
  func resolve(_ file: FederationFile, _ remotes: [HeldRemote]) throws(CAError) -> ResolvedFederation {
    try wrapping(CAError.federation, ResolvedFederation(file, remotes: remotes.map(\.card.remote)))
  }

  /// Writes a new description; one that is there already is never overwritten.
  public func create(_ text: String) throws(CAError) {
    guard !FileSystem.exists(federationPath) else { throw .exists(path: federationPath) }
    try wrapping(CAError.files, FileSystem.makeFolder(folder))
    try keepOutOfGit()
    try wrapping(CAError.files, FileSystem.write(Array(text.utf8), to: federationPath, permissions: .shared))
  }

  /// The authorities in use; none when nothing was issued yet.
  public func authorities() throws(CAError) -> AuthoritySet {
    guard FileSystem.exists(databasePath) else { return AuthoritySet([]) }
    return try store().read { try $0.authoritySet() }
  }

  /// What is not as it should be with the home's own files: others can read them.
  public func findings() -> [Diagnostic] {
    [folder, databasePath, sealingKeyPath].compactMap { path in
      guard let mode = FileSystem.permissions(of: path)?.rawValue, mode & 0o077 != 0,
        path != folder || mode & 0o022 != 0
      else {
        return nil
      }
      let isFolder = path == folder
      return Diagnostic(
        "MT-HOME-30", .warning, what: "`\(path)` can be \(isFolder ? "changed" : "read") by others",
        why: "its mode is \(String(mode, radix: 8)); the keys of every mesh depend on it",
        next: "chmod \(isFolder ? "go-w" : "600") \(path)")
    }
  }

  func store(creating: Bool = false) throws(CAError) -> AuthorityStore {
    try AuthorityStore(path: databasePath, creating: creating)
  }

  /// Runs a change under the home's lock.
  func locked<Value>(_ body: () throws(CAError) -> Value) throws(CAError) -> Value {
    let lock = try wrapping(CAError.files, FolderLock(folder, timeout: patience))
    defer { withExtendedLifetime(lock) {} }
    try finishRewrap()
    return try body()
  }

  /// The sealer of a home that exists.
  func sealer(_ store: AuthorityStore) throws(CAError) -> Sealer {
    guard let home = try store.read({ try $0.home() }) else { throw .noAuthorities(home: folder) }
    // A rewrap that was stopped, or is at work, between the database and the last rename.
    if home.method == .keyFile, FileSystem.exists(nextSealingKeyPath),
      let sealer = try? Sealer(
        opening: home.wrappedKey, home.method, home: home.name, secret: secret, keyFile: nextSealingKeyPath)
    {
      return sealer
    }
    return try Sealer(
      opening: home.wrappedKey, home.method, home: home.name, secret: secret, keyFile: sealingKeyPath)
  }
}
