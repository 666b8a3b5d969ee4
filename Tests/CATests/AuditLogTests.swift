import CA
import Diagnostics
import SystemPackage
import Testing
import X509

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

  private static let tampering: [(sql: String, entry: Int64)] = [
    // Changed.
    ("UPDATE log SET details = details || ' ' WHERE entry = 3", 3),
    ("UPDATE log SET subject = 'green-mesh/root' WHERE entry = 2", 2),
    ("UPDATE log SET time = time + 1 WHERE entry = 1", 1),
    ("UPDATE log SET action = 'issued-leaf' WHERE entry = 8", 8),
    ("UPDATE log SET hash = previous WHERE entry = 4", 4),
    ("UPDATE log SET previous = hash WHERE entry = 4", 4),
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
    ("INSERT INTO log SELECT 11, time, action, subject, details, hash, hash FROM log WHERE entry = 10", 11),
    ("INSERT INTO log SELECT 0, time, action, subject, details, previous, hash FROM log WHERE entry = 1", 1),
    ("INSERT INTO log SELECT 12, time, action, subject, details, previous, hash FROM log WHERE entry = 10", 11),
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
