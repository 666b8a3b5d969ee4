import CA
import Diagnostics
import Rotation
import Testing
import X509

@Suite struct SeenBundleTests {
  private static let red = AuthorityOwner.mesh("red-mesh")

  private static func seen(_ certificates: [Certificate], uid: String? = "1") -> SeenBundle {
    SeenBundle(
      holder: "green-mesh", mesh: "red-mesh", certificates: certificates, uid: uid, resourceVersion: uid, file: "f.yaml"
    )
  }

  @Test func `only the last bundle is evidence, in any order`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: RotatingHome.start)
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      let versions = try #require(ledger.bundles[Self.red])
      let (old, both) = (versions[0].certificates, versions[1].certificates)
      #expect(try Self.seen(both.reversed()).evidence(in: ledger).evidence.version == 2)
      #expect(try Self.seen(both + both).evidence(in: ledger).warnings.isEmpty)
      #expect(throws: CAError.self) { try Self.seen(old).evidence(in: ledger) }
      #expect(throws: CAError.self) { try Self.seen(both.suffix(1)).evidence(in: ledger) }
      let green = try #require(ledger.bundles[.mesh("green-mesh")]?.last).certificates
      #expect(throws: CAError.self) { try Self.seen(both + green).evidence(in: ledger) }
      #expect(throws: CAError.self) { try Self.seen([]).evidence(in: ledger) }
    }
  }

  @Test func `a file that no cluster gave out is told as such`() throws {
    try RotatingHome.with { home in
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      let roots = try #require(ledger.bundles[Self.red]?.last).certificates
      let found = try Self.seen(roots, uid: nil).evidence(in: ledger)
      #expect(found.warnings.map(\.code) == ["MT-ROT-01"])
    }
  }

  @Test(
    arguments: [
      ("all proxies restarted", 1), ("istiod restarted", 2), ("green-mesh updated", 1), ("red-mesh updated", 1),
      ("requests answered", 1), ("red-mesh: istiod restarted", 2),
    ])
  func `the sentences that are understood`(_ sentence: String, _ count: Int) throws {
    try RotatingHome.with { home in
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      #expect(Assumption(sentence).evidence(in: ledger, of: Self.red)?.count == count)
    }
  }

  @Test(arguments: ["", "all is well", "yellow-mesh updated", "green-mesh: istiod restarted", "updated"])
  func `any other sentence is none`(_ sentence: String) throws {
    try RotatingHome.with { home in
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      #expect(Assumption(sentence).evidence(in: ledger, of: Self.red) == nil)
    }
  }
}
