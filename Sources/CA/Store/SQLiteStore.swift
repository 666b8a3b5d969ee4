import CSQLite
import Cryptography
import Diagnostics
import Files
import SystemPackage
import X509

/// Stores a home in one SQLite file.
struct SQLiteStore: AuthorityStore {
  private let folder: FilePath
  let path: FilePath
  let queue: OneAtATime<SQLiteConnection>
  private let clock: HomeClock
  private let origin: @Sendable () -> LogOrigin
  let form = CheckedForm()

  /// Opens the database in a folder, and creates it if asked to. Only its owner can read the file.
  init(
    in folder: FilePath, creating: Bool, clock: HomeClock, origin: @escaping @Sendable () -> LogOrigin
  ) throws(CAError) {
    guard creating || AuthorityFile.exists(in: folder) else { throw .noAuthorities(home: folder) }
    StepCounter.count(.openedStore)
    let path = AuthorityFile.path(in: folder)
    self.folder = folder
    self.path = path
    self.clock = clock
    self.origin = origin
    queue = try Self.reporting(path) {
      if !FileSystem.exists(path) {
        try wrapping(CAError.files, FileSystem.makeFile(path))
      }
      return OneAtATime(try Self.connection(path))
    }
    let queue = queue
    try Self.reporting(path) {
      if try queue.read({ try Schema.isForeign($0) }) {
        throw CAError.brokenDatabase(path: path, detail: "it is a database of another program")
      }
      if try queue.read({ try Schema.migrations.isNewer($0) }) { throw CAError.newerDatabase(path: path) }
      try Self.migrate(queue, path)
    }
  }

  func author() -> LogOrigin { origin() }

  func read<Value>(_ body: (any StoreReading) throws -> Value) throws(CAError) -> Value {
    try Self.reporting(path) {
      try queue.read { database in
        try form.require(database)
        return try body(StoreReader(database: database))
      }
    }
  }

  func write<Value>(_ body: (any StoreWriting) throws -> Value) throws(CAError) -> Value {
    try Self.reporting(path) {
      try queue.write { database in
        // In the same transaction: a planted trigger would fire in it, and the home would sign what it does.
        try form.require(database)
        return try body(StoreWriter(database: database, clock: clock, origin: origin))
      }
    }
  }

  /// The folder's own lock keeps other writers out.
  func lock(for seconds: Int) {}

  func unlock() {}

  func snapshot() throws(CAError) -> Backup.Part {
    let content = try Self.reporting(path) {
      try queue.read { database in
        try form.require(database)
        return try StoreContent(database)
      }
    }
    return try Self.image(of: content, in: folder)
  }

  /// A database with some content, as one file. Its octets depend on nothing but the content, whatever store it was in.
  static func image(of content: StoreContent, in folder: FilePath) throws(CAError) -> Backup.Part {
    let copy = AuthorityFile.copyPath(in: folder)
    try sweep(folder)
    let bytes: [UInt8]
    do throws(CAError) {
      // SQLite would create the file with another mode.
      try wrapping(CAError.files, FileSystem.write([], to: copy, permissions: .secret))
      try reporting(copy) {
        let database = try SQLiteConnection()
        try Schema.migrations.apply(to: database)
        try database.transaction(isWriting: true) { try content.insert(into: database) }
        try database.backup(to: SQLiteConnection(copy.string))
      }
      bytes = try wrapping(CAError.files, FileSystem.read(copy, atMost: Backup.limit, onlyRegular: true))
    } catch {
      try sweep(folder)
      throw error
    }
    try sweep(folder)
    return Backup.Part(name: AuthorityFile.name.string, content: SecretBytes(copying: bytes))
  }

  /// Removes the copy that a killed command left, and its drafts.
  static func sweep(_ folder: FilePath) throws(CAError) {
    try wrapping(CAError.files, FileSystem.remove(AuthorityFile.copyPath(in: folder)))
    try wrapping(CAError.files, FileSystem.remove(FilePath("\(AuthorityFile.copyPath(in: folder))-journal")))
    let copy = AuthorityFile.copyPath(in: folder).lastComponent.map { [$0.string] } ?? []
    for name in try wrapping(CAError.files, FileSystem.names(in: folder))
    where isDraftOfOldForm(name) || FileSystem.isTemporary(name, of: copy) {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
  }

  /// Converts the errors of a statement or transaction; nothing else in this module sees SQLite's.
  static func reporting<Value>(_ path: FilePath, _ body: () throws -> Value) throws(CAError) -> Value {
    do {
      return try body()
    } catch let error as CAError {
      throw error
    } catch let error as X509Error {
      throw .brokenDatabase(path: path, detail: "a certificate in it cannot be read: \(error.diagnostic.why)")
    } catch let error as SQLiteError {
      switch error.extendedCode {
      case SQLiteError.noLibrary:
        throw .store(.noLibrary(name: "SQLite", package: "libsqlite3-0", detail: error.message))
      case SQLiteError.superJournal:
        throw .brokenDatabase(
          path: path, detail: "the journal beside it names another file, which SQLite would remove")
      case SQLiteError.notRegular: throw .files(.notRegular(notRegular(path)))
      default: break
      }
      switch error.code {
      case SQLITE_NOTADB, SQLITE_CORRUPT:
        try requireDamage(path)
        throw .brokenDatabase(path: path, detail: error.message)
      case SQLITE_BUSY, SQLITE_LOCKED: throw .files(.locked(folder: FileSystem.parent(of: path), seconds: 10))
      case SQLITE_IOERR: throw .files(.system(operation: "read or write", path: path, .ioError))
      case SQLITE_FULL: throw .files(.system(operation: "write", path: path, .noSpace))
      default: throw .database(detail: detail(of: error))
      }
    } catch {
      throw .database(detail: "\(error)")
    }
  }

  /// A file that SQLite keeps beside a database: beside the target, if that is a link.
  static func beside(_ path: FilePath, _ suffix: String) -> FilePath {
    FilePath("\((try? FileSystem.followed(path)) ?? path)\(suffix)")
  }

  /// The pipe, socket or device for whose other end SQLite would wait for ever.
  private static func notRegular(_ path: FilePath) -> FilePath {
    ["", "-journal", "-wal", "-shm"].map { beside(path, $0) }.first { !FileSystem.isRegularOrMissing($0) } ?? path
  }

  /// Tells a disk that does not deliver from a damaged file: SQLite calls both corruption if it cannot read some of its
  /// pages. The file is read once more, by us and by SQLite; if it is whole, then it was not the file.
  private static func requireDamage(_ path: FilePath) throws(CAError) {
    _ = try wrapping(CAError.files, FileSystem.read(path, atMost: Backup.limit, onlyRegular: true))
    let answer: String? = (try? SQLiteConnection(path.string, isReadOnly: true).value("PRAGMA quick_check")) ?? nil
    if answer == "ok" { throw .files(.system(operation: "read", path: path, .ioError)) }
  }

  private static func detail(of error: SQLiteError) -> String {
    error.message.isEmpty || error.message == error.kind ? error.kind : "\(error.kind): \(error.message)"
  }

  private static func connection(_ path: FilePath) throws -> SQLiteConnection {
    let connection = try SQLiteConnection(path.string)
    connection.setBusyTimeout(10_000)
    // A rollback journal keeps the home in one file that can be copied, full sync survives a power cut, and deleted
    // keys are overwritten. Whoever can write the file is not trusted: no function of theirs runs, and damaged pages are
    // noticed early.
    try connection.run(
      """
      PRAGMA foreign_keys = ON; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
      PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
      """)
    return connection
  }
}
