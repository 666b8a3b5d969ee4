import Cryptography
import Diagnostics
import Files
import SystemPackage
import Testing
import X509

@testable import CA

/// Whoever can write authority.db, and does not know the home's secret, changes nothing that a command would use.
@Suite(.cheapPassphrases) struct BindingTests {
  @Test func readingNeedsNoSecret() throws {
    try TestHome.withBound { test throws in
      #expect(try test.home().status().entries.count == 6)
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().verifyLog().count > 6)
      #expect(try test.home().bundles().count == 3)
    }
  }

  @Test func writingNeedsIt() throws {
    try TestHome.withBound { test throws in
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
    try TestHome.withBound { test throws in
      try test.sql(sql)
      for secret in [HomeSecret.keyFile, TestHome.boundSecret] {
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
    try TestHome.withBound { test throws in
      try test.sql("DELETE FROM home")
      let before = try test.files()
      for use in [
        { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.bundles() }, { _ = try $0.log() },
        { _ = try $0.apply() }, { _ = try $0.apply(newRoots: true) },
      ] as [(OpenHome) throws -> Void] {
        let error = failure { try use(test.home(secret: TestHome.boundSecret)) }
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
    try TestHome.withBound { test throws in
      try test.sql(
        "UPDATE certificate SET der = (SELECT der FROM certificate WHERE kind = 'leaf' OR kind = 'root' LIMIT 1)")
      #expect(failure { try test.home().plan() }?.damage != nil)
    }
  }

  @Test func aSignatureThatIsMissingIsSaid() throws {
    try TestHome.withBound { test throws in
      try test.sql("DELETE FROM binding")
      #expect(failure { try test.home().plan() } == .binding(.unsigned(pin: test.folder + "/home.pub")))
      #expect(failure { try test.home(secret: TestHome.boundSecret).apply() }?.exitStatus == .refused)
    }
  }

  @Test func aDatabaseOfAnotherHomeIsNotUsed() throws {
    try TestHome.withBound { test throws in
      try TestHome.with { other throws in
        _ = try other.home(secret: TestHome.boundSecret).apply()
        try test.put(try other.keptDatabase())
      }
      #expect(failure { try test.home().plan() } == .binding(.changed))
    }
  }

  @Test func aSigningKeyOfSomebodyElseIsNotUsed() throws {
    try TestHome.withBound { test throws in
      let key = try HomeKey.fresh(Sealer.fresh(home: "x"))
      try test.sql("UPDATE binding SET sealed_key = x'\(key.sealed.hexadecimal)'")
      // It is not covered by the signature, which is still right; whoever opens it notices.
      #expect(throws: Never.self) { try test.home().plan() }
      #expect(failure { try test.home(secret: TestHome.boundSecret).write { _ in } } == .binding(.foreignKey))
    }
  }

  @Test func aMissingPinIsMadeAgainWithTheSecret() throws {
    try TestHome.withBound { test throws in
      let pin = try test.bytes("home.pub")
      try test.remove("home.pub")
      let error = try #require(failure { try test.home().plan() })
      #expect(error == .binding(.noPin(test.folder + "/home.pub")) && error.exitStatus == .secret)
      #expect(throws: Never.self) { try test.home(secret: TestHome.boundSecret).plan() }
      #expect(!test.has("home.pub"))
      _ = try test.named(secret: TestHome.boundSecret).openForWriting()
      #expect(try test.bytes("home.pub") == pin)
    }
  }

  @Test func anotherPinIsSaid() throws {
    try TestHome.withBound { test throws in
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
      _ = try test.home(secret: TestHome.boundSecret).apply()
      try test.makeUnsigned(TestHome.boundSecret)
      #expect(try test.home().plan().notes.map(\.code) == ["MT-HOME-90"])
      // Without the secret nothing is bound.
      _ = try test.named().openForWriting()
      #expect(!test.has("home.pub"))
      #expect(try !test.home(secret: TestHome.boundSecret).apply().plan.isPending)
      #expect(test.has("home.pub"))
      #expect(try test.home().verifyLog().map(\.action).filter { $0 == "bound" }.count == 1)
      _ = try test.home(secret: TestHome.boundSecret).apply()
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
    try TestHome.withBound { test throws in
      try test.makeUnsigned(TestHome.boundSecret)
      try test.sql(sql)
      for use in [
        { _ = try $0.plan() }, { _ = try $0.status() }, { _ = try $0.verifyLog() }, { _ = try $0.rotationLedger() },
      ] as [(OpenHome) throws -> Void] {
        #expect(failure { try use(test.home(secret: TestHome.boundSecret)) }?.exitStatus == .malformed)
      }
    }
  }

  /// What looks like a home of 0.1.0 is none if the data key says that the home signs.
  @Test func aHomeWhoseSignatureVanishedIsNotOneOfTheFirstVersion() throws {
    try TestHome.withBound { test throws in
      try test.sql("DELETE FROM binding; UPDATE evidence SET version = 2")
      try test.remove("home.pub")
      for use in [{ _ = try $0.plan() }, { _ = try $0.bundles() }, { _ = try $0.apply() }]
        as [(OpenHome) throws -> Void]
      {
        #expect(failure { try use(test.home(secret: TestHome.boundSecret)) } == .binding(.erased))
      }
      #expect(failure { try test.named(secret: TestHome.boundSecret).openForWriting() } == .binding(.erased))
      #expect(!test.has("home.pub"))
    }
  }

  @Test(.onlyOfFiles("no command migrates a server in passing")) func withoutTheTableTooItIsNone() throws {
    try TestHome.withBound { test throws in
      // The tables and migrations of a home before signatures.
      try test.makeOlder(upTo: "7: removals")
      try test.remove("home.pub")
      #expect(failure { try test.home(secret: TestHome.boundSecret).apply() } == .binding(.erased))
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
      try test.home().rewrap(with: TestHome.boundSecret)
      #expect(try test.home(secret: TestHome.boundSecret).exportPlainKey("red-mesh/root").count > 0)
      try test.sql("DELETE FROM binding")
      try test.remove("home.pub")
      #expect(failure { try test.home(secret: TestHome.boundSecret).plan() } == .binding(.erased))
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
}

extension TestHome {
  static let boundSecret = HomeSecret.passphrase(passphrase("correct horse"))

  /// A home sealed with a passphrase, so that reading has no secret.
  static func withBound(_ body: (TestHome) throws -> Void) throws {
    try with { test throws in
      _ = try test.home(secret: boundSecret).apply()
      try test.home(secret: boundSecret).record(
        [Evidence(holder: "green-mesh", mesh: "red-mesh", kind: .bundle, version: 1, time: start, source: "x")])
      try body(test)
    }
  }

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
