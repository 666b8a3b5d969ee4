import CA
import Diagnostics
import Federation
import Rotation
import Testing
import X509

/// Streams of objects: the order does not matter, and each object counts only for the mesh whose cluster it is from.
@Suite struct EvidenceSorterTests {
  private static let red = AuthorityOwner.mesh("red-mesh")
  private static let start = RotatingHome.start

  private static func observed(_ certificates: [Certificate], _ object: SeenObject) -> ObservedRoots {
    ObservedRoots(object: object, certificates: .success(certificates))
  }

  private static func words(_ sorted: [SortedEvidence]) -> [String] {
    sorted.map { item in
      switch item.outcome {
      case .evidence: "recorded"
      case .contrary(_, let diagnostic): "against \(diagnostic.code)"
      case .known: "known"
      case .notNeeded: "not needed"
      case .refused(let diagnostic): diagnostic.code.rawValue
      }
    }
  }

  private static func gate(_ ledger: RotationLedger, _ holder: String, _ owner: AuthorityOwner = red) throws -> Gate {
    try #require(RotationMachine(ledger, owner).gates().first { $0.holder == holder && $0.mesh == "red-mesh" })
  }

  @Test(arguments: [false, true])
  func `of two states in one stream the newest counts`(_ isReversed: Bool) throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      var ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let versions = try #require(ledger.bundles[Self.red])
      var stream = [
        Self.observed(versions[1].certificates, .of("red-mesh", at: "green-mesh", resourceVersion: "1000")),
        Self.observed(versions[0].certificates, .of("red-mesh", at: "green-mesh", resourceVersion: "999999")),
      ]
      if isReversed { stream.reverse() }
      let sorted = EvidenceSorter(ledger).sort(stream)
      #expect(Self.words(sorted).sorted() == ["against MT-ROT-29", "not needed"])
      ledger.evidence += sorted.compactMap(\.recorded)
      #expect(try Self.gate(ledger, "green-mesh").opens == nil)
      // Afterwards the older one alone is refused.
      let later = EvidenceSorter(ledger).sort(stream.filter { $0.object.resourceVersion == "1000" })
      #expect(Self.words(later) == ["MT-ROT-40"])
    }
  }

  @Test(arguments: [false, true])
  func `one state with two bundles opens nothing`(_ isReversed: Bool) throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      var ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let versions = try #require(ledger.bundles[Self.red])
      var stream = versions.prefix(2).map { Self.observed($0.certificates, .of("red-mesh", at: "green-mesh")) }
      if isReversed { stream.reverse() }
      ledger.evidence += EvidenceSorter(ledger).sort(stream).compactMap(\.recorded)
      let gate = try Self.gate(ledger, "green-mesh")
      #expect(!gate.isOpen && gate.opens == nil)
    }
  }

  @Test func `an object that cannot be read speaks against its holder`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      try home.see("green-mesh", "red-mesh", at: Self.start)
      var ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      #expect(try Self.gate(ledger, "green-mesh").opens != nil)
      let broken = ObservedRoots(
        object: .of("red-mesh", at: "green-mesh", resourceVersion: "\(Self.start.seconds + 1)"),
        certificates: .failure(.init(Diagnostic("MT-K8S-01", what: "a", why: "b", next: "c"))))
      let sorted = EvidenceSorter(ledger).sort([broken])
      #expect(Self.words(sorted) == ["against MT-K8S-01"])
      ledger.evidence += sorted.compactMap(\.recorded)
      #expect(try Self.gate(ledger, "green-mesh").opens == nil)
    }
  }

  @Test func `an application's namespace counts only for the mesh whose cluster is shown`() throws {
    try RotatingHome.with(.shared) { home in
      try home.move(.shared, .start(.init()), at: Self.start)
      let ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let both = try #require(ledger.bundles[.shared]?.last).certificates
      func own(_ namespace: String, uid: String, file: String = "a") -> ObservedRoots {
        Self.observed(both, .of("red-mesh", at: "red-mesh", in: namespace, uid: uid, file: file))
      }
      func sorted(_ holder: String?, _ stream: [ObservedRoots]) -> [String] {
        Self.words(EvidenceSorter(ledger, holder: holder).sort(stream))
      }
      // Blue's cluster, passed as red's.
      #expect(
        sorted("red-mesh", [own("blue-mesh-system", uid: "1"), own("blue-bookinfo", uid: "2")])[1] == "MT-ROT-34")
      // Nothing is shown, or only in another file.
      #expect(sorted("red-mesh", [own("bookinfo", uid: "2")]) == ["MT-ROT-45"])
      #expect(
        sorted("red-mesh", [own("red-mesh-system", uid: "1", file: "b"), own("bookinfo", uid: "2")])
          == ["recorded", "MT-ROT-45"])
      #expect(sorted(nil, [own("bookinfo", uid: "2")]) == ["not needed"])
      // Two clusters in one stream.
      #expect(
        sorted(nil, [own("red-mesh-system", uid: "1"), own("blue-mesh-system", uid: "3"), own("bookinfo", uid: "2")])
          == ["recorded", "recorded", "not needed"])
      #expect(
        sorted("red-mesh", [own("red-mesh-system", uid: "1"), own("bookinfo", uid: "2")]) == ["recorded", "recorded"])
      #expect(sorted(nil, [own("bookinfo", uid: "2"), own("red-mesh-system", uid: "1")]) == ["recorded", "recorded"])
    }
  }

  @Test func `an object that was recorded is known by its uid`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      var ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let both = try #require(ledger.bundles[Self.red]?.last).certificates
      let application = Self.observed(both, .of("red-mesh", at: "red-mesh", in: "bookinfo", uid: "2"))
      let stream = [Self.observed(both, .of("red-mesh", at: "red-mesh")), application]
      ledger.evidence += EvidenceSorter(ledger).sort(stream).compactMap(\.recorded)
      #expect(Self.words(EvidenceSorter(ledger).sort([application])) == ["known"])
    }
  }

  @Test(arguments: [false, true])
  func `every namespace that is shown must have the bundle`(_ isReversed: Bool) throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      var ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let versions = try #require(ledger.bundles[Self.red])
      let (old, both) = (versions[0].certificates, versions[1].certificates)
      func application(_ certificates: [Certificate], _ version: String) -> ObservedRoots {
        Self.observed(certificates, .of("red-mesh", at: "red-mesh", in: "bookinfo", uid: "2", resourceVersion: version))
      }
      var stream = [Self.observed(both, .of("red-mesh", at: "red-mesh")), application(old, "7")]
      if isReversed { stream.reverse() }
      ledger.evidence += EvidenceSorter(ledger).sort(stream).compactMap(\.recorded)
      let shut = try Self.gate(ledger, "red-mesh")
      #expect(shut.opens == nil && shut.waitsFor.contains("bookinfo/istio-ca-root-cert"))
      ledger.evidence += EvidenceSorter(ledger).sort([application(both, "8")]).compactMap(\.recorded)
      #expect(try Self.gate(ledger, "red-mesh").opens != nil)
    }
  }
}
