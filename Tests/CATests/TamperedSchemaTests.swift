import Diagnostics
import Files
import Glibc
import SystemPackage
import Testing

@testable import CA

/// Whoever can write authority.db can also write what SQLite obeys, and what its indexes contain.
@Suite(.cheapPassphrases, .onlyOfFiles("`ServerHomeTests` has the same")) struct TamperedSchemaTests {
  private static let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
  private static let uses: [@Sendable (OpenHome) throws -> Void] = [
    { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.bundles() }, { _ = try $0.log() },
    { _ = try $0.verifyLog() }, { _ = try $0.apply() },
  ]

  private func withHome(_ body: (TestHome) throws -> Void) throws {
    try TestHome.with { test throws in
      _ = try test.home(secret: Self.secret).apply()
      try body(test)
    }
  }

  /// Every command refuses the home, with and without the secret, and changes nothing.
  private func isRefused(_ test: TestHome, _ isRight: (BindingFault) -> Bool, _ what: String) throws {
    let before = try test.files()
    for secret in [HomeSecret.keyFile, Self.secret] {
      for use in Self.uses {
        let error = failure { try use(test.home(secret: secret)) }
        guard case .binding(let fault) = error, isRight(fault) else {
          Issue.record("\(what): \(String(describing: error))")
          continue
        }
        #expect(error?.exitStatus == .refused)
      }
    }
    #expect(try test.files() == before)
  }

  @Test(arguments: [
    "CREATE TRIGGER t AFTER INSERT ON log BEGIN UPDATE authority SET retired = 1; END",
    "CREATE TRIGGER t AFTER UPDATE ON binding BEGIN UPDATE home SET writes_secrets = 1; END",
    "CREATE VIEW v AS SELECT * FROM certificate",
    "CREATE INDEX zz ON certificate (fingerprint, kind, issuer, identity, not_before, not_after, created)",
    "CREATE INDEX z ON authority (retired, owner, role, generation, certificate, chain, key)",
    "DROP INDEX revocation_issuer",
    "CREATE TABLE later (id INTEGER PRIMARY KEY, text TEXT) STRICT",
    "ALTER TABLE evidence ADD COLUMN later TEXT",
    "DROP INDEX revocation_issuer; CREATE INDEX revocation_issuer ON revocation (reason)",
    "DELETE FROM grdb_migrations WHERE identifier LIKE '1:%'", "DELETE FROM grdb_migrations",
    "ANALYZE",
  ])
  func aSchemaThatNoVersionMakesIsNotUsed(sql: String) throws {
    try withHome { test throws in
      try test.sql(sql)
      try isRefused(test, { if case .foreignSchema = $0 { true } else { false } }, sql)
    }
  }

  /// It is read before the rest of the form is compared: each row would take a gigabyte.
  @Test func whatStandsInTheListOfMigrationsIsNotComputed() throws {
    try withHome { test throws in
      let database = try SQLiteConnection((test.folder + "/authority.db").string)
      try database.run("DROP TABLE grdb_migrations")
      try database.run(
        """
        CREATE TABLE grdb_migrations (
          x, identifier TEXT GENERATED ALWAYS AS (substr(hex(zeroblob(8000000)), 1, 9000000 + x)))
        """)
      for row in 0..<50 { try database.execute("INSERT INTO grdb_migrations (x) VALUES (?)", [row]) }
      try isRefused(test, { if case .foreignSchema = $0 { true } else { false } }, "computed")
    }
  }

  @Test func aListOfMigrationsWithoutEndIsNotRead() throws {
    try withHome { test throws in
      try test.sql(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO grdb_migrations SELECT 'later ' || i FROM n
        """)
      try isRefused(test, { if case .foreignSchema = $0 { true } else { false } }, "endless")
    }
  }

  private static let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

  /// A hot journal of the home that names its file `victim`.
  private func journal(in test: TestHome) throws -> [UInt8] {
    let victim = Array("\(test.folder)/victim".utf8)
    try test.write("precious", to: "victim")
    func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    let size = try test.bytes("authority.db").count / 4096
    let fields = [0, 1, size, 512, 4096].flatMap(number)
    let header = Self.magic + fields + [UInt8](repeating: 0, count: 512 - Self.magic.count - fields.count)
    let sum = victim.reduce(0) { $0 + Int(Int8(bitPattern: $1)) }
    return header + number(0x4000_0000 / 4096 + 1) + victim + number(victim.count) + number(sum) + Self.magic
  }

  /// Puts the database elsewhere, with a link in its place.
  private func link(_ test: TestHome) throws -> FilePath {
    let shared = test.folder + "/../shared"
    try FileSystem.makeFolder(shared)
    let database = test.folder + "/authority.db"
    try FileSystem.rename(database, to: shared + "/other.db")
    #expect(unsafe symlink("../shared/other.db", database.string) == 0)
    return shared + "/other.db"
  }

  /// SQLite would remove the file of that name.
  @Test(arguments: [false, true], [false, true])
  func aJournalThatNamesAnotherFileIsNotFollowed(isShort: Bool, isLinked: Bool) throws {
    try withHome { test throws in
      let journal = try journal(in: test)
      let database = isLinked ? try link(test) : test.folder + "/authority.db"
      let path = FilePath("\(database)-journal")
      try FileSystem.write(isShort ? Self.magic : journal, to: path, permissions: .secret)
      let before = try test.files()
      for use in Self.uses {
        #expect(failure { try use(test.home(secret: Self.secret)) }?.damage?.contains("journal") == true)
      }
      #expect(try test.files() == before && test.has("victim") && FileSystem.exists(path))
    }
  }

  /// SQLite looks for a journal at every transaction.
  @Test func norIsOneThatComesBetweenTwoTransactions() throws {
    try withHome { test throws in
      let journal = try journal(in: test)
      let home = test.home(secret: Self.secret)
      _ = try home.verifyLog()
      let path = test.folder + "/authority.db-journal"
      try FileSystem.write(journal, to: path, permissions: .secret)
      #expect(failure { try home.verifyLog() }?.damage?.contains("journal") == true)
      #expect(failure { try home.write { _ in } }?.damage?.contains("journal") == true)
      #expect(test.has("victim"))
      try FileSystem.remove(path)
      #expect(throws: Never.self) { try home.verifyLog() }
    }
  }

  /// Whatever SQLite has read in a journal by then: the numbers are its `SQLITE_OPEN_SUPER_JOURNAL` and `…_MAIN_JOURNAL`.
  @Test func aSuperJournalIsNeverOpened() {
    #expect(SQLiteFiles.refusal(of: "/nowhere", 0x4000) == SQLiteError.superJournal)
    #expect(SQLiteFiles.refusal(of: "/nowhere", 0x800) == nil)
  }

  @Test(arguments: ["", "-journal", "-wal", "-shm"]) func aPipeIsNotWaitedFor(suffix: String) throws {
    try withHome { test throws in
      let pipe = FilePath("\(try link(test))\(suffix)")
      try FileSystem.remove(pipe)
      #expect(unsafe mkfifo(pipe.string, 0o600) == 0)
      for use in Self.uses {
        let error = failure { try use(test.home(secret: Self.secret)) }
        guard case .files(.notRegular(let path)) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(FileSystem.resolved(path) == FileSystem.resolved(pipe))
      }
    }
  }

  /// The system's own file system does not ask ``SQLiteFiles``, as if the pipe had come after the answer.
  @Test func norIsOneThatComesAfterItWasLookedFor() throws {
    try withHome { test throws in
      let path = (test.folder + "/authority.db").string
      let database = try SQLiteConnection(path, fileSystem: nil)
      try database.run("SELECT count(*) FROM log")
      #expect(unsafe mkfifo("\(path)-journal", 0o600) == 0)
      #expect(throws: SQLiteError.self) { try database.run("SELECT count(*) FROM log") }
      try test.remove("authority.db-journal")
      #expect(throws: Never.self) { try database.run("SELECT count(*) FROM log") }
    }
  }

  /// SQLite takes its random numbers from there, and weak ones if it cannot.
  @Test(arguments: [("/dev/urandom", true), ("/dev/null", true), ("/dev/zero", false), ("/dev/random", false)])
  func sqliteHasItsOwnDevices(path: String, isOpened: Bool) {
    let file = unsafe SQLiteFiles.openFile(path, O_RDONLY, 0)
    #expect((file >= 0) == isOpened)
    if file >= 0 { close(file) }
    let written = unsafe SQLiteFiles.openFile(path, O_RDWR, 0)
    #expect(written < 0)
  }

  @Test func theStrangerIsNamed() throws {
    try withHome { test throws in
      try test.sql("CREATE TRIGGER \"t\u{1B}[2J\" AFTER INSERT ON log BEGIN DELETE FROM evidence; END")
      let told = try #require(failure { try test.home().plan() }).diagnostic
      #expect(told.code == "MT-HOME-78" && told.what.description.contains("trigger t"))
      #expect(!told.what.description.contains("\u{1B}"))
    }
  }

  /// An index that does not stand in `sqlite_master` while rows are written does not follow them.
  ///
  /// - Parameter words: What is missing in the words about the table in the meantime.
  private func hiding(
    _ index: String, of table: String, without words: String = " UNIQUE", in test: TestHome, _ statements: String
  ) throws {
    let path = (test.folder + "/authority.db").string
    let database = try SQLiteConnection(path)
    let row = try #require(
      try database.row("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = ?", [index]))
    let text: String? = try database.value("SELECT sql FROM sqlite_master WHERE name = ?", [table])
    try database.run("PRAGMA writable_schema = ON")
    try database.execute("DELETE FROM sqlite_master WHERE name = ?", [index])
    try database.execute("UPDATE sqlite_master SET sql = replace(sql, ?, '') WHERE name = ?", [words, table])
    try test.sql(statements)
    let later = try SQLiteConnection(path)
    try later.run("PRAGMA writable_schema = ON")
    try later.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [text, table])
    let (type, name, of): (String, String, String) = (try row[0], try row[1], try row[2])
    let (page, sql): (Int64, String?) = (try row[3], try row[4])
    try later.execute(
      "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, ?)",
      [type, name, of, page, sql])
  }

  @Test func aPlantedIndexThatHidesRowsIsNotUsed() throws {
    try withHome { test throws in
      try test.sql("CREATE INDEX z ON authority (retired, owner, role, generation, certificate, chain, key)")
      try hiding(
        "z", of: "authority", in: test, "UPDATE authority SET generation = 7 WHERE owner = 'red-mesh' AND role = 'root'"
      )
      try isRefused(test, { if case .foreignSchema = $0 { true } else { false } }, "planted")
    }
  }

  @Test func anIndexOfOursWithFalseContentIsNotUsed() throws {
    try withHome { test throws in
      try hiding(
        "certificate_issuer", of: "certificate", in: test, "UPDATE certificate SET not_after = 1 WHERE kind = 'root'")
      try isRefused(test, { if case .falseIndex = $0 { true } else { false } }, "our own")
    }
  }

  /// The words are ours, the columns are not.
  @Test func anIndexUnderWordsOfOursIsNotUsed() throws {
    try withHome { test throws in
      try test.sql("DROP INDEX certificate_issuer; CREATE INDEX certificate_issuer ON certificate (kind, created)")
      try test.sql(
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = 'CREATE INDEX certificate_issuer ON certificate (issuer, not_after)'
          WHERE name = 'certificate_issuer';
        """)
      try isRefused(test, { if case .falseIndex = $0 { true } else { false } }, "other columns")
    }
  }

  @Test func theIndexOfAUniqueColumnWithFalseContentIsNotUsed() throws {
    try withHome { test throws in
      try test.signedSQL(
        """
        INSERT INTO remote (name, trust_domain, form, facts, source, imported)
          VALUES ('far', 'far.example', 'pem', '', x'', 1)
        """, secret: Self.secret)
      try hiding(
        "sqlite_autoindex_remote_2", of: "remote", in: test, "UPDATE remote SET trust_domain = 'near.example'")
      try isRefused(test, { if case .falseIndex = $0 { true } else { false } }, "UNIQUE")
    }
  }
}
