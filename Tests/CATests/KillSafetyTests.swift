import Cryptography
import Diagnostics
import Files
import Foundation
import SystemPackage
import Testing
import X509

@testable import CA

/// What a kill at one instant or another leaves behind, and that `apply` then simply works again.
@Suite struct KillSafetyTests {
  @Test func afterTheDatabaseWasMade() throws {
    try TestHome.with { test in
      _ = try test.home().store(creating: true)
      #expect(try test.home().plan().issues.count == 6)
      #expect(try test.home().apply().issued.count == 6)
    }
  }

  @Test(.onlyOfFiles("a server has no empty file")) func afterAnEmptyDatabaseFile() throws {
    try TestHome.with { test in
      try test.write("", to: "authority.db", permissions: .secret)
      #expect(try test.home().plan().issues.count == 6)
      #expect(try test.home().apply().issued.count == 6)
    }
  }

  @Test(arguments: [false, true]) func afterTheKeyFile(isDatabaseThere: Bool) throws {
    try TestHome.with { test in
      if isDatabaseThere { _ = try test.home().store(creating: true) }
      let key = try RandomBytes.secret(32)
      try SealingKeyFile(path: test.home().sealingKeyPath, home: String(repeating: "ab", count: 16), key: key).write()
      let written = try test.bytes("sealing.key")
      #expect(try test.home().apply().issued.count == 6)
      #expect(try test.bytes("sealing.key") == written)
      #expect(try test.home().exportPlainKey("red-mesh/root").count > 100)
    }
  }

  @Test func afterTheFirstRow() throws {
    try TestHome.with { test in
      _ = try test.home().sealerCreatingIfNeeded()
      #expect(try test.home().apply().issued.count == 6)
      #expect(try test.home().verifyLog().first?.action == "created")
    }
  }

  @Test func afterTheCertificatesAndBeforeTheFolders() throws {
    try TestHome.with { test in
      // A file where the folder should be stops the command at that instant.
      try test.write("in the way\n", to: "out")
      #expect(throws: CAError.self) { try test.home().apply() }
      let authorities = try test.home().authorities().all
      #expect(authorities.count == 6)
      try test.remove("out")
      let applied = try test.home(at: TestHome.start + 60).apply()
      #expect(applied.issued.isEmpty && applied.written.count == 3)
      #expect(try test.home().authorities().all == authorities)
      #expect(try test.home().verifyLog().filter { $0.action == "issued-authority" }.count == 6)
    }
  }

  @Test func inTheMiddleOfTheFolders() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      // Red is done but for the clearing up, green is drafted in half, blue was never there.
      try FileManager.default.copyItem(
        atPath: (test.folder + "/out/red-mesh").string,
        toPath: (test.folder + "/out/.red-mesh.new-0123456789abcdef").string)
      try FileSystem.makeFolder(test.folder + "/out/.green-mesh.new-0123456789abcdef/pem")
      try test.write("half", to: "out/.green-mesh.new-0123456789abcdef/pem/ca-key.pem", permissions: .secret)
      try test.write("half", to: "out/green-mesh/pem/ca-cert.pem")
      try test.remove("out/blue-mesh")
      let applied = try test.home().apply()
      #expect(applied.written == ["green-mesh", "blue-mesh"])
      #expect(try FileSystem.names(in: test.folder + "/out") == ["blue-mesh", "green-mesh", "red-mesh"])
      let after = try test.files()
      // The command logged what it wrote.
      let changing: Set = ["authority.db", "log.checkpoint"]
      #expect(after.filter { !changing.contains($0.key) } == before.filter { !changing.contains($0.key) })
    }
  }

  @Test func draftsAreClearedEvenWhenNothingIsPending() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      try FileSystem.makeFolder(test.folder + "/out/.red-mesh.new-0123456789abcdef/pem")
      try test.write("an old key", to: "out/.red-mesh.new-0123456789abcdef/pem/ca-key.pem", permissions: .secret)
      try test.write("half a key", to: "sealing.key.new-0123456789abcdef", permissions: .secret)
      try test.write("half a copy", to: "authority.db.backup", permissions: .secret)
      #expect(try !test.home().apply().plan.isPending)
      #expect(try test.files() == before)
    }
  }

  @Test func aRefusedWriteLeavesNoDraftOfAKey() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.remove("out/blue-mesh/pem/ca-cert.pem")
      try test.remove("out/red-mesh")
      #expect(unsafe symlink("/nowhere/at/all", (test.folder + "/out/red-mesh").string) == 0)
      #expect(failure { try test.home().apply() } == .files(.linkedFolder(test.folder + "/out/red-mesh")))
      #expect(try FileSystem.names(in: test.folder + "/out") == ["blue-mesh", "green-mesh", "red-mesh"])
      try test.remove("out/red-mesh")
      #expect(try test.home().apply().written == ["red-mesh", "blue-mesh"])
      #expect(FileSystem.isFolder(test.folder + "/out/red-mesh", followingLinks: false))
    }
  }

  @Test func aLostDatabaseIsNotReplacedInSilence() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      for lost in TestDatabase.server == nil ? ["removed", "emptied"] : ["removed"] {
        try test.loseDatabase()
        if lost == "emptied" { try test.write("", to: "authority.db", permissions: .secret) }
        #expect {
          try test.home().apply()
        } throws: { error in
          guard case CAError.refused(.description(.foreignOutput)) = error else { return false }
          return true
        }
        #expect(throws: CAError.self) { try test.home().plan() }
        #expect(try test.files(below: "out") == before)
      }
      // The pin of the lost database's key alone is reason enough, and so is the checkpoint of its log.
      try test.remove("out")
      for file in ["home.pub", "log.checkpoint"] {
        #expect(throws: CAError.self) { try test.home().apply() }
        try test.remove(file)
      }
      #expect(try test.home().apply().issued.count == 6)
    }
  }

  /// SQLite takes no journal for its own whose first octet is zero, and leaves it.
  @Test(.onlyOfFiles("a server has its own journal"), arguments: [[], [0, 0, 0, 0]] as [[UInt8]])
  func aJournalThatIsNoneIsRemoved(content: [UInt8]) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let count = try test.home().verifyLog().count
      try FileSystem.write(content, to: test.folder + "/authority.db-journal", permissions: .secret)
      _ = try test.named().openForWriting()
      #expect(!test.has("authority.db-journal"))
      #expect(try test.home().verifyLog().count == count)
    }
  }

  @Test func aSecondWriterWaitsAndThenSaysSo() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files()
      let lock = try FolderLock(test.folder, timeout: 0)
      let hasty = test.home(at: TestHome.start.after(days: 300), lockTimeout: 0)
      let locked = CAError.files(.locked(folder: test.folder, seconds: 0))
      #expect(throws: locked) { try hasty.apply() }
      #expect(throws: locked) { try hasty.exportPlainKey("red-mesh") }
      #expect(throws: locked) { try hasty.rewrap(with: .keyFile) }
      #expect(throws: locked) { try hasty.issueLeaf("red-mesh", for: .gateway("egress-green-mesh")) }
      #expect(locked.diagnostic.code == "MT-HOME-08")
      // Whoever only reads need not wait.
      #expect(try hasty.plan().issues.count == 3)
      #expect(try hasty.verifyLog().isEmpty == false)
      #expect(try test.files() == before)
      _ = consume lock
      #expect(try hasty.apply().issued.count == 3)
    }
  }

  /// Whoever may read the home's folder can lock that, and not this file.
  @Test func theLockIsOnAFileThatNobodyElseOpens() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let file = test.folder + "/.lock"
      #expect(FileSystem.permissions(of: file) == .secret)
      #expect(throws: CAError.ownFile(path: file)) { try Home.requireForeign(file) }
      // A folder that is no home stays as it is.
      try FileSystem.makeFolder(test.folder + "/other")
      let other = Home(folder: test.folder + "/other", now: TestHome.start)
      #expect(throws: CAError.self) { try other.openForWriting().apply() }
      #expect(!test.has("other/.lock"))
    }
  }

  @Test func aSecondWriterGetsItsTurn() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)").path
    defer {
      try? FileManager.default.removeItem(atPath: folder)
      TestDatabase.drop(below: folder)
    }
    let test = TestHome(folder: FilePath(folder))
    try test.describe(Colours())
    // Everybody begins at once with an empty home; one of them issues, and the others find it done.
    let issued = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try test.home(lockTimeout: 60).apply().issued.count } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(issued.sorted() == [0, 0, 0, 6])
    #expect(try test.home().verifyLog().count == 10)
  }
}
