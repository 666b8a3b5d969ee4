import Cryptography
import Diagnostics
import Files
import SystemPackage
import Testing
import X509

@testable import CA

/// Removing a mesh takes several steps; stopped between any two of them, a later command finishes it.
@Suite(.cheapPassphrases) struct RemovalTests {
  /// A home with a removal that was stopped after its first transaction.
  private func withStopped(_ body: (TestHome) throws -> Void) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.home().write { try $0.beginRemoval(of: "blue-mesh", in: "/elsewhere", at: TestHome.start) }
      try body(test)
    }
  }

  @Test func nothingIsIssuedForAMeshThatIsBeingRemoved() throws {
    try withStopped { test in
      let plan = try test.home().plan()
      #expect(plan.isPending && plan.issues.isEmpty && plan.removals == ["blue-mesh"])
      #expect(plan.notes.contains { $0.code == "MT-HOME-81" })
      let status = try test.home().status()
      #expect(status.next.reason == "the removal of blue-mesh was stopped before its end")
      #expect(status.warnings.contains { $0.code == "MT-HOME-81" })
    }
  }

  @Test func anyCommandThatWritesFinishesIt() throws {
    try withStopped { test in
      let home = try test.named().openForWriting()
      #expect(home.finishedRemovals.map(\.name) == ["blue-mesh"])
      #expect(try home.authorities().all.allSatisfy { $0.owner != .mesh("blue-mesh") })
      #expect(try !String(decoding: test.bytes("federation.yaml"), as: UTF8.self).contains("blue-mesh"))
      #expect(!FileSystem.exists(test.folder + "/out/blue-mesh"))
      let log = try home.verifyLog()
      #expect(log.last?.action == "finished-removal")
      #expect(try home.plan().removals.isEmpty)
    }
  }

  @Test func whatWasIssuedSinceItsBeginIsRevokedAtItsEnd() throws {
    try withStopped { test in
      let intermediate = try #require(try test.home().authorities().intermediate(of: "blue-mesh")?.certificate)
      #expect(try test.home().read { try $0.revocation(of: intermediate) == nil })
      let home = try test.named().openForWriting()
      #expect(home.finishedRemovals.map(\.name) == ["blue-mesh"])
      #expect(try home.read { try $0.revocation(of: intermediate) != nil })
      let lists = try home.lastRevocationLists(of: "blue-mesh")
      #expect(lists.contains { $0.authority == "blue-mesh/root" && $0.list.count == 1 })
    }
  }

  @Test func nothingIsMadeForAMeshWhoseRemovalWaits() throws {
    try withStopped { test in
      let refusal = CAError.refused(.issuing(.leaving(mesh: "blue-mesh")))
      #expect(failure { try test.home().refuseLeaving("blue-mesh") } == refusal)
      #expect(failure { try test.home().refuseLeaving(.shared) } == refusal)
      try test.home().refuseLeaving(.mesh("red-mesh"))
    }
  }

  @Test func whatIsSignedAlreadyIsNotSignedAgain() throws {
    try withStopped { test in
      let before = test.home()
      let retired = try before.read { try $0.everyAuthority(of: .mesh("blue-mesh")) }
      try before.revokeRest(of: "blue-mesh", retired)
      _ = try before.signLastLists(of: "blue-mesh", retired)
      let signed = try before.verifyLog().filter { $0.action == "signed-list" }.count
      #expect(signed == 2)
      let home = try test.named().openForWriting()
      #expect(home.finishedRemovals.map(\.name) == ["blue-mesh"] && home.unfinishedRemovals.isEmpty)
      #expect(try home.verifyLog().filter { $0.action == "signed-list" }.count == signed)
    }
  }

  @Test func aPassphraseIsAskedForWhereARemovalWaits() throws {
    let secret = HomeSecret.passphrase(TestHome.passphrase("correct horse"))
    try TestHome.with { test in
      _ = try test.home(secret: secret).apply()
      try test.home(secret: secret).write { try $0.beginRemoval(of: "blue-mesh", in: "/elsewhere", at: TestHome.start) }
      #expect(try test.home().plan().removals == ["blue-mesh"])
      #expect(failure { try test.named().openForWriting() } == .passphraseNeeded)
      #expect(try test.named(secret: secret).openForWriting().finishedRemovals.map(\.name) == ["blue-mesh"])
    }
  }

  @Test func anUnknownFolderIsTold() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try FileSystem.makeFolder(test.folder + "/out/old-mesh/pem")
      try test.write("a key", to: "out/old-mesh/pem/ca-key.pem", permissions: .secret)
      let note = try #require(try test.home().plan().notes.first { $0.code == "MT-HOME-82" })
      #expect(note.what.text(in: .none).contains("out/old-mesh"))
      #expect(note.why.text(in: .none).contains("private key"))
      #expect(try test.home().status().warnings.contains(note))
    }
  }

  /// Only names that the tool itself gives: what looks like one may be somebody's own.
  @Test func whatOthersNamedAlikeStays() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let names = [
        "sealing.key.new-laptop", "federation.yaml.new-0123456789ABCDEF", "home.pub.new-1", "authority.db.new-4711",
        "authority.db.v3.new-mine", "out/.drafts.new/mine", "out/.red-mesh.new-mine/key", "federation.yaml.new-a/b",
      ]
      for name in ["out/.drafts.new", "out/.red-mesh.new-mine", "federation.yaml.new-a"] {
        try FileSystem.makeFolder(test.folder.pushing(FilePath(name)))
      }
      for name in names { try test.write("mine", to: name, permissions: .secret) }
      _ = try test.named().openForWriting()
      for name in names { #expect(test.has(name), "\(name)") }
    }
  }

  @Test func leftOversAreSwept() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files().keys
      for name in [
        "authority.db", "authority.db.backup", "authority.db.v3-20260101T000000Z", "federation.yaml", "sealing.key",
        "sealing.key.next", "home.pub", ".gitignore", "out/.red-mesh",
      ].map({ "\($0).new-0123456789abcdef" }) + ["authority.db.backup", "authority.db.backup-journal"] {
        try test.write("left", to: name, permissions: .secret)
      }
      _ = try test.named().openForWriting()
      #expect(try test.files().keys.sorted() == before.sorted())
    }
  }
}
