import CLinux
import CSQLite
import Files
import Glibc
import SystemPackage

/// How SQLite opens files: as ever, but for those with which somebody who can write beside a database would have it wait
/// for ever, or remove another file. SQLite asks at every opening, with the name that it has resolved itself: a link leads
/// to the journal beside its target, and a journal may come to be between two transactions. What comes into a file's place
/// after that is refused by the call that opens it (``openFile(_:_:_:)``).
enum SQLiteFiles {
  static let name = "meshtrust"

  /// The octets with which a journal begins, and ends if it names another one: <https://www.sqlite.org/fileformat2.html>,
  /// section 3.
  private static let journalMagic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

  /// Makes it known to SQLite under ``name``, for as long as the library is loaded.
  static func register(_ sqlite: SQLiteFunctions) throws(SQLiteError) {
    guard let system = unsafe sqlite.vfs_find(nil) else { throw SQLiteError(SQLITE_ERROR, "it opens no files") }
    guard unsafe sqliteOpenWith(system, { unsafe SQLiteFiles.openFile($0, $1, $2) }) == SQLITE_OK else {
      throw SQLiteError(SQLITE_ERROR, "it lets nobody else open its files")
    }
    // Ours, and behind it the system's, which ours calls.
    let both = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 2)
    unsafe both.initialize(repeating: system.pointee, count: 2)
    unsafe both.pointee.zName = unsafe UnsafePointer(strdup(name))
    unsafe both.pointee.xOpen = { ours, path, file, flags, opened in
      guard let ours = unsafe ours else { return SQLITE_MISUSE }
      if let path = unsafe path, let refusal = SQLiteFiles.refusal(of: unsafe FilePath(platformString: path), flags) {
        // SQLite closes what has methods.
        unsafe file?.pointee.pMethods = nil
        return refusal
      }
      let code = unsafe (ours + 1).pointee.xOpen(ours, path, file, flags, opened)
      guard code & 0xFF == SQLITE_CANTOPEN, let path = unsafe path else { return code }
      // What is no file may have come to be since it was looked for.
      if let refusal = SQLiteFiles.refusal(of: unsafe FilePath(platformString: path), flags) { return refusal }
      guard flags & SQLITE_OPEN_MAIN_JOURNAL != 0, flags & SQLITE_OPEN_CREATE != 0 else { return code }
      return switch SQLiteFiles.make(unsafe FilePath(platformString: path)) {
      case .done: unsafe (ours + 1).pointee.xOpen(ours, path, file, flags, opened)
      case .noSpace: SQLITE_FULL
      case .refused: code
      }
    }
    let code = unsafe sqlite.vfs_register(both, 0)
    guard code == SQLITE_OK else { throw SQLiteError(code, "it takes no other way to open files") }
  }

  /// open(2) for SQLite: its own devices, and otherwise nothing but files and folders.
  static func openFile(_ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: Int32) -> Int32 {
    if unsafe sqliteIsOwnDevice(path, flags) != 0 { return unsafe open(path, flags, mode_t(bitPattern: mode)) }
    return unsafe linuxOpenFile(path, flags, mode)
  }

  private enum Making { case done, noSpace, refused }

  /// Makes the empty journal that SQLite could not open: it does not say whether the disk is full.
  private static func make(_ path: FilePath) -> Making {
    let file = unsafe open(path.string, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return errno == ENOSPC || errno == EDQUOT ? .noSpace : .refused }
    close(file)
    return .done
  }

  /// Why a file is not opened: ``SQLiteError/superJournal`` or ``SQLiteError/notRegular``; nil if it is.
  ///
  /// The tool changes one database at a time, so that no journal of its own names a super-journal. SQLite would read and
  /// remove the file of that name, whichever it is.
  static func refusal(of path: FilePath, _ flags: Int32) -> Int32? {
    guard flags & SQLITE_OPEN_SUPER_JOURNAL == 0 else { return SQLiteError.superJournal }
    guard flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL) != 0 else { return nil }
    // The index of a WAL is opened past this function.
    let index = flags & SQLITE_OPEN_MAIN_DB == 0 ? [] : [FilePath("\(path)-shm")]
    guard ([path] + index).allSatisfy(FileSystem.isRegularOrMissing) else { return SQLiteError.notRegular }
    guard flags & SQLITE_OPEN_MAIN_JOURNAL != 0, FileSystem.exists(path),
      let end = try? FileSystem.end(of: path, count: journalMagic.count)
    else { return nil }
    return end == journalMagic ? SQLiteError.superJournal : nil
  }
}
