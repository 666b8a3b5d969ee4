import Diagnostics
import SystemPackage
import Testing
import X509

@testable import CA

/// Several clones of one federation.yaml beside one database.
@Suite struct AppliedDescriptionTests {
  private static let here = AppliedDescription.Origin(host: "a", folder: "/pki")
  private static let there = AppliedDescription.Origin(host: "b", folder: "/pki")

  private static func applied(_ digest: String, _ origin: AppliedDescription.Origin, _ actor: String = "anna")
    -> AppliedDescription
  {
    AppliedDescription(digest: digest, time: TestHome.start, actor: actor, origin: origin)
  }

  private static func isReplaced(_ digest: String, _ all: [AppliedDescription]) -> Bool {
    AppliedDescription.replaced(digest, at: here, among: all) != nil
  }

  @Test func onlyAnOlderOneThatWasReplacedElsewhereIs() {
    #expect(!Self.isReplaced("1", []), "nobody has applied anything")
    #expect(!Self.isReplaced("1", [Self.applied("1", Self.there)]), "it is the newest one")
    #expect(Self.isReplaced("1", [Self.applied("1", Self.here), Self.applied("2", Self.there)]))
    #expect(Self.isReplaced("1", [Self.applied("1", Self.there), Self.applied("2", Self.there)]))
    #expect(!Self.isReplaced("3", [Self.applied("1", Self.here), Self.applied("2", Self.there)]), "it is new")
    let own = [Self.applied("1", Self.here), Self.applied("2", Self.here)]
    #expect(!Self.isReplaced("1", own), "whoever goes back has had the newer one in this folder")
    let back = [Self.applied("1", Self.here), Self.applied("2", Self.there), Self.applied("1", Self.here)]
    #expect(!Self.isReplaced("1", back), "somebody went back on purpose")
    #expect(AppliedDescription.replaced("2", at: Self.there, among: back)?.newest.origin == Self.here)
  }

  /// `pki` is another folder for everybody.
  @Test func aPlaceIsAHostAndAWholePath() throws {
    try TestHome.with(Colours.redOnly) { test in
      let name = try #require(test.folder.lastComponent).string
      let folder = test.folder.removingLastComponent().appending("./\(name)/../\(name)")
      #expect(Home(folder: folder, now: TestHome.start).open().origin == test.home().origin)
      #expect(Home(folder: ".", now: TestHome.start).open().origin.folder.hasPrefix("/"))
    }
  }

  @Test func whatIsAppliedIsRememberedAndTheLastOneWhole() throws {
    try TestHome.with(Colours.redOnly) { test in
      func all() throws -> [AppliedDescription] { try test.home().read { try $0.appliedDescriptions() } }
      _ = try test.home().apply()
      _ = try test.home().apply()
      let first = try all()
      #expect(first.count == 1 && first[0].origin.folder == test.folder.string.printable)
      try test.describe(Colours())
      _ = try test.home().apply()
      try test.describe(Colours.redOnly)
      // In this folder the way back is free.
      #expect(failure { try test.home().plan() } == nil)
      let second = try all()
      #expect(second.count == 2 && second[0] == first[0])
      let whole = try test.count("SELECT count(*) FROM applied_description WHERE length(text) > 0")
      #expect(whole == 1)
    }
  }
}

@Suite(.onlyOfServers) struct ReplacedDescriptionTests {
  @Test func whoHasNotPulledIsToldAndUndoesNothing() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.home().write { writer in
        try writer.recordDescription(Array("newer".utf8), in: "/elsewhere", at: TestHome.start.after(days: 1))
      }
      let before = try test.files()
      let changes: [(OpenHome) throws -> Void] = [
        { _ = try $0.apply() }, { _ = try $0.issueLeaf("red-mesh", for: .gateway("egress-green-mesh")) },
      ]
      for change in changes {
        let error = failure { try change(try test.named().openForWriting()) }
        #expect(error?.diagnostic.code == "MT-HOME-98", "\(String(describing: error))")
      }
      let after = try test.files()
      #expect(after == before)
      let plan = try test.home().plan()
      #expect(plan.notes.contains { $0.code == "MT-HOME-98" && $0.severity == .warning })
      // It holds the lock as long as it is there.
      func goBack(_ home: OpenHome) throws {
        home.acceptOlderDescription()
        _ = try home.apply()
      }
      try goBack(try test.named().openForWriting())
      let error = failure { try test.home().apply() }
      #expect(error == nil)
    }
  }
}
