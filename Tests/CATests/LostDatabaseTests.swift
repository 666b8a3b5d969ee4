import Diagnostics
import Files
import SystemPackage
import Testing
import X509

@testable import CA

/// What is beside a database says whether it is the one that made it; `apply` shows what enters and leaves bundles.
@Suite struct LostDatabaseTests {
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
