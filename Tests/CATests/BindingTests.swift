import Cryptography
import Diagnostics
import Files
import SystemPackage
import Testing
import X509

@testable import CA

/// Whoever can write authority.db, and does not know the home's secret, changes nothing that a command would use.
@Suite(.cheapPassphrases) struct BindingTests {
  private static let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))

  /// A home sealed with a passphrase, so that reading has no secret.
  private func withHome(_ body: (TestHome) throws -> Void) throws {
    try TestHome.with { test throws in
      _ = try test.home(secret: Self.secret).apply()
      try test.home(secret: Self.secret).record(
        [Evidence(holder: "green-mesh", mesh: "red-mesh", kind: .bundle, version: 1, time: TestHome.start, source: "x")]
      )
      try body(test)
    }
  }

  @Test func readingNeedsNoSecret() throws {
    try withHome { test throws in
      #expect(try test.home().status().entries.count == 6)
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().verifyLog().count > 6)
      #expect(try test.home().bundles().count == 3)
    }
  }

  @Test func writingNeedsIt() throws {
    try withHome { test throws in
      #expect(failure { try test.home().write { _ in } } == .passphraseNeeded)
      #expect(CAError.passphraseNeeded.exitStatus == .secret)
    }
  }

  /// Each changes what is trusted, what opens a gate, or what the log says.
  private static let changes = [
    "UPDATE authority SET certificate = (SELECT certificate FROM authority WHERE owner = 'blue-mesh' AND role = 'root') "
      + "WHERE owner = 'red-mesh' AND role = 'root'",
    "UPDATE authority SET generation = 7 WHERE owner = 'red-mesh'",
    "UPDATE authority SET retired = 1 WHERE owner = 'red-mesh' AND role = 'intermediate'",
    "DELETE FROM authority WHERE owner = 'red-mesh'",
    "UPDATE evidence SET version = 2", "UPDATE evidence SET holder = holder || char(0)",
    "UPDATE bundle_version SET owner = owner || char(0, 97) WHERE owner = 'red-mesh'",
    "UPDATE evidence SET source = CAST(x'ff' AS TEXT)",
    "UPDATE evidence SET time = 9223372036854775807",
    "INSERT INTO evidence (holder, mesh, kind, version, time, source) VALUES ('a', 'b', 'bundle', 1, 1, '')",
    "UPDATE bundle_version SET since = since - 1000000",
    "UPDATE workload_lifetime SET seconds = 1",
    "INSERT INTO removal (mesh, since) VALUES ('red-mesh', 1)",
    "UPDATE certificate SET not_after = 1",
    "UPDATE certificate SET issuer = NULL",
    "DELETE FROM key",
    "UPDATE home SET name = 'another'", "DELETE FROM home", "DELETE FROM home; DELETE FROM binding",
    "INSERT INTO remote (name, trust_domain, form, facts, source, imported) VALUES ('evil', 'evil.example', 'pem', '', x'', 1)",
    "DELETE FROM log WHERE entry = (SELECT max(entry) FROM log); "
      + "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'log'",
    "DELETE FROM log; UPDATE sqlite_sequence SET seq = 0 WHERE name = 'log'",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'log'",
    "UPDATE log SET hash = previous WHERE entry = (SELECT max(entry) FROM log)",
    "UPDATE binding SET signature = x'00'",
    "UPDATE binding SET scope = 'home(id)'",
    "UPDATE binding SET scope = 'home(id); DROP TABLE home'",
  ].filter { TestDatabase.server == nil || !TestDatabase.isImpossible($0) }

  @Test(arguments: changes) func whatIsChangedIsNotUsed(sql: String) throws {
    try withHome { test throws in
      try test.sql(sql)
      for secret in [HomeSecret.keyFile, Self.secret] {
        for use in [
          { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.verifyLog() }, { _ = try $0.apply() },
          { _ = try $0.issueLeaf("red-mesh", for: .gateway("egress-green-mesh")) },
        ] as [(OpenHome) throws -> Void] {
          let error = try #require(failure { try use(test.home(secret: secret)) })
          #expect(
            error.exitStatus == .refused || error.damage != nil || error.diagnostic.code == "MT-HOME-22", "\(error)")
        }
      }
    }
  }

  /// Whoever takes the first row away leaves nothing that says who signed the rest. New roots begin on nothing.
  @Test func withoutItsFirstRowItIsNotUsed() throws {
    try withHome { test throws in
      try test.sql("DELETE FROM home")
      let before = try test.files()
      for use in [
        { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.bundles() }, { _ = try $0.log() },
        { _ = try $0.apply() }, { _ = try $0.apply(newRoots: true) },
      ] as [(OpenHome) throws -> Void] {
        let error = failure { try use(test.home(secret: Self.secret)) }
        guard case .binding(.beheaded) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(error?.diagnostic.code == "MT-HOME-99" && error?.exitStatus == .refused)
      }
      #expect(try test.files() == before)
      // Without the pin as well: a row is enough.
      try test.remove("home.pub")
      #expect(failure { try test.home().plan() }?.diagnostic.code == "MT-HOME-99")
    }
  }

  @Test func anEmptyDatabaseBesideItsPinIsALostOne() throws {
    try TestHome.with { test throws in
      _ = try test.home().apply()
      try test.loseDatabase()
      for name in ["out", "log.checkpoint"] { try test.remove(name) }
      _ = try test.home().store(creating: true)
      for use in [{ _ = try $0.status() }, { _ = try $0.bundles() }, { _ = try $0.apply() }]
        as [(OpenHome) throws -> Void]
      {
        #expect(failure { try use(test.home()) }?.diagnostic.code == "MT-HOME-50")
      }
      #expect(test.has("home.pub"))
      #expect(try test.home().apply(newRoots: true).issued.count == 6)
    }
  }

  @Test func aCertificateUnderAnothersFingerprintIsNotUsed() throws {
    try withHome { test throws in
      try test.sql(
        "UPDATE certificate SET der = (SELECT der FROM certificate WHERE kind = 'leaf' OR kind = 'root' LIMIT 1)")
      #expect(failure { try test.home().plan() }?.damage != nil)
    }
  }

  @Test func aSignatureThatIsMissingIsSaid() throws {
    try withHome { test throws in
      try test.sql("DELETE FROM binding")
      #expect(failure { try test.home().plan() } == .binding(.unsigned(pin: test.folder + "/home.pub")))
      #expect(failure { try test.home(secret: Self.secret).apply() }?.exitStatus == .refused)
    }
  }

  @Test func aDatabaseOfAnotherHomeIsNotUsed() throws {
    try withHome { test throws in
      try TestHome.with { other throws in
        _ = try other.home(secret: Self.secret).apply()
        try test.put(try other.keptDatabase())
      }
      #expect(failure { try test.home().plan() } == .binding(.changed))
    }
  }

  @Test func aSigningKeyOfSomebodyElseIsNotUsed() throws {
    try withHome { test throws in
      let key = try HomeKey.fresh(Sealer.fresh(home: "x"))
      try test.sql("UPDATE binding SET sealed_key = x'\(key.sealed.hexadecimal)'")
      // It is not covered by the signature, which is still right; whoever opens it notices.
      #expect(throws: Never.self) { try test.home().plan() }
      #expect(failure { try test.home(secret: Self.secret).write { _ in } } == .binding(.foreignKey))
    }
  }

  @Test func aMissingPinIsMadeAgainWithTheSecret() throws {
    try withHome { test throws in
      let pin = try test.bytes("home.pub")
      try test.remove("home.pub")
      let error = try #require(failure { try test.home().plan() })
      #expect(error == .binding(.noPin(test.folder + "/home.pub")) && error.exitStatus == .secret)
      #expect(throws: Never.self) { try test.home(secret: Self.secret).plan() }
      #expect(!test.has("home.pub"))
      _ = try test.named(secret: Self.secret).openForWriting()
      #expect(try test.bytes("home.pub") == pin)
    }
  }

  @Test func anotherPinIsSaid() throws {
    try withHome { test throws in
      try test.remove("home.pub")
      try HomeKeyFile(PrivateKey.generate(.ed25519).publicKey).write(to: test.folder + "/home.pub")
      #expect(failure { try test.home().plan() } == .binding(.changed))
      try test.remove("home.pub")
      try test.write("nonsense\n", to: "home.pub")
      #expect(failure { try test.home().plan() } == .binding(.unreadablePin(test.folder + "/home.pub")))
    }
  }

  @Test func aHomeOfTheFirstVersionIsBoundOnce() throws {
    try TestHome.with { test throws in
      _ = try test.home(secret: Self.secret).apply()
      try test.makeUnsigned(Self.secret)
      #expect(try test.home().plan().notes.map(\.code) == ["MT-HOME-90"])
      // Without the secret nothing is bound.
      _ = try test.named().openForWriting()
      #expect(!test.has("home.pub"))
      #expect(try !test.home(secret: Self.secret).apply().plan.isPending)
      #expect(test.has("home.pub"))
      #expect(try test.home().verifyLog().map(\.action).filter { $0 == "bound" }.count == 1)
      _ = try test.home(secret: Self.secret).apply()
      #expect(try test.home().verifyLog().last?.action == "bound")
      #expect(try test.home().plan().notes.isEmpty)
      try test.sql("DELETE FROM binding")
      #expect(failure { try test.home().plan() }?.exitStatus == .refused)
    }
  }

  /// Without a signature, too, numbers at their extremes are damage and no crash.
  @Test(arguments: [
    "UPDATE authority SET generation = 9223372036854775807", "UPDATE evidence SET time = -9223372036854775808",
    "UPDATE workload_lifetime SET seconds = 9223372036854775807",
    "UPDATE bundle_version SET since = 9223372036854775807",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'log'",
    "UPDATE log SET entry = 9223372036854775807 WHERE entry = 1",
  ])
  func extremesAreDamage(sql: String) throws {
    try withHome { test throws in
      try test.makeUnsigned(Self.secret)
      try test.sql(sql)
      for use in [
        { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.verifyLog() }, { _ = try $0.rotationLedger() },
      ] as [(OpenHome) throws -> Void] {
        #expect(failure { try use(test.home(secret: Self.secret)) }?.exitStatus == .malformed)
      }
    }
  }

  @Test func whatALaterVersionAddsIsEmptyUntilItIsSigned() throws {
    try withHome { test throws in
      // As a version signed it that did not have the table.
      let home = test.home(secret: Self.secret)
      let key = try home.homeKey()
      try home.store().write { writer in
        let scope = StateScope(tables: try writer.reader.presentScope().tables.filter { $0.name != "cluster" })
        let statement = try writer.reader.statement(scope)
        try writer.setBinding(
          StoredBinding(sealedKey: key.sealed, scope: scope.text, signature: try key.key.sign(statement.octets)))
      }
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("INSERT INTO cluster VALUES ('red-mesh', 'a', 'b', 1, NULL)")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "cluster")))
    }
  }

  /// As a version signed it that did not have the column.
  private func sign(without column: String, of table: String, in test: TestHome) throws {
    let home = test.home(secret: Self.secret)
    let key = try home.homeKey()
    try home.store().write { writer in
      let tables = try writer.reader.presentScope().tables.map { old in
        StateScope.Table(name: old.name, columns: old.columns.filter { old.name != table || $0 != column })
      }
      let scope = StateScope(tables: tables)
      let statement = try writer.reader.statement(scope)
      try writer.setBinding(
        StoredBinding(sealedKey: key.sealed, scope: scope.text, signature: try key.key.sign(statement.octets)))
    }
  }

  @Test(arguments: [
    ("object", "'a/b'"), ("cluster", "'1234'"), ("resource_version", "'17'"),
  ])
  func aColumnThatALaterVersionAddsIsAsItWasMadeUntilItIsSigned(column: String, value: String) throws {
    try withHome { test throws in
      try sign(without: column, of: "evidence", in: test)
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("UPDATE evidence SET \(column) = \(value)")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "evidence")))
      #expect(failure { try test.home(secret: Self.secret).apply() } == .binding(.uncovered(table: "evidence")))
      try test.sql("UPDATE evidence SET \(column) = NULL")
      _ = try test.home(secret: Self.secret).write { _ in }
      try test.sql("UPDATE evidence SET \(column) = \(value)")
      #expect(failure { try test.home().plan() } == .binding(.changed))
    }
  }

  /// Migration 10 takes it from the source.
  @Test func aResourceVersionThatAMigrationFoundIsNoChange() throws {
    try withHome { test throws in
      let evidence = Evidence(
        holder: "blue-mesh", mesh: "red-mesh", kind: .bundle, version: 1, time: TestHome.start,
        source: "ConfigMap uid 1 resourceVersion 42", uid: "1", resourceVersion: "42")
      try test.home(secret: Self.secret).record([evidence])
      try sign(without: "resource_version", of: "evidence", in: test)
      #expect(throws: Never.self) { try test.home().plan() }
      try test.sql("UPDATE evidence SET resource_version = '43' WHERE uid = '1'")
      #expect(failure { try test.home().plan() } == .binding(.uncovered(table: "evidence")))
    }
  }

  /// What looks like a home of 0.1.0 is none if the data key says that the home signs.
  @Test func aHomeWhoseSignatureVanishedIsNotOneOfTheFirstVersion() throws {
    try withHome { test throws in
      try test.sql("DELETE FROM binding; UPDATE evidence SET version = 2")
      try test.remove("home.pub")
      for use in [{ _ = try $0.plan() }, { _ = try $0.bundles() }, { _ = try $0.apply() }]
        as [(OpenHome) throws -> Void]
      {
        #expect(failure { try use(test.home(secret: Self.secret)) } == .binding(.erased))
      }
      #expect(failure { try test.named(secret: Self.secret).openForWriting() } == .binding(.erased))
      #expect(!test.has("home.pub"))
    }
  }

  @Test(.onlyOfFiles("no command migrates a server in passing")) func withoutTheTableTooItIsNone() throws {
    try withHome { test throws in
      // The tables and migrations of a home before signatures.
      try test.makeOlder(upTo: "7: removals")
      try test.remove("home.pub")
      #expect(failure { try test.home(secret: Self.secret).apply() } == .binding(.erased))
    }
  }

  @Test func aSealingKeyTellsReadersToo() throws {
    try TestHome.with(Colours.redOnly) { test throws in
      _ = try test.home().apply()
      try test.sql("DELETE FROM binding")
      try test.remove("home.pub")
      #expect(failure { try test.home().bundles() } == .binding(.erased))
      #expect(BindingFault.erased.exitStatus == .refused)
    }
  }

  @Test func aHomeOfTheFirstVersionIsMarkedWhenItIsBound() throws {
    try TestHome.with(Colours.redOnly) { test throws in
      _ = try test.home().apply()
      try test.makeUnsigned(.keyFile)
      _ = try test.named().openForWriting()
      try test.sql("DELETE FROM binding")
      try test.remove("home.pub")
      #expect(failure { try test.home().apply() } == .binding(.erased))
    }
  }

  /// The transaction that marks the data key may wrap it with another secret.
  @Test func sealingAgainKeepsTheNewSecretAndTheMark() throws {
    try TestHome.with(Colours.redOnly) { test throws in
      _ = try test.home().apply()
      try test.signedSQL(test.plainWrapping(.keyFile))
      try test.home().rewrap(with: Self.secret)
      #expect(try test.home(secret: Self.secret).exportPlainKey("red-mesh/root").count > 0)
      try test.sql("DELETE FROM binding")
      try test.remove("home.pub")
      #expect(failure { try test.home(secret: Self.secret).plan() } == .binding(.erased))
    }
  }

  @Test func everyValueHasItsOwnOctets() {
    func octets(_ body: (inout StateWriter) -> Void) -> [UInt8] {
      var writer = StateWriter()
      body(&writer)
      return writer.octets
    }
    let all = [
      octets { $0.put("ab") }, octets { $0.put([0x61, 0x62]) },
      octets {
        $0.put("a"); $0.put("b")
      },
      octets {
        $0.put("a"); $0.putEnd(); $0.put("b")
      }, octets { $0.put(1) }, octets { $0.put(-1) },
      octets { $0.put("") }, octets { $0.putNull() }, octets { _ in },
    ]
    #expect(Set(all).count == all.count)
  }

  @Test func aDatabaseOlderThanItsOutputIsRefused() throws {
    try TestHome.with { test throws in
      _ = try test.home().apply()
      // A root that a later state of the database issued.
      let root = try TestHome.with { other throws in
        _ = try other.home().apply()
        return try other.bytes("out/red-mesh/pem/root-cert.pem")
      }
      let path = "out/red-mesh/pem/root-cert.pem"
      try FileSystem.write(try test.bytes(path) + root, to: test.folder + "/\(path)", permissions: .shared)
      let before = try test.files(below: "out")
      for use in [{ _ = try $0.plan() }, { _ = try $0.apply() }, { _ = try $0.status() }] as [(OpenHome) throws -> Void]
      {
        let error = try #require(failure { try use(test.home()) })
        #expect(error.diagnostic.code == "MT-HOME-58" && error.exitStatus == .refused)
      }
      #expect(try test.files(below: "out") == before)
      let applied = try test.home().apply(newRoots: true)
      #expect(applied.roots.map(\.isEntering) == [false] && applied.roots.map(\.holder) == ["red-mesh"])
      #expect(try !test.home().plan().isPending)
    }
  }

  @Test func aLostDatabaseIsReplacedOnlyOnRequest() throws {
    try TestHome.with { test throws in
      _ = try test.home().apply()
      try test.loseDatabase()
      try test.remove("out")
      // home.pub alone, as in a clone from git, says that there was a database.
      #expect(failure { try test.home().apply() }?.diagnostic.code == "MT-HOME-50")
      #expect(try test.home().apply(newRoots: true).issued.count == 6)
      #expect(try !test.home().plan().isPending)
    }
  }

  @Test func applyTellsTheRootsThatEnter() throws {
    try TestHome.with { test throws in
      let applied = try test.home().apply()
      // Three meshes, each with its own bundle and those of two peers.
      #expect(applied.roots.count == 9 && applied.roots.allSatisfy(\.isEntering))
      #expect(try test.home().apply().roots.isEmpty)
      // Without the peer its bundle goes.
      _ = try test.home().remove("blue-mesh") { _ in }
      let left = try test.home().apply().roots
      #expect(left.map(\.holder) == ["red-mesh", "green-mesh"])
      #expect(left.allSatisfy { !$0.isEntering && $0.owner == "blue-mesh" })
    }
  }
}

extension TestHome {
  /// Makes the home one that never signed its database, as 0.1.0 left it.
  func makeUnsigned(_ secret: HomeSecret) throws {
    try sql(plainWrapping(secret))
    try sql("DELETE FROM binding")
    try remove("home.pub")
  }

  /// The statement that wraps the data key as 0.1.0 did.
  func plainWrapping(_ secret: HomeSecret) throws -> String {
    let home = home(secret: secret)
    let found = try home.read { try $0.home() }
    let row = try #require(found)
    let wrapped = try home.sealer().wrapped(
      row.slots[0].method, secret: secret, keyFile: home.sealingKeyPath, as: .plain)
    return "UPDATE home SET wrapped_key = x'\(wrapped.hexadecimal)'"
  }

  /// Changes the database as somebody could who also has the home's key.
  func signedSQL(_ statements: String, secret: HomeSecret = .keyFile) throws {
    let home = home(secret: secret)
    let key = try home.homeKey()
    try sql(statements)
    try home.store().write { try key.sign($0) }
  }
}
