import Diagnostics
import Files
import PostgreSQL
import Testing

@testable import CA

/// What can be said of a home in PostgreSQL without a server; `scripts/interop postgres` has one.
@Suite struct PostgresStoreTests {
  @Test(arguments: [
    ("SELECT 1", "SELECT 1"), ("a = ? AND b = ?", "a = $1 AND b = $2"), ("a = '?' AND b = ?", "a = '?' AND b = $1"),
    ("a = 'it''s ?' OR ?", "a = 'it''s ?' OR $1"),
  ])
  func argumentsAreNumbered(sql: String, numbered: String) {
    #expect(PostgresTransaction.numbered(sql) == numbered)
  }

  @Test func constantsStandInPlaceOfQuestionMarks() {
    let values: [PostgreSQLValue] = [.integer(-7), .text("it's \\ ?"), .bytes([0, 0xAB]), .null]
    #expect(
      PostgresTransaction.statement("a = ? AND b = '?' AND c = ? AND d = ? AND e = ?", values)
        == "a = (-7) AND b = '?' AND c = 'it''s \\ ?' AND d = '\\x00ab'::bytea AND e = NULL")
    // A zero octet would end the statement.
    #expect(PostgresTransaction.statement("?", [.text("a\u{0}'; DROP TABLE log")]) == nil)
  }

  /// A file in git names a server, and decides nothing about the machine that reads it.
  @Test(arguments: [
    "sslrootcert", "sslcert", "sslcrl", "sslcrldir", "sslkey", "ssl_min_protocol_version", "krbsrvname", "gssencmode",
    "passfile", "password", "options", "keepalives", "of_a_newer_libpq",
  ])
  func whatAnAddressMayNotSay(name: String) throws {
    let address = ConnectionParameters(["host": "db.example", "dbname": "x", name: "y"])
    let error = failure { try StoreAddress(address, isInsecure: true, source: "store.yaml") }
    #expect(error == .store(.parameter(name, source: "store.yaml")))
  }

  @Test func whatAnAddressSays() throws {
    let address = ConnectionParameters([
      "host": "db.example", "hostaddr": "192.0.2.1", "port": "5433", "dbname": "x", "user": "anna", "service": "s",
      "sslmode": "verify-full", "connect_timeout": "5",
    ])
    #expect(try StoreAddress(address, isInsecure: false, source: "store.yaml").parameters == address)
  }

  @Test func aStateIsTheSameOnlyIfNobodyWrote() {
    var counter = SnapshotCounter()
    let first = counter.version(of: "10:10:")
    #expect(counter.version(of: "10:10:") == first)
    counter.committed()
    #expect(counter.version(of: "11:11:") == first, "our own transaction")
    let other = counter.version(of: "12:12:")
    #expect(other != first)
    let busy = counter.version(of: "12:14:12")
    #expect(busy != other)
    #expect(counter.version(of: "12:14:12") != busy, "somebody is at work")
    let quiet = counter.version(of: "14:14:")
    counter.forget()
    #expect(counter.version(of: "14:14:") != quiet, "another server may count anew")
  }

  /// Every word of SQLite that PostgreSQL does not know is replaced.
  @Test func tablesAreTranslated() throws {
    let statements = try PostgresSchema.statements().map { PostgresSchema.translated($0) }
    #expect(statements.count > 30)
    for statement in statements {
      for word in ["INTEGER", "TEXT", "BLOB", "STRICT", "ROWID", "AUTOINCREMENT"] {
        let lines = statement.split(separator: "\n").filter { !$0.contains("--") }
        #expect(!lines.contains { $0.contains(word) }, "\(statement)")
      }
    }
    let log = try #require(statements.first { $0.hasPrefix("CREATE TABLE log ") })
    #expect(log.contains("entry bigint PRIMARY KEY") && !log.contains("IDENTITY"))
  }

  @Test func theFormOfTheTablesIsThatOfSQLite() throws {
    let database = try SQLiteConnection()
    try Schema.migrations.apply(to: database)
    let form = try PostgresForm(ofMigrated: database)
    let columns = try database.columns()
    #expect(form.columns == columns)
    let stranger = try form.stranger
    #expect(stranger == nil)
    #expect(form.digest == PostgresForm.present, "another form: write the digest on the left into PostgresForm.present")
    for line in [
      "column key (r) sealed bytea not null", "trigger log_append log 7 O", "trigger log_keep log 58 O",
      "trigger approval_second approval 23 O",
    ] {
      #expect(form.lines.contains(line))
    }
  }

  @Test func olderAndNewerTablesAreToldApart() throws {
    let known = PostgresMigrations.names
    try PostgresMigrations.require(known.reversed(), at: "a")
    #expect(failure { try PostgresMigrations.require(known + ["99: later"], at: "a") } == .store(.newer(place: "a")))
    #expect(
      failure { try PostgresMigrations.require(Array(known.dropLast()), at: "a") }
        == .store(.older(place: "a", missing: [known[known.count - 1]])))
  }

  @Test func everyFaultHasACodeOfItsOwn() {
    let faults: [StoreFault] = [
      .noLibrary(name: "a", package: "b", detail: "c"),
      .address(source: "a", detail: "b"), .parameter("a", source: "b"), .weakMode("a"),
      .twoPlaces(place: "a"), .notConnected(place: "a", detail: "b"),
      .notAdmitted(place: "a", detail: "b", isPasswordMissing: true), .notEncrypted(place: "a"),
      .notPermitted(place: "a", detail: "b"), .readOnly(place: "a"), .notInitialised(place: "a"), .newer(place: "a"),
      .older(place: "a", missing: ["b"]), .foreign(place: "a", object: "b"), .damaged(place: "a", detail: "b"),
      .moved(place: "a", to: "b"), .notEmpty(place: "a"), .inUse(by: nil, seconds: 10), .changedMeanwhile,
      .lost(place: "a", detail: "b"), .unknownOutcome(place: "a", run: "b"), .logRule(detail: "a"),
      .server(place: "a", state: "53100", detail: "b"), .noRoles(place: "a", statements: ["b"]),
    ]
    let told = faults.map(\.diagnostic)
    #expect(Set(told.map(\.code)).count == faults.count)
    for diagnostic in told { #expect(!diagnostic.what.isEmpty && !diagnostic.why.isEmpty && !diagnostic.next.isEmpty) }
  }

  /// What helps in a database where the home is not is told where, and what else the user said of it.
  @Test(arguments: [false, true]) func commandsThatHelpNameTheDatabase(isInsecure: Bool) {
    let named = NamedDatabase(address: "service=team", isInsecure: isInsecure)
    let words = "'service=team'" + (isInsecure ? " --insecure`" : "`")
    for (fault, verb) in [
      (StoreFault.notInitialised(place: "a"), "init"), (.older(place: "a", missing: ["b"]), "migrate"),
    ] {
      #expect(fault.diagnostic.next.description.contains("`meshtrust store \(verb)`"))
      #expect(fault.naming(named).diagnostic.next.description.contains("`meshtrust store \(verb) \(words)"))
    }
    #expect(StoreFault.changedMeanwhile.naming(named) == .changedMeanwhile)
  }

  /// The octets of a backup depend on what the home contains, and not on how it came about.
  @Test func aBackupOfTheSameContentHasTheSameOctets() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let first = try test.home().store().snapshot()
      let content = try test.home().read { try $0.content() }
      let again = try AuthorityFile.image(of: content, in: test.folder)
      #expect(first.content == again.content)
      guard test.database == nil else { return }
      try test.remove("authority.db")
      try FileSystem.create(.secret(first.content), at: test.folder + "/authority.db")
      let count = try test.home().verifyLog().count
      #expect(Int64(count) == content.highestLogEntry)
      let third = try test.home().store().snapshot()
      #expect(third.content == first.content)
    }
  }
}
