import Cryptography
import Files
import PostgreSQL
import SystemPackage
import X509

/// Where a home's database is, and how it is.
public struct StoreStatus: Hashable, Sendable {
  /// Nil for authority.db.
  public struct Server: Hashable, Sendable {
    public let user: String
    /// The roles of ours that the user has.
    public let roles: [String]
    /// As PostgreSQL counts: 150018 is 15.18.
    public let version: Int
    public let isEncrypted: Bool
    /// Whether store.yaml says that the server need not prove itself.
    public let isInsecure: Bool
  }

  /// authority.db, or the database for people.
  public let place: String
  public let server: Server?
  /// 0 for a home that is not begun.
  public let entries: Int64
  /// The changes of its tables that are missing.
  public let missing: [String]
  /// Where the home went, if it is not here any more.
  public let movedTo: String?
}

extension OpenHome {
  /// Where the database is, and how it is.
  public func storeStatus() throws(CAError) -> StoreStatus {
    guard case .postgres(let place) = try place() else {
      guard try isBegun else { throw .noAuthorities(home: folder) }
      let entries = try read { try $0.lastLogEntry() }
      return StoreStatus(
        place: SQLiteStore.path(in: folder).string, server: nil, entries: entries, missing: [], movedTo: nil)
    }
    return try postgres(place).status()
  }

  /// Prepares a database for a home: its roles and its tables.
  ///
  /// - Parameters:
  ///   - address: A URI or parameters; nil for what store.yaml or the machine says.
  /// - Returns: What was prepared, for people, and whether store.yaml names it from now on.
  public func initialiseStore(_ address: String?, isInsecure: Bool) throws(CAError) -> (place: String, isNamed: Bool) {
    let place = try target(address, isInsecure)
    let id = try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal
    try postgres(place).exclusively { try $0.initialise(id: id, tool: home.origin().tool) }
    guard let address, home.database == nil, !FileSystem.exists(home.storePath), !SQLiteStore.exists(in: folder),
      FileSystem.isFolder(folder)
    else { return (place.words, false) }
    try writeStoreFile(address, isInsecure: isInsecure)
    return (place.words, true)
  }

  /// Brings the tables of the database up to date. authority.db is brought so by any command.
  ///
  /// - Parameter address: A URI or parameters of a database in which the home is not, such as one that it has left; nil for
  ///   its own.
  public func migrateStore(_ address: String? = nil, isInsecure: Bool = false) throws(CAError) -> [String] {
    let place: PostgresPlace
    if let address {
      place = try target(address, isInsecure)
    } else {
      guard case .postgres(let own) = try self.place() else { return [] }
      place = own
    }
    return try postgres(place).exclusively { try $0.migrate(tool: home.origin().tool) }
  }

  private func target(_ address: String?, _ isInsecure: Bool) throws(CAError) -> PostgresPlace {
    if let address { return try PostgresPlace(address, isInsecure: isInsecure, source: "the address") }
    guard case .postgres(let place) = try place() else {
      throw .store(.address(source: nil, detail: "there is neither store.yaml nor MESHTRUST_DATABASE"))
    }
    return place
  }

  func postgres(_ place: PostgresPlace) -> PostgresStore {
    PostgresStore(place, in: folder, clock: home.clock, origin: home.origin)
  }

  func writeStoreFile(_ address: String, isInsecure: Bool) throws(CAError) {
    let text = StoreFile.text(address, isInsecure: isInsecure)
    try wrapping(
      CAError.files, FileSystem.write(Array(text.utf8), to: home.storePath, permissions: .shared))
  }
}

extension PostgresStore {
  func status() throws(CAError) -> StoreStatus {
    try exclusively { session in
      let facts = try session.facts()
      guard facts.hasStore else { throw CAError.store(.notInitialised(place: session.place.words)) }
      let connection = try session.connection()
      let applied = try session.appliedMigrations(connection)
      let missing = PostgresMigrations.names.filter { !applied.contains($0) }
      let answer = try connection.run(
        "SELECT state, moved_to, highest FROM meshtrust.store", [], within: PostgresDatabase.patience)
      guard let row = answer.rows.first, case .text(let state) = row[0], case .text(let target) = row[1],
        case .integer(let entries) = row[2]
      else { throw CAError.store(.notInitialised(place: session.place.words)) }
      return StoreStatus(
        place: session.place.words,
        server: StoreStatus.Server(
          user: facts.user, roles: facts.roles, version: connection.serverVersion,
          isEncrypted: connection.isEncrypted, isInsecure: session.place.isInsecure),
        entries: entries, missing: missing, movedTo: state == "moved" ? target : nil)
    }
  }
}
