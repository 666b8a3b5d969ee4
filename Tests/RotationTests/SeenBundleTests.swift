import CA
import Diagnostics
import Rotation
import Testing
import X509

@Suite struct SeenBundleTests {
  private static let red = AuthorityOwner.mesh("red-mesh")

  private static func seen(
    _ certificates: [Certificate], object: SeenObject = .of("red-mesh", at: "green-mesh"), claimant: String? = nil
  ) -> SeenBundle {
    SeenBundle(
      holder: "green-mesh", mesh: "red-mesh", certificates: certificates, object: object, claimant: claimant)
  }

  /// What `apply` writes: no cluster has given it a uid.
  private static let file = SeenObject(
    name: "red-mesh-ca-root-cert", namespace: "green-mesh-system", uid: nil, resourceVersion: nil, file: "f.yaml")

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

  @Test func `a file that no cluster returned counts only on somebody's word`() throws {
    try RotatingHome.with { home in
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      let roots = try #require(ledger.bundles[Self.red]?.last).certificates
      #expect(
        throws: CAError.refused(
          .rotation(.notFromCluster(file: "f.yaml", holder: "green-mesh", mesh: "red-mesh")))
      ) {
        try Self.seen(roots, object: Self.file).evidence(in: ledger)
      }
      let found = try Self.seen(roots, object: Self.file, claimant: "A. Smith").evidence(in: ledger)
      #expect(found.warnings.map(\.code) == ["MT-ROT-01"])
      #expect(found.evidence.claimant == "A. Smith" && found.evidence.source.contains("A. Smith"))
    }
  }

  @Test func `an object shows what one mesh has`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: RotatingHome.start)
      try home.see("blue-mesh", "red-mesh", at: RotatingHome.start)
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      let roots = try #require(ledger.bundles[Self.red]?.last).certificates
      let stolen = SeenObject.of("red-mesh", at: "green-mesh", uid: "uid of red-mesh at blue-mesh")
      #expect(throws: CAError.self) { try Self.seen(roots, object: stolen).evidence(in: ledger) }
      #expect(try Self.seen(roots).evidence(in: ledger).evidence.uid == "uid of red-mesh at green-mesh")
    }
  }

  @Test func `the cluster says since when the object has its content`() throws {
    try RotatingHome.with { home in
      let now = RotatingHome.start + 3_600
      let ledger = try home.at(now).rotationLedger()
      let roots = try #require(ledger.bundles[Self.red]?.last).certificates
      func time(created: Int64?, changed: Int64?) throws -> Int64 {
        let object = SeenObject.of(
          "red-mesh", at: "green-mesh", created: created.map { now + $0 }, changed: changed.map { now + $0 })
        return try Self.seen(roots, object: object).evidence(in: ledger).evidence.time.seconds - now.seconds
      }
      #expect(try time(created: nil, changed: nil) == 0)
      #expect(try time(created: -900, changed: -600) == -600)
      // Without managedFields it may have changed at any time since it was created.
      #expect(try time(created: -900, changed: nil) == 0)
      #expect(try time(created: 60, changed: nil) == 60)
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
      #expect(Statement(sentence, by: "A. Smith").evidence(in: ledger, of: Self.red)?.count == count)
    }
  }

  @Test(arguments: ["", "all is well", "yellow-mesh updated", "green-mesh: istiod restarted", "updated"])
  func `any other sentence is none`(_ sentence: String) throws {
    try RotatingHome.with { home in
      let ledger = try home.at(RotatingHome.start).rotationLedger()
      #expect(Statement(sentence, by: "A. Smith").evidence(in: ledger, of: Self.red) == nil)
    }
  }
}
