import Cryptography
import Diagnostics
import Files
import Signers
import SystemPackage
import Testing
import X509

@testable import CA

/// A key that was prepared outside of the home, and is lost before an authority has it.
@Suite struct PreparedKeyTests {
  private static let uri = TokenURI(token: "lost", serial: "7", object: "next", id: [1])

  /// A home before its first authority, where the next root of blue-mesh is to have a key in a token that no module has.
  private func withLost(_ state: OutsideKey.State, _ body: (TestHome) throws -> Void) throws {
    try TestHome.with { test in
      let home = test.home()
      _ = try home.sealerCreatingIfNeeded()
      try home.write { writer in
        try writer.set(
          OutsideKey(
            place: .token(Self.uri), identifier: state == .ready ? String(repeating: "ab", count: 32) : nil,
            owner: .mesh("blue-mesh"), algorithm: .p256, state: state, created: TestHome.start))
      }
      try body(test)
    }
  }

  @Test(arguments: [OutsideKey.State.making, .ready])
  func theErrorSaysHowItIsGivenUp(_ state: OutsideKey.State) throws {
    try withLost(state) { test in
      let error = try #require(failure { try test.home().apply() })
      #expect(error.diagnostic.code == "MT-KEY-40", "no module is named in a test")
      #expect(error.diagnostic.next.description.contains("meshtrust key destroy blue-mesh/root"))
      guard case .prepared(let fault) = error else { throw error }
      #expect(fault.owner == .mesh("blue-mesh") && fault.fault.isAbsence)
      #expect(throws: CAError.self) { try test.home().apply("blue-mesh") }
    }
  }

  @Test func othersAreIssuedWithoutIt() throws {
    try withLost(.ready) { test in
      let applied = try test.home().apply("red-mesh")
      #expect(Set(applied.issued.map(\.owner)) == [.mesh("red-mesh"), .mesh("green-mesh")])
      #expect(applied.written.isEmpty && applied.plan.notes.contains { $0.code == "MT-HOME-46" })
    }
  }

  @Test(arguments: [OutsideKey.State.making, .ready])
  func itIsGivenUpByName(_ state: OutsideKey.State) throws {
    try withLost(state) { test in
      let key = try test.home().destroyPreparedKey(of: "blue-mesh/root") { _ in }
      #expect(key.givenUp != nil && key.place == .token(Self.uri) && (key.fingerprint == nil) == (state == .making))
      let home = test.home()
      #expect(try home.read { try $0.outsideKeys() }.isEmpty)
      let entry = try #require(try home.verifyLog().last)
      #expect(entry.action == "gave-up-key" && entry.details.hasPrefix("given up: "))
      #expect(try home.apply().issued.count == 6)
      let refused = failure { try test.home().destroyPreparedKey(of: "blue-mesh/root") { _ in } }
      #expect(refused?.diagnostic.code == "MT-KEY-77" && refused?.exitStatus == .refused)
    }
  }

  /// A key that was asked for has no identifier, and is known by the ID that its token was to give it.
  @Test func aKeyThatWasAskedForIsKnownByItsID() {
    let asked = TokenURI(token: "a", serial: "1", object: "first", id: [1, 2])
    let row = OutsideKey(
      place: .token(asked), identifier: nil, owner: .mesh("red-mesh"), algorithm: nil, state: .making,
      created: TestHome.start)
    #expect(OpenHome.isOf(row, "0a", TokenURI(token: "a", serial: "1", object: "second", id: [1, 2])))
    #expect(!OpenHome.isOf(row, "0a", TokenURI(token: "a", serial: "1", object: "first", id: [3])))
    #expect(!OpenHome.isOf(row, "0a", nil))
  }

  @Test func anEntryNamesTheKeyThatWasAttached() {
    let details = "ECDSA P-256, SHA-256 0a1b, generation 2, at pkcs11:token=a; extractable, accepted"
    #expect(Destruction.attached(details) == "0a1b")
    #expect(Destruction.attached("nothing of the kind") == nil)
  }

  @Test func itStaysUnlessThatIsConfirmed() throws {
    try withLost(.ready) { test in
      #expect(throws: CAError.self) {
        try test.home().destroyPreparedKey(of: "blue-mesh/root") { _ throws(CAError) in throw .passphraseNeeded }
      }
      let found1 = try test.home().read { try $0.outsideKeys() }.count
      #expect(found1 == 1)
    }
  }
}
