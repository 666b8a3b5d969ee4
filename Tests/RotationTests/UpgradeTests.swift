import Cryptography
import Federation
import Files
import Foundation
import Rotation
import SystemPackage
import Testing
import X509

@testable import CA

/// Homes as earlier versions made them, each form of the database once: Tests/Homes/README.md.
@Suite struct UpgradeTests {
  /// A home in Tests/Homes.
  struct Old: Sendable, CustomTestStringConvertible {
    let name: String
    /// The last migration that its database has seen.
    let version: Int
    /// Where the root of `a` stood, and since when.
    let phase: RotationPhase
    let time: Timestamp

    var testDescription: String { name }
    var folder: String { UpgradeTests.homes + "/" + name }
    /// Whether no migration is left to apply.
    var isPresent: Bool { Schema.migrations.names.last?.hasPrefix("\(version): ") ?? false }
  }

  private static let homes = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Homes")
    .standardizedFileURL.path
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day
  private static let owner = AuthorityOwner.mesh("a")

  static let all =
    [
      Old(name: "1-first", version: 1, phase: .steady, time: start),
      Old(name: "3-without-requests", version: 3, phase: .distributing, time: start + 2 * day),
      Old(name: "4-longest-lifetime", version: 4, phase: .distributing, time: start + 2 * day),
      Old(name: "4-lifetimes", version: 4, phase: .signing, time: start + 6 * day),
      Old(name: "5-seen", version: 5, phase: .distributing, time: start + 2 * day),
    ]
    + [
      "6-provenance", "8-bound", "9-clusters", "10-object-states", "11-checkpoints", "12-outside-keys",
      "13-live-clusters", "14-deployments", "15-external-roots", "19-mesh-migrations",
      "20-written-folders", "21-bundle-endpoints", "22-former-planes", "23-applied-descriptions",
      "24-migration-states",
    ].map { name in
      let version = Int(name.prefix { $0 != "-" }) ?? 0
      return Old(name: name, version: version, phase: .distributing, time: start + 2 * day)
    }

  /// Lends a copy of an old home.
  private static func with(_ old: Old, _ body: (RotatingHome) throws -> Void) throws {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent("upgrade-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: base) }
    try FileManager.default.copyItem(atPath: old.folder, toPath: base + "/pki")
    let home = RotatingHome(folder: FilePath(base + "/pki"))
    // What git keeps of permissions is one bit.
    for secret in ["authority.db", "sealing.key"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: base + "/pki/" + secret)
    }
    try body(home)
  }

  @Test func everyHomeIsTried() throws {
    let folders = try FileSystem.names(in: FilePath(Self.homes)).filter { $0 != "README.md" }
    #expect(folders == Self.all.map(\.name).sorted())
    #expect(Self.all.last?.isPresent == true, "a home of the present form is missing")
  }

  @Test(arguments: all) func itOpensAndIssuesNothing(_ old: Old) throws {
    try Self.with(old) { home in
      let before = try FileSystem.read(home.folder + "/authority.db")
      let opened = home.at(old.time)
      let plan = try opened.plan()
      #expect(plan.issues.isEmpty)
      #expect(try opened.rotationLedger(withKeys: false).rotation(of: Self.owner)?.phase ?? .steady == old.phase)
      #expect(try opened.verifyLog().isEmpty == false)
      // Its keys open.
      #expect(try opened.exportPlainKey("a/intermediate").count > 100)
      let kept = try FileSystem.names(in: home.folder).filter { $0.hasPrefix("authority.db.") }
      guard !old.isPresent else { return #expect(kept.isEmpty, "nothing was migrated") }
      #expect(kept.count == 1)
      let copy = home.folder.appending(try #require(kept.first))
      #expect(copy.lastComponent?.string.hasPrefix("authority.db.v\(old.version)-") == true)
      #expect(FileSystem.permissions(of: copy) == .ownerReadWrite)
      // SQLite counts changes in the first 100 octets.
      #expect(try FileSystem.read(copy).dropFirst(100) == before.dropFirst(100))
    }
  }

  /// Whoever can write the file has no secret, and fills what the old signature does not know.
  @Test(arguments: all.filter { (8..<15).contains($0.version) })
  func whatItsSignatureDoesNotCoverIsNotUsed(_ old: Old) throws {
    try Self.with(old) { home in
      _ = try home.at(old.time).plan()
      let database = try SQLiteConnection((home.folder + "/authority.db").string)
      try database.run("UPDATE rotation SET target = 'shared'")
      for use in [{ _ = try $0.plan() }, { _ = try $0.apply() }, { _ = try $0.verifyLog() }]
        as [(OpenHome) throws -> Void]
      {
        #expect(throws: CAError.binding(.uncovered(table: "rotation"))) { try use(home.at(old.time)) }
      }
    }
  }

  @Test(arguments: all) func itsRootIsRotated(_ old: Old) throws {
    try Self.with(old) { home in
      var time = old.time + Self.day
      _ = try home.at(time).apply()
      #expect(try !home.at(time).plan().isPending)
      var phase = old.phase
      if phase == .steady { phase = try home.move(Self.owner, .start(.init()), at: time) }
      while phase != .steady {
        time = time + Self.day
        try home.seeAll(Self.owner, at: time)
        try home.assume("istiod restarted", Self.owner, at: time)
        try home.assume("all proxies restarted", Self.owner, at: time)
        time = time + 2 * Self.day
        phase = try home.move(Self.owner, .next, at: time)
      }
      #expect(try home.at(time).authorities().bundle(ofOwner: Self.owner)?.generations == [2])
      #expect(try !home.at(time).plan().isPending)
      #expect(try home.at(time).verifyLog().contains { $0.action == "finished-rotation" })
      // What migration 3 could not hold everywhere at first.
      _ = try home.at(time).rotate(Self.owner, .start(.init()))
      try home.assume("requests answered", Self.owner, at: time)
    }
  }
}
