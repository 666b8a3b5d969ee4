import CSQLite
import Glibc

/// SQLite, loaded when the first database is opened. A command that opens none does not pay for it.
@safe struct SQLiteLibrary: Sendable {
  static let name = "libsqlite3.so.0"

  let functions: SQLiteFunctions

  private static let loaded: Result<SQLiteLibrary, SQLiteError> = Result { () throws(SQLiteError) in try load() }

  static func shared() throws(SQLiteError) -> SQLiteLibrary { try loaded.get() }

  private static func load() throws(SQLiteError) -> SQLiteLibrary {
    guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw SQLiteError(SQLiteError.noLibrary, unsafe dlerror().map { unsafe String(cString: $0) } ?? name)
    }
    return try unsafe withUnsafeTemporaryAllocation(of: SQLiteFunctions.self, capacity: 1) {
      buffer throws(SQLiteError) in
      guard let functions = buffer.baseAddress else { throw SQLiteError(SQLITE_NOMEM, "out of memory") }
      if let missing = unsafe sqliteLoad(library, functions) {
        throw SQLiteError(SQLiteError.noLibrary, "\(name) has no \(unsafe String(cString: missing))")
      }
      try unsafe SQLiteFiles.register(functions.pointee)
      return unsafe SQLiteLibrary(functions: functions.pointee)
    }
  }
}
