public import Cryptography
public import Diagnostics
import Files
public import Signers
public import SystemPackage
public import X509

/// What a home takes as now.
struct HomeClock: Hashable, Sendable {
  let now: Timestamp
  /// The system's time, if somebody set another one as now: what is logged then names both.
  let system: Timestamp?
}

/// A folder with a federation's description, its authorities and the files that each mesh applies, together with the
/// secret that unlocks it and the time used as now. ``open()`` reads the content.
public struct Home: Sendable {
  public let folder: FilePath
  let clock: HomeClock
  let secret: HomeSecret
  /// What was derived from passphrases, however often the home is opened.
  let derived: DerivedKeys
  /// Asks somebody for the passphrase of a home that needs one; nil for an answer that was not given.
  let passphrase: (@Sendable () -> SecretBytes?)?
  let lockTimeout: Int
  /// Who acts, for the log; asked when something is logged.
  let origin: @Sendable () -> LogOrigin
  /// How this machine reaches keys outside of the home.
  let signers: SignerAccess
  /// Where the database is, if this machine says so itself: it has the last word over store.yaml.
  let database: String?
  /// The command without the tool's name and its home, for a proposal to do the same.
  let arguments: [String]
  /// The proposal that the command carries out.
  let proposal: String?

  public var now: Timestamp { clock.now }

  /// - Parameters:
  ///   - systemTime: The system's time, if `now` is another one by request.
  ///   - passphrase: Asks for the passphrase of a home that needs one, if `secret` has none.
  ///   - lockTimeout: How many seconds a writing command waits for another one.
  ///   - signers: How this machine reaches keys outside of the home.
  ///   - database: A URI or parameters of PostgreSQL, in place of what store.yaml says.
  ///   - arguments: The command without the tool's name and its home, for a proposal to do the same.
  ///   - proposal: The proposal that the command carries out.
  ///   - derived: What was derived from passphrases before, for a command that makes several values of one home.
  ///   - origin: Who acts, for the log.
  public init(
    folder: FilePath, now: Timestamp, systemTime: Timestamp? = nil, secret: HomeSecret = .keyFile,
    passphrase: (@Sendable () -> SecretBytes?)? = nil, lockTimeout: Int = 10,
    signers: SignerAccess = .none, database: String? = nil, arguments: [String] = [], proposal: String? = nil,
    derived: DerivedKeys = DerivedKeys(), origin: @escaping @Sendable () -> LogOrigin = { .unknown }
  ) {
    self.folder = folder
    clock = HomeClock(now: now, system: systemTime)
    self.secret = secret
    self.passphrase = passphrase
    self.lockTimeout = lockTimeout
    self.origin = origin
    self.signers = signers
    self.database = database
    self.arguments = arguments
    self.proposal = proposal
    self.derived = derived
  }

  public var federationPath: FilePath { folder.appending("federation.yaml") }
  /// The file with the key that decrypts the data key in the database, unless a passphrase does.
  public var sealingKeyPath: FilePath { folder.appending("sealing.key") }

  /// The public half of the key that signs the database.
  public var homeKeyPath: FilePath { folder.appending("home.pub") }

  /// The last checkpoint of the log, for git.
  public var checkpointPath: FilePath { folder.appending(Checkpoint.fileName) }

  /// The file that says where the database is, if it is not authority.db.
  public var storePath: FilePath { folder.pushing(StoreFile.fileName) }

  /// A new sealing key that the database does not use yet.
  var nextSealingKeyPath: FilePath { folder.appending("sealing.key.next") }

  /// The name of the folder that contains a folder for each mesh.
  static let outputName = "out"

  var outputFolder: FilePath { folder.appending(Self.outputName) }

  public func outputFolder(of mesh: String) -> FilePath { outputFolder.appending(mesh) }

  /// Whether the folder contains any part of a home.
  public var exists: Bool { FileSystem.exists(federationPath) || AuthorityFile.exists(in: folder) }

  /// Opens the home for reading.
  ///
  /// - Parameter tell: Is told, as soon as the home is read, that it is older than its checkpoint; nil for a command whose
  ///   result has ``OpenHome/checkpointNotes()``.
  public func open(telling tell: (@Sendable (Diagnostic) -> Void)? = nil) -> OpenHome {
    OpenHome(self, lock: nil, telling: tell)
  }

  /// Opens the home for reading what is public in it, as if nobody knew its secret: for what watches it or pictures it.
  /// Neither `sealing.key` nor a passphrase is looked for, and what depends on them is unknown.
  public func openWithoutSecret(telling tell: (@Sendable (Diagnostic) -> Void)? = nil) -> OpenHome {
    OpenHome(self, lock: nil, usesSecret: false, telling: tell)
  }

  /// Opens the home for a command that writes, and excludes other writers as long as the value exists.
  ///
  /// - Parameter tell: Is told what could not be written beside a database that is changed. Without it that is an error.
  /// - Throws: ``CheckpointFault`` for a home that is older than its checkpoint, unless that is accepted.
  public func openForWriting(
    acceptingLoss isAcceptingLoss: Bool = false, telling tell: (@Sendable (Diagnostic) -> Void)? = nil
  ) throws(CAError) -> OpenHome {
    // A missing folder means a wrong --home, which the command reports.
    guard FileSystem.isFolder(folder) else { return open() }
    let lock = HeldLock(try lockFolder(isHome: exists))
    let home = OpenHome(self, lock: lock, telling: tell)
    // An older home is an error here.
    home.isTold = true
    home.isAcceptingLoss = isAcceptingLoss
    try home.lockStore()
    try home.beginChange()
    return home
  }

  /// Writes a new description; an existing one is never overwritten.
  public func create(_ text: String) throws(CAError) {
    guard !FileSystem.exists(federationPath) else { throw .exists(path: federationPath) }
    try wrapping(CAError.files, FileSystem.makeFolder(folder))
    try keepOutOfGit()
    do throws(FileError) {
      try FileSystem.create(FileContent(text), at: federationPath, permissions: .shared)
    } catch .exists {
      throw .exists(path: federationPath)
    } catch {
      throw .files(error)
    }
  }

  /// Problems with the home's own files: other users can read or change them, or own them.
  public func findings() -> [Diagnostic] {
    let files = [folder, AuthorityFile.path(in: folder), sealingKeyPath]
    return files.compactMap(openToOthers) + files.compactMap(foreign)
  }

  private func openToOthers(_ path: FilePath) -> Diagnostic? {
    guard let mode = FileSystem.permissions(of: path)?.rawValue, mode & 0o077 != 0,
      path != folder || mode & 0o022 != 0
    else { return nil }
    let isFolder = path == folder
    return Diagnostic(
      "MT-HOME-30", .warning, what: "`\(path)` can be \(isFolder ? "changed" : "read") by other users",
      why: "its mode is \(String(mode, radix: 8)); the keys of every mesh depend on it",
      next: "chmod \(isFolder ? "go-w" : "600") \(ShellWord.quoted(path.string))")
  }

  /// The owner of a file can change its mode at any time, whatever it is now.
  private func foreign(_ path: FilePath) -> Diagnostic? {
    guard let owner = FileSystem.foreignOwner(of: path) else { return nil }
    return Diagnostic(
      "MT-HOME-33", .warning, what: "`\(path)` belongs to another user, number \(owner)",
      why: "who owns it can read and change it; the keys of every mesh depend on it",
      next: "let the home belong to the user who runs meshtrust")
  }
}

/// The lock on a home's folder, released with the last reference.
final class HeldLock: Sendable {
  private let lock: FolderLock

  init(_ lock: consuming FolderLock) {
    self.lock = lock
  }
}
