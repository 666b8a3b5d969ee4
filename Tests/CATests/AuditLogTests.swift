import Diagnostics
import SystemPackage
import Testing
import X509

@testable import CA

@Suite struct AuditLogTests {
  @Test func everyActIsAnEntry() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      _ = try test.home(at: TestHome.start + 5).issueLeaf("red-mesh", for: .serviceAccount(namespace: "a", name: "b"))
      _ = try test.home().manifests(of: "red-mesh", withKey: true)
      _ = try test.home().manifests(of: "red-mesh", withKey: false)
      _ = try test.home().exportKey("red-mesh/root", passphrase: TestHome.passphrase("p"))
      _ = try test.home().exportPlainKey("red-mesh")
      try test.home().rewrap(with: .keyFile)
      try test.home().backUp(to: test.folder + "/b", passphrase: TestHome.passphrase("p"))
      let log = try test.home().verifyLog()
      #expect(
        log.map(\.action) == [
          "created", "issued-authority", "issued-authority", "emitted-key", "issued-leaf", "emitted-key",
          "exported-key",
          "exported-key", "rewrapped", "backed-up",
        ])
      #expect(log.map(\.number) == Array(1...10))
      #expect(log[4].time == TestHome.start + 5 && log[4].subject == "spiffe://red-mesh.local/ns/a/sa/b")
      #expect(log[1].details.contains(try test.home().authorities().named("red-mesh/root").certificate.fingerprint))
      #expect(Set(log.map(\.action)).isSubset(of: Set(LogEntry.Action.allCases.map(\.rawValue))))
    }
  }

  @Test func looksLeaveNoEntry() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      _ = try test.home().plan()
      _ = try test.home().status()
      _ = try test.home().authorities()
      _ = try test.home().bundles()
      _ = try test.home().expectation(of: "green-mesh", for: "red-mesh")
      _ = try test.home().manifests(of: "red-mesh", withKey: false)
      _ = try test.home().verifyLog()
      #expect(try test.files() == before)
    }
  }

  private static let origin = "form, actor, proof, host, command, tool, run"
  private static let insertion = "INSERT INTO log (entry, time, action, subject, details, previous, hash, \(origin))"

  private static let tampering: [(sql: String, entry: Int64)] = [
    // Changed.
    ("UPDATE log SET details = details || ' ' WHERE entry = 3", 3),
    ("UPDATE log SET subject = 'green-mesh/root' WHERE entry = 2", 2),
    ("UPDATE log SET time = time + 1 WHERE entry = 1", 1),
    ("UPDATE log SET action = 'issued-leaf' WHERE entry = 8", 8),
    ("UPDATE log SET hash = previous WHERE entry = 4", 4),
    ("UPDATE log SET previous = hash WHERE entry = 4", 4),
    // Somebody else, elsewhere, with another command; and nobody at all, as in an entry of an older version.
    ("UPDATE log SET actor = 'bert' WHERE entry = 3", 3),
    ("UPDATE log SET proof = 'ssh' WHERE entry = 3", 3),
    ("UPDATE log SET host = 'there' WHERE entry = 6", 6),
    ("UPDATE log SET command = 'meshtrust plan' WHERE entry = 6", 6),
    ("UPDATE log SET tool = '9', run = '0' WHERE entry = 6", 6),
    ("UPDATE log SET form = 1 WHERE entry = 4", 4),
    ("UPDATE log SET form = 3 WHERE entry = 4", 4),
    ("UPDATE log SET actor = NULL WHERE entry = 4", 4),
    (
      "UPDATE log SET form = 1, actor = NULL, proof = NULL, host = NULL, command = NULL, tool = NULL, run = NULL "
        + "WHERE entry = 4", 4
    ),
    // Text moved over the border of two fields.
    ("UPDATE log SET subject = subject || substr(details, 1, 1), details = substr(details, 2) WHERE entry = 3", 3),
    // Removed: at the beginning, in the middle, at the end, all of them.
    ("DELETE FROM log WHERE entry = 1", 1),
    ("DELETE FROM log WHERE entry = 5", 5),
    ("DELETE FROM log WHERE entry = 5; UPDATE log SET entry = entry - 1 WHERE entry > 5", 5),
    ("DELETE FROM log WHERE entry = 10", 10),
    ("DELETE FROM log WHERE entry > 7", 8),
    ("DELETE FROM log", 1),
    // Inserted.
    ("\(insertion) SELECT 11, time, action, subject, details, hash, hash, \(origin) FROM log WHERE entry = 10", 11),
    ("\(insertion) SELECT 0, time, action, subject, details, previous, hash, \(origin) FROM log WHERE entry = 1", 1),
    ("\(insertion) SELECT 12, time, action, subject, details, previous, hash, \(origin) FROM log WHERE entry = 10", 11),
    // Reordered.
    (
      "UPDATE log SET entry = -1 WHERE entry = 4; UPDATE log SET entry = 4 WHERE entry = 5; "
        + "UPDATE log SET entry = 5 WHERE entry = -1", 4
    ),
  ]

  @Test(arguments: tampering.indices) func tamperingIsFound(index: Int) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      #expect(try test.home().verifyLog().count == 10)
      try test.sql(Self.tampering[index].sql)
      let error = failure { try test.home().verifyLog() }
      guard case .logBroken(let entry, _) = error else {
        Issue.record("\(Self.tampering[index].sql) was not found: \(String(describing: error))")
        return
      }
      #expect(entry == Self.tampering[index].entry, "\(Self.tampering[index].sql)")
      #expect(error?.exitStatus == .malformed && error?.diagnostic.what.description.contains("entry \(entry)") ?? false)
    }
  }

  /// An entry in the middle leaves the signature over the end of the log as it was.
  @Test func whoShowsTheLogLearnsThatItWasChanged() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      #expect(try test.home().logFault() == nil)
      try test.sql("UPDATE log SET details = 'harmless' WHERE entry = 3")
      #expect(try test.home().log().count == 10)
      guard case .logBroken(3, _) = try test.home().logFault() else {
        Issue.record("the change was not found")
        return
      }
    }
  }

  /// Whoever says who acts is believed, and recorded; nobody else is.
  @Test func entriesSayWhoActed() throws {
    try TestHome.with(Colours.redOnly) { test in
      let anna = LogOrigin(
        actor: "anna", proof: "os, sudo by bert", host: "desk", command: "meshtrust apply\n", tool: "1", run: "77")
      _ = try test.named(origin: anna).open().apply()
      _ = try test.home().exportPlainKey("red-mesh")
      let log = try test.home().verifyLog()
      // A server vouches for whom it let in; what the machine says stands beside.
      let isServer = TestDatabase.server != nil
      let (actor, proof) =
        isServer ? (TestDatabase.user, "database, anna by os, sudo by bert") : ("anna", "os, sudo by bert")
      #expect(
        log.dropLast().allSatisfy {
          $0.origin?.actor == actor && $0.origin?.proof == proof && $0.origin?.host == "desk"
        })
      #expect(log[0].origin?.command == "meshtrust apply\\x0a")
      #expect(log.last?.origin == (isServer ? LogOrigin.unknown.vouchedFor(by: actor) : .unknown))
      #expect(log.filter { $0.isBy("anna") }.count == 4 && log.filter { $0.isBy("bert") }.count == 4)
      #expect(log.allSatisfy { !$0.isBy("os") })
      #expect(log.filter { $0.isAbout("red-mesh", trustDomain: "red-mesh.local") }.map(\.number) == [2, 3, 4, 5])
      #expect(log.allSatisfy { !$0.isAbout("red", trustDomain: "red.local") })
    }
  }

  /// An entry of form 1 hashes what it hashed in every version; one of form 2 more. Made again with `sha256sum`.
  @Test func theFormsHashTheirFields() {
    func entry(_ origin: LogOrigin?) -> LogEntry {
      LogEntry(
        number: 1, time: TestHome.start, action: "created", subject: "pki", details: "", origin: origin,
        previous: LogEntry.genesis)
    }
    #expect(entry(nil).hash == "063afc45152be68c0a772d5a5dcc47ef6c4fd64055f41216095009b4e429e438")
    let origin = LogOrigin(actor: "anna", proof: "os", host: "desk", command: "meshtrust apply", tool: "1", run: "77")
    #expect(entry(origin).hash == "54cbfbe575c655b711dfdb89f64bc06dc7cd17bf056861cb80ed72912dee9206")
  }

  @Test func aFailedCommandLeavesNoEntry() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let count = try test.home().verifyLog().count
      _ = failure { try test.home().issueLeaf("red-mesh", for: .gateway("nothing")) }
      _ = failure { try test.home().exportPlainKey("nobody/root") }
      _ = failure { try test.home().install("red-mesh", chain: []) }
      _ = failure { try test.home().manifests(of: "nobody", withKey: true) }
      #expect(try test.home().verifyLog().count == count)
    }
  }
}
