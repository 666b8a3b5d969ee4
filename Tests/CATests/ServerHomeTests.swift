import Diagnostics
import Files
import SystemPackage
import Testing

@testable import CA

/// Whoever owns a database of PostgreSQL can also write what the server obeys: a home is used only where every table,
/// function and trigger is one that this version makes.
@Suite(.onlyOfServers, .cheapPassphrases) struct ServerHomeTests {
  private static let uses: [@Sendable (OpenHome) throws -> Void] = [
    { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.verifyLog() }, { _ = try $0.apply() },
    { _ = try $0.exportPlainKey("red-mesh") },
  ]

  /// Every command refuses the home, and changes nothing.
  private func isRefused(_ test: TestHome, _ code: Code, _ what: String) throws {
    let before = try test.files()
    for use in Self.uses {
      let error = failure { try use(test.home()) }
      #expect(error?.diagnostic.code == code && error?.exitStatus == .refused, "\(what): \(String(describing: error))")
    }
    let after = try test.files()
    #expect(after == before)
  }

  @Test(arguments: [
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER t BEFORE INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION log_keep()",
    "ALTER TABLE log DISABLE TRIGGER log_append", "DROP TRIGGER log_keep ON log",
    "CREATE OR REPLACE FUNCTION log_keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE VIEW v AS SELECT * FROM certificate", "CREATE TABLE later (id bigint)", "CREATE TABLE later ()",
    "CREATE RULE r AS ON INSERT TO evidence DO ALSO DELETE FROM removal",
    "CREATE TABLE heir () INHERITS (certificate)", "CREATE INDEX i ON certificate (lower(kind))",
    "ALTER TABLE authority ENABLE ROW LEVEL SECURITY", "ALTER TABLE evidence ADD COLUMN later text",
    "ALTER TABLE evidence ALTER COLUMN source TYPE text COLLATE \"POSIX\"",
    "ALTER TABLE evidence ALTER COLUMN source DROP NOT NULL",
  ])
  func aFormThatNoVersionMakesIsNotUsed(sql: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.sql(sql)
      try isRefused(test, "MT-STORE-14", sql)
    }
  }

  @Test func anotherVersionsTablesAreNotTouched() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.sql("INSERT INTO store_migration (name, tool) VALUES ('99: of tomorrow', '9')")
      try isRefused(test, "MT-STORE-12", "a newer version")
      try test.sql("DELETE FROM store_migration WHERE name LIKE '99%' OR name LIKE '22%'")
      try isRefused(test, "MT-STORE-13", "an older version")
    }
  }

  /// Where a move into authority.db was stopped it goes on; anywhere else a second home would come of it.
  @Test func onlyWhoBeganAMoveFinishesIt() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      for (folder, isHere) in [("/elsewhere", false), (test.home().origin.folder, true)] {
        try test.sql("UPDATE store SET state = 'open', moved_to = ''")
        try test.home().write(isArriving: true) { try $0.append(.moved, folder, "to authority.db", at: TestHome.start) }
        try test.sql("UPDATE store SET state = 'moved', moved_to = 'authority.db'")
        let error = failure { try test.restoring().open().moveStoreToFile() }
        #expect(error?.diagnostic.code == (isHere ? nil : "MT-STORE-16"), "\(String(describing: error))")
        #expect(AuthorityFile.exists(in: test.folder) == isHere)
      }
    }
  }

  /// The only whole copy is in the database then; that no authority.db goes on elsewhere, only a person knows.
  @Test func aMoveThatNeverArrivedIsTakenBackByName() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.home().write { try $0.append(.moved, "/elsewhere", "to authority.db", at: TestHome.start) }
      try test.sql("UPDATE store SET state = 'moved', moved_to = 'authority.db'")
      let refused = failure { try test.restoring().open().moveStoreToFile() }
      #expect(refused?.diagnostic.code == "MT-STORE-16")
      #expect(refused?.diagnostic.why.description.contains("authority.db in /elsewhere on ") == true)
      let unnamed = failure {
        try test.restoring().openForWriting(acceptingLoss: true).acceptLoss(by: "anna", reason: "")
      }
      #expect(unnamed?.diagnostic.code == "MT-CLI-80")
      let host = test.home().origin.host
      let lost = try test.restoring().openForWriting(acceptingLoss: true).acceptLoss(
        by: "anna", reason: "a new host", at: "authority.db in /elsewhere on \(host)")
      guard case .file(let place)? = lost else {
        Issue.record("the move is not taken back: \(String(describing: lost))")
        return
      }
      #expect(place.hasPrefix("authority.db in /elsewhere on "))
      let entry = try #require(try test.home().verifyLog().last)
      #expect(entry.action == "accepted-loss" && entry.subject == "anna")
      #expect(entry.details == "\(place) is lost or never came to be, and the home goes on in the database; a new host")
      // The same once more, as after a kill, is done already; a part of the place is none.
      for (other, isKnown) in [(place, true), ("", false), (host, false), ("/elsewhere on \(host)", false)] {
        let (again, error) = acceptedAgain(test, other)
        #expect(again == (isKnown ? lost : nil) && error?.diagnostic.code == (isKnown ? nil : "MT-CLI-80"))
      }
      _ = try test.named().openForWriting().exportPlainKey("red-mesh")
      let moved = try test.restoring().open().moveStoreToFile()
      #expect(moved.to == "authority.db")
    }
  }

  /// What Anna is told who accepts a loss once more.
  private func acceptedAgain(_ test: TestHome, _ place: String) -> (AcceptedLoss?, CAError?) {
    do throws(CAError) {
      let home = try test.restoring().openForWriting(acceptingLoss: true)
      return (try home.acceptLoss(by: "anna", reason: "a new host", at: place), nil)
    } catch {
      return (nil, error)
    }
  }

  /// It has the same name, the same log and the same signature, and whoever is sent there works past the home.
  @Test func aCopyOfTheDatabaseIsAnotherPlace() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let database = try #require(test.database)
      let address = database.ownersAddress
      let home = { test.restoring().open() }
      let entries = try home().verifyLog().count
      // Another way to the same database.
      for same in [address, "\(address) connect_timeout=20"] {
        let moved = try home().moveStore(to: same, isInsecure: true)
        #expect(moved.from == moved.to && moved.entries == Int64(entries))
      }
      let server = try #require(TestDatabase.server)
      let copy = database.copy()
      let error = failure { try home().moveStore(to: "\(server) dbname=\(copy)", isInsecure: true) }
      #expect(error?.diagnostic.code == "MT-STORE-17")
      // What is wrong with the other one is said.
      let bare = failure { try home().moveStore(to: "\(server) dbname=postgres", isInsecure: true) }
      #expect(bare?.diagnostic.code == "MT-STORE-11", "\(String(describing: bare))")
      let none = failure { try home().moveStore(to: "\(server) dbname=mt_of_nobody", isInsecure: true) }
      #expect(none != nil && none?.diagnostic.code != "MT-STORE-17", "\(String(describing: none))")
      #expect(try home().verifyLog().count == entries)
      #expect(!test.has("store.yaml"))
    }
  }

  /// What was left there is the beginning of the same log, so that nothing is lost by going back.
  @Test func aDatabaseThatTheHomeHasLeftTakesItAgain() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      _ = try test.restoring().open().moveStoreToFile()
      let file = { Home(folder: test.folder, now: TestHome.start).open() }
      _ = try file().exportPlainKey("red-mesh")
      let moved = try file().moveStore(to: address, isInsecure: true)
      #expect(!test.has("authority.db") && test.has("store.yaml"))
      // The same once more, as after a kill, finds the home there.
      let again = try file().moveStore(to: address, isInsecure: true)
      #expect(again.from == again.to && again.to == moved.to && again.entries == moved.entries && again.left == nil)
      let log = try test.home().verifyLog()
      #expect(Int64(log.count) == moved.entries)
      #expect(log.filter { $0.action == "moved" }.count == 2 && log.contains { $0.action == "exported-key" })
      _ = try test.named().openForWriting().exportPlainKey("red-mesh")
    }
  }

  /// A command that was stopped before it could say that it is done is given again.
  @Test func aDatabaseIsPreparedOnceMore() throws {
    try TestHome.with(Colours.redOnly) { test in
      let address = try #require(test.database?.ownersAddress)
      let bare = { Home(folder: test.folder, now: TestHome.start).open() }
      // The tables are those of the tests' template, which the same user made.
      let prepared = try bare().initialiseStore(address, isInsecure: true)
      #expect(prepared.isNamed && prepared.earlier?.isOwn == true && prepared.earlier?.tool == "test")
      #expect(prepared.earlier?.made.contains(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) == true)
      #expect(test.has("store.yaml"))
      try test.remove("store.yaml")
      _ = try test.home().apply()
      let error = failure { try bare().initialiseStore(address, isInsecure: true) }
      #expect(error?.diagnostic.code == "MT-STORE-17" && !test.has("store.yaml"))
    }
  }

  /// Whoever only uses them was told nothing before that they are another home's.
  @Test func whatOthersPreparedIsNotNamed() throws {
    try TestHome.with(Colours.redOnly) { test in
      let address = try #require(test.database?.address)
      let prepared = try Home(folder: test.folder, now: TestHome.start).open().initialiseStore(
        address, isInsecure: true)
      #expect(!prepared.isNamed && prepared.earlier?.isOwn == false && !test.has("store.yaml"))
    }
  }

  /// Somebody went on there, or changed what the log says.
  @Test(arguments: [
    "UPDATE store SET state = 'open', moved_to = ''", "UPDATE log SET details = 'another' WHERE entry = 1",
    "DELETE FROM log",
  ])
  func oneInWhichSomebodyWentOnDoesNot(sql: String) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      _ = try test.restoring().open().moveStoreToFile()
      try test.sql(sql)
      let file = { Home(folder: test.folder, now: TestHome.start).open() }
      let count = try file().verifyLog().count
      #expect(failure { try file().moveStore(to: address, isInsecure: true) }?.diagnostic.code == "MT-STORE-17")
      #expect(try file().verifyLog().count == count)
      _ = try file().exportPlainKey("red-mesh")
    }
  }

  /// Another folder with what git has of a home, and with its secret.
  private func clone(_ test: TestHome) throws -> Home {
    let folder = test.folder + "/../clone"
    try FileSystem.makeFolder(folder)
    for name in ["federation.yaml", "home.pub", "log.checkpoint", "sealing.key"] where test.has(name) {
      try FileSystem.write(try test.bytes(name), to: folder + "/\(name)", permissions: .secret)
    }
    return Home(folder: folder, now: TestHome.start, database: test.database?.ownersAddress)
  }

  /// The move into the database was stopped before authority.db was put away, and the home went on elsewhere since.
  @Test func anAuthorityFileThatWasLeftIsNotTheHomeOnceTheDatabaseWentElsewhere() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      _ = try test.restoring().open().moveStoreToFile()
      let file = Home(folder: test.folder, now: TestHome.start)
      _ = try file.open().moveStore(to: address, isInsecure: true)
      let left = try test.bytes("authority.db.moved")
      let other = try clone(test)
      _ = try other.open().exportPlainKey("red-mesh")
      _ = try other.open().moveStoreToFile()
      let moved = Home(folder: other.folder, now: TestHome.start)
      _ = try moved.open().exportPlainKey("red-mesh")

      try FileSystem.write(left, to: test.folder + "/authority.db", permissions: .secret)
      try isRefused(test, "MT-STORE-16", "it went on elsewhere")
      #expect(try file.storePlace() != .file)
      _ = try moved.open().exportPlainKey("red-mesh")
    }
  }

  /// The move out of the database was stopped before store.yaml was put away, and somebody took it back since.
  @Test func norIsOneThatSomebodyTookForLost() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      _ = try test.restoring().open().moveStoreToFile()
      #expect(try test.named().storePlace() == .file)
      let left = try test.bytes("authority.db")
      try test.remove("authority.db")
      let other = try clone(test)
      do {
        // It has the lock as long as it is there.
        let accepting = try other.openForWriting(acceptingLoss: true)
        let place = try #require(try accepting.read { try OpenHome.lostTarget($0)?.place })
        _ = try accepting.acceptLoss(by: "anna", reason: "", at: place)
      }
      _ = try other.open().exportPlainKey("red-mesh")
      _ = try other.open().moveStoreToFile()

      try FileSystem.write(left, to: test.folder + "/authority.db", permissions: .secret)
      try isRefused(test, "MT-STORE-16", "it went on elsewhere")
    }
  }

  /// On its way back into a database that it had left, and stopped between the two commits.
  @Test func whatIsOnItsWayIsWhereItComesFrom() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      _ = try test.restoring().open().moveStoreToFile()
      let file = { Home(folder: test.folder, now: TestHome.start).open() }
      let target = file().server(try StoreAddress(address, isInsecure: true, source: "a test"))
      target.allowMoved()
      let name = try target.name()
      try file().write { try $0.append(.moved, test.folder.string, "to \(name)", at: TestHome.start) }
      #expect(try test.named().storePlace() == .file)
      let error = failure { try file().exportPlainKey("red-mesh") }
      #expect(error?.diagnostic.code == "MT-STORE-16")
      #expect(error?.diagnostic.next.description.contains("store move --to ADDRESS") == true)
      _ = try file().moveStore(to: address, isInsecure: true)
      _ = try test.named().openForWriting().exportPlainKey("red-mesh")
    }
  }

  /// What a backup has of a home does not depend on where it is: after each move, both places have the same octets.
  @Test func aMoveKeepsEveryOctetOfABackup() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      let file = { Home(folder: test.folder, now: TestHome.start).open() }
      let entries = try test.home().verifyLog().count
      _ = try test.restoring().open().moveStoreToFile()
      // Its connection ends with it, and the next move waits for nobody.
      func left() throws -> Backup.Part {
        let server = file().server(try StoreAddress(address, isInsecure: true, source: "a test"))
        server.allowMoved()
        return try server.snapshot()
      }
      let (behind, there) = (try left(), try file().store().snapshot())
      #expect(behind.content == there.content)
      _ = try file().moveStore(to: address, isInsecure: true)
      // authority.db stays behind under another name.
      let old = test.folder + "/old"
      try FileSystem.makeFolder(old)
      try FileSystem.rename(test.folder + "/authority.db.moved", to: old + "/authority.db")
      let back = try file().server(try StoreAddress(address, isInsecure: true, source: "a test")).snapshot()
      let former = try Home(folder: old, now: TestHome.start).open().store().snapshot()
      #expect(former.content == back.content)
      // Nothing but the entries of the two moves came to it.
      #expect(try test.home().verifyLog().count == entries + 2)
    }
  }

  /// The home is in a file, so that the address has to be said.
  @Test func aLeftDatabaseOfAnOlderVersionIsBroughtUpToDate() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let address = try #require(test.database?.ownersAddress)
      _ = try test.restoring().open().moveStoreToFile()
      try test.sql(
        """
        DELETE FROM store_migration WHERE name LIKE '24%';
        ALTER TABLE migration_evidence DROP COLUMN resource_version;
        ALTER TABLE migration_evidence DROP COLUMN contrary
        """)
      let file = { Home(folder: test.folder, now: TestHome.start).open() }
      let moving = failure { try file().moveStore(to: address, isInsecure: true) }
      let preparing = failure { try file().initialiseStore(address, isInsecure: true) }
      for error in [moving, preparing] {
        #expect(error?.diagnostic.code == "MT-STORE-13")
        #expect(error?.diagnostic.next.description.contains("store migrate ") == true)
        #expect(error?.diagnostic.next.description.contains(address) == true)
        #expect(error?.diagnostic.next.description.contains("--insecure") == true)
      }
      let (none, some) = (try file().migrateStore(), try file().migrateStore(address, isInsecure: true))
      #expect(none.isEmpty && some.count == 1)
      _ = try file().moveStore(to: address, isInsecure: true)
      _ = try test.named().openForWriting().exportPlainKey("red-mesh")
    }
  }

  /// Its files are out of reach, and neither the log nor the command says that they are gone.
  @Test func aRemovalThatWasBegunElsewhereNamesItsFiles() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.home().write { try $0.beginRemoval(of: "blue-mesh", in: "/elsewhere", at: TestHome.start) }
      let files = try #require(try test.named().openForWriting().finishedRemovals.first?.filesLeft)
      #expect(files.hasPrefix("/elsewhere/out/blue-mesh on "))
      let entry = try #require(try test.home().verifyLog().last)
      let stays = "what stays are its certificates, its last CRLs and what was logged"
      #expect(entry.details == "\(stays), and its files in \(files)")
      let here = test.home().origin.folder
      try test.home().write { try $0.beginRemoval(of: "green-mesh", in: here, at: TestHome.start) }
      let finished = try test.named().openForWriting().finishedRemovals
      #expect(finished == [FinishedRemoval(name: "green-mesh", filesLeft: nil)])
    }
  }

  @Test func aStoreThatTheHomeHasLeftIsNotUsed() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.sql("UPDATE store SET state = 'moved', moved_to = 'authority.db'")
      try isRefused(test, "MT-STORE-16", "it moved")
    }
  }
}
