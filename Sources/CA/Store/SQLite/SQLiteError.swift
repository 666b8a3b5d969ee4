import CSQLite

/// What SQLite refused.
struct SQLiteError: Error {
  /// With the reason in its upper octets: <https://www.sqlite.org/rescode.html>.
  let extendedCode: Int32
  /// SQLite's own words about the case.
  let message: String

  /// In place of a code of SQLite's: the library itself is missing.
  static let noLibrary: Int32 = -1
  /// Codes of our own, of the kind `SQLITE_CANTOPEN`: what ``SQLiteFiles`` does not open.
  static let superJournal = SQLITE_CANTOPEN | 201 << 8
  static let notRegular = SQLITE_CANTOPEN | 202 << 8

  /// The lowest octet of the code: the kind of the error.
  var code: Int32 { extendedCode & 0xFF }

  /// SQLite's text for the code.
  var kind: String {
    let library = try? SQLiteLibrary.shared()
    let text = unsafe library?.functions.errstr(extendedCode)
    return unsafe text.map { unsafe String(cString: $0) } ?? "error \(extendedCode)"
  }

  init(_ extendedCode: Int32, _ message: String) {
    self.extendedCode = extendedCode
    self.message = message
  }
}
