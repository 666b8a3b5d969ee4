import Diagnostics
import SystemPackage
import Testing

@testable import CA

/// A move of the home that never ended; `scripts/interop postgres` has those that do.
@Suite(.onlyOfFiles("it is about authority.db")) struct MovingStoreTests {
  /// The state after a kill between the two commits: the file says where the home goes, and no server has it.
  private func withDeparted(_ body: (TestHome) throws -> Void) throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      try test.home().write {
        try $0.append(.moved, test.folder.string, "to PostgreSQL, store 00ff", at: TestHome.start)
      }
      try body(test)
    }
  }

  @Test func aMoveToADatabaseThatIsLostIsTakenBack() throws {
    try withDeparted { test in
      let refusal = failure { try test.home().write { _ in } }
      #expect(refusal == .store(.moved(place: "authority.db", to: "PostgreSQL, store 00ff")))
      let moved = try test.home().moveStoreToFile()
      #expect(moved.from == "PostgreSQL, store 00ff" && moved.to == "authority.db" && moved.left == nil)
      let last = try #require(test.home().verifyLog().last)
      #expect(last.action == "moved" && last.details == "to authority.db; not to PostgreSQL, store 00ff")
      #expect(Int64(last.number) == moved.entries)
      #expect(throws: Never.self) { try test.home().write { _ in } }
    }
  }

  @Test func aHomeThatWentNowhereHasNothingToTakeBack() throws {
    try TestHome.with(Colours.redOnly) { test in
      _ = try test.home().apply()
      let before = try test.files()
      let refusal = failure { try test.home().moveStoreToFile() }
      #expect(refusal == .store(.notEmpty(place: (test.folder + "/authority.db").string)))
      #expect(try test.files() == before)
    }
    try withDeparted { test in
      _ = try test.home().moveStoreToFile()
      #expect(failure { try test.home().moveStoreToFile() }?.diagnostic.code == "MT-STORE-17")
    }
  }

  /// What was lost since is not taken back with it: a copy from before the home went on elsewhere.
  @Test func anOlderCopyTakesNothingBack() throws {
    try withDeparted { test in
      let kept = try test.keptDatabase()
      _ = try test.home().moveStoreToFile()
      try test.put(kept)
      #expect(failure { try test.home().moveStoreToFile() }?.diagnostic.code == "MT-LOG-07")
    }
  }
}
