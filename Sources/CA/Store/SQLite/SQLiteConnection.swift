import CSQLite
import Glibc
import SystemPackage

/// A connection to an SQLite database.
///
/// Of SQLite the store needs little: statements, transactions and the copy of a database. A library around it would bring
/// all of Foundation with its tables of languages, which triples the binary and costs every command time when it starts.
@safe final class SQLiteConnection {
  private let sqlite: SQLiteFunctions
  private let handle: OpaquePointer
  /// The longest value and the longest row, in octets. An expression in a planted schema could make one of a gigabyte;
  /// what the tool writes is far shorter.
  private static let longest: Int32 = 1 << 25

  /// Compiled statements by their text.
  private var statements: [String: SQLiteStatement] = [:]
  /// Whether statements that change something are refused.
  private var isReading = false
  /// The columns of every table, and SQLite's number of the schema that they are of.
  private var known: (schema: Int64, columns: [String: [StoreColumn]])?

  /// Opens a database in a file, which is created if it is missing, or a new one in memory.
  ///
  /// - Parameter fileSystem: SQLite's name of what opens the files; nil for the system's own.
  init(
    _ path: String? = nil, isReadOnly: Bool = false, fileSystem: String? = SQLiteFiles.name
  ) throws(SQLiteError) {
    let flags = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let sqlite = try SQLiteLibrary.shared().functions
    var opened: OpaquePointer?
    let code = unsafe sqlite.open_v2(
      path ?? ":memory:", &opened, flags | SQLITE_OPEN_NOMUTEX, fileSystem)
    guard let handle = unsafe opened else { throw SQLiteError(SQLITE_NOMEM, "out of memory") }
    guard code == SQLITE_OK else {
      let error = unsafe sqlite.error(handle, code)
      _ = unsafe sqlite.close_v2(handle)
      throw error
    }
    self.sqlite = sqlite
    unsafe self.handle = unsafe handle
    _ = unsafe sqlite.extended_result_codes(handle, 1)
    _ = unsafe sqlite.limit(handle, SQLITE_LIMIT_LENGTH, Self.longest)
  }

  deinit {
    statements = [:]
    _ = unsafe sqlite.close_v2(handle)
  }

  /// How long to wait for another process that holds a lock, in milliseconds.
  func setBusyTimeout(_ milliseconds: Int32) {
    _ = unsafe sqlite.busy_timeout(handle, milliseconds)
  }

  /// Runs statements that take no arguments and whose answers nobody needs.
  func run(_ script: String) throws(SQLiteError) {
    let code = unsafe sqlite.exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw unsafe sqlite.error(handle, code) }
  }

  /// Copies the whole database over that of another connection.
  func backup(to copy: SQLiteConnection) throws(SQLiteError) {
    guard let backup = unsafe sqlite.backup_init(copy.handle, "main", handle, "main") else {
      throw unsafe sqlite.error(copy.handle, sqlite.errcode(copy.handle))
    }
    let code = unsafe sqlite.backup_step(backup, -1)
    let end = unsafe sqlite.backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else {
      throw unsafe sqlite.error(copy.handle, code == SQLITE_DONE ? end : code)
    }
  }

  /// Runs `body` in a transaction that ends with it: its changes are kept, or undone if it fails.
  ///
  /// - Parameter isWriting: A writer takes the lock at once, so that what it reads stays as it is until it writes.
  func transaction<Value>(isWriting: Bool, _ body: () throws -> Value) throws -> Value {
    try run(isWriting ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED")
    isReading = !isWriting
    defer { isReading = false }
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      // SQLite has already undone the transaction after some errors, such as a full disk.
      if unsafe sqlite.get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  func tableExists(_ name: String) throws -> Bool {
    try row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [name]) != nil
  }

  private func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    if let known = statements[sql], !known.isBusy { return known }
    let statement = try unsafe SQLiteStatement(sql, handle, sqlite)
    statements[sql] = statement
    return statement
  }

}

extension SQLiteFunctions {
  fileprivate func error(_ handle: OpaquePointer, _ code: Int32) -> SQLiteError {
    let extended = unsafe extended_errcode(handle)
    let message = unsafe errmsg(handle).map { unsafe String(cString: $0) } ?? ""
    // The connection may have no error of its own, or that of another call.
    return extended & 0xFF == code & 0xFF
      ? SQLiteError(extended, message)
      : SQLiteError(code, unsafe errstr(code).map { unsafe String(cString: $0) } ?? "")
  }
}

extension SQLiteConnection: StoreDatabase {
  func forEachRow(_ sql: String, _ arguments: [(any StoreArgument)?], _ body: (StoreRow) throws -> Void) throws {
    let statement = try statement(sql)
    defer { statement.reset() }
    try begin(statement, arguments)
    while try step(statement) {
      try body(StoreRow(columns: statement.columns, values: statement.columns.indices.map { statement.value(at: $0) }))
    }
  }

  func execute(_ sql: String, _ arguments: [(any StoreArgument)?]) throws {
    let statement = try statement(sql)
    defer { statement.reset() }
    try begin(statement, arguments)
    while try step(statement) {}
  }

  /// A statement costs no message here.
  func prepare(_ statements: [String]) {}

  func stateVersion() throws -> Int64 {
    try value("PRAGMA data_version") ?? 0
  }

  /// In one query: each question to SQLite about one table is another statement to compile.
  func columns() throws -> [String: [StoreColumn]] {
    let schema: Int64 = try value("PRAGMA schema_version") ?? 0
    if let known, known.schema == schema { return known.columns }
    var columns: [String: [StoreColumn]] = [:]
    try forEachRow(
      """
      SELECT m.name, p.name, p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> '\(Migrations.table)'
      ORDER BY m.name, p.cid
      """, []
    ) { row in columns[try row[0], default: []].append(StoreColumn(name: try row[1], key: try row[2])) }
    known = (schema, columns)
    return columns
  }

  func highestLogEntry() throws -> Int64 {
    try value("SELECT seq FROM sqlite_sequence WHERE name = 'log'") ?? 0
  }

  var storeName: String { AuthorityFile.name.string }

  /// The file is renamed when the home is at its new place.
  func close(movedTo target: String) {}

  /// Only the last entry of the log says that the home went elsewhere.
  func reopen() {}

  func setHighestLogEntry(_ number: Int64) throws {
    try execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'log'", [number])
    if unsafe sqlite.changes64(handle) == 0 {
      try execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('log', ?)", [number])
    }
  }

  private func begin(_ statement: SQLiteStatement, _ arguments: [(any StoreArgument)?]) throws(SQLiteError) {
    guard !isReading || statement.isReadOnly else {
      throw SQLiteError(SQLITE_READONLY, "a statement that changes something, where the database is only read")
    }
    let code = statement.bind(arguments.map { $0?.storeValue ?? .null })
    guard code == SQLITE_OK else { throw unsafe sqlite.error(handle, code) }
  }

  /// Whether there is another row.
  private func step(_ statement: SQLiteStatement) throws(SQLiteError) -> Bool {
    let code = statement.step()
    guard code == SQLITE_ROW || code == SQLITE_DONE else { throw unsafe sqlite.error(handle, code) }
    return code == SQLITE_ROW
  }
}

/// A compiled statement, which lives no longer than its connection.
@safe private final class SQLiteStatement {
  private let sqlite: SQLiteFunctions
  private let handle: OpaquePointer
  let columns: [String]

  init(
    _ sql: String, _ connection: OpaquePointer, _ sqlite: SQLiteFunctions
  ) throws(SQLiteError) {
    var compiled: OpaquePointer?
    let code = unsafe sqlite.prepare_v2(connection, sql, -1, &compiled, nil)
    guard code == SQLITE_OK else { throw unsafe sqlite.error(connection, code) }
    guard let handle = unsafe compiled else { throw SQLiteError(SQLITE_MISUSE, "an empty statement") }
    self.sqlite = sqlite
    unsafe self.handle = unsafe handle
    columns = unsafe (0..<sqlite.column_count(handle)).map { index in
      unsafe sqlite.column_name(handle, index).map { unsafe String(cString: $0) } ?? ""
    }
  }

  deinit { _ = unsafe sqlite.finalize(handle) }

  var isReadOnly: Bool { unsafe sqlite.stmt_readonly(handle) != 0 }

  /// Whether it has not yet answered with its last row.
  var isBusy: Bool { unsafe sqlite.stmt_busy(handle) != 0 }

  func bind(_ values: [StoreValue]) -> Int32 {
    guard unsafe sqlite.bind_parameter_count(handle) == values.count else { return SQLITE_RANGE }
    for (index, value) in values.enumerated() {
      let code = bind(value, at: Int32(index + 1))
      guard code == SQLITE_OK else { return code }
    }
    return SQLITE_OK
  }

  private func bind(_ value: StoreValue, at index: Int32) -> Int32 {
    switch value {
    case .null, .foreign: return unsafe sqlite.bind_null(handle, index)
    case .integer(let number): return unsafe sqlite.bind_int64(handle, index, number)
    case .text(let text):
      let count = UInt64(text.utf8.count)
      return unsafe text.withCString { unsafe sqliteBindText(sqlite, handle, index, $0, count) }
    case .blob(let octets):
      return unsafe octets.withUnsafeBytes {
        unsafe sqliteBindBlob(sqlite, handle, index, $0.baseAddress, UInt64($0.count))
      }
    }
  }

  func step() -> Int32 { unsafe sqlite.step(handle) }

  func reset() {
    _ = unsafe sqlite.reset(handle)
    _ = unsafe sqlite.clear_bindings(handle)
  }

  func value(at column: Int) -> StoreValue {
    let index = Int32(column)
    switch unsafe sqlite.column_type(handle, index) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(unsafe sqlite.column_int64(handle, index))
    case SQLITE_TEXT: return text(at: index)
    case SQLITE_BLOB:
      guard let start = unsafe sqlite.column_blob(handle, index) else { return .blob([]) }
      let count = Int(unsafe sqlite.column_bytes(handle, index))
      return .blob(unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count)))
    default: return .foreign(.type)
    }
  }

  /// SQLite compares all of a text, and functions of SQL read it up to its first zero octet: two rows that read the same
  /// would differ.
  private func text(at index: Int32) -> StoreValue {
    guard let start = unsafe sqlite.column_text(handle, index) else { return .foreign(.text) }
    let count = Int(unsafe sqlite.column_bytes(handle, index))
    let octets = unsafe UnsafeBufferPointer(start: start, count: count)
    guard unsafe memchr(start, 0, count) == nil, let text = unsafe String(validating: octets, as: UTF8.self) else {
      return .foreign(.text)
    }
    return .text(text)
  }
}
