import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Path lengths, and what keeps a hostile heap of certificates from taking long: it is refused, never accepted.
@Suite struct PathLimitTests {
  /// A chain of authorities, the root first; `selfIssued` ones have the name of their issuer and a key of their own.
  static func chain(
    _ length: Int, pathLengths: [Int: UInt8] = [:], selfIssued: Set<Int> = []
  ) throws -> PathQuestion {
    let root = try TestPKI.root { if let limit = pathLengths[0] { $0.set(.basicConstraints(pathLength: limit)) } }
    var parties = [root]
    var commonName = "root"
    for index in 1..<length {
      if !selfIssued.contains(index) { commonName = "authority \(index)" }
      parties.append(
        try TestPKI.intermediate(
          commonName, key: TestKeys.p256[index % TestKeys.p256.count], by: parties[index - 1]
        ) { if let limit = pathLengths[index] { $0.set(.basicConstraints(pathLength: limit)) } })
    }
    return PathQuestion(
      leaf: try TestPKI.leaf(by: parties[length - 1]), intermediates: parties.dropFirst().map(\.certificate).shuffled(),
      anchors: [root.certificate])
  }

  static let lengths: [(length: Int, pathLengths: [Int: UInt8], selfIssued: Set<Int>, isValid: Bool)] = [
    (1, [0: 0], [], true), (2, [0: 0], [], false), (2, [0: 1], [], true), (3, [0: 1], [], false),
    (3, [0: 2, 1: 0], [], false), (3, [0: 2, 1: 1], [], true), (3, [2: 0], [], true), (4, [1: 1, 2: 0], [], false),
    (4, [0: 127], [], true), (2, [0: 0], [1], true), (3, [0: 0], [1], false), (3, [0: 1], [2], true),
    (3, [0: 0], [1, 2], true), (4, [0: 1], [2, 3], true), (4, [0: 1], [1], false), (3, [0: 0, 1: 0], [1], false),
    (3, [1: 0], [2], true),
  ]

  @Test(arguments: lengths)
  func `only intermediates that are not self-issued count`(
    length: Int, pathLengths: [Int: UInt8], selfIssued: Set<Int>, isValid: Bool
  ) throws {
    let question = try Self.chain(length, pathLengths: pathLengths, selfIssued: selfIssued)
    #expect((question.path != nil) == isValid)
    if !isValid {
      let failure = try #require(question.failure?.failure)
      guard case .pathLengthExceeded(let allowed, let found) = failure else {
        Issue.record("\(failure)")
        return
      }
      #expect(found == allowed + 1)
    }
  }

  @Test func `a path has as many intermediates as allowed and no more`() throws {
    #expect(try Self.chain(9).path?.count == 10)
    let failure = try #require(Self.chain(10).failure)
    #expect(failure.failure.code == "MT-PV-14" || failure.failure.code == "MT-PV-01")
    var narrow = try Self.chain(3)
    narrow.limits.intermediates = 1
    #expect(narrow.failure?.failure == .tooManyIntermediates(limit: 1))
    narrow.limits.intermediates = 2
    #expect(narrow.path?.count == 4)
  }

  static let faults: [(name: String, edit: @Sendable (inout RawCertificate) -> Void)] = [
    ("expired", { $0.validity = der(0x30, time("200101000000Z"), time("210101000000Z")) }),
    ("no authority", { $0.set(.basicConstraints(authority: false)) }),
    ("another purpose", { $0.set(.purposes("1.3.6.1.5.5.7.3.8")) }),
  ]

  /// Each authority of a chain was issued many times, and only the last certificate of each is any good. The ways
  /// through are more than anybody could try.
  @Test(arguments: faults.indices)
  func `no number of bad twins hides a good path`(fault: Int) throws {
    let root = try TestPKI.root()
    var issuer = root
    var twins: [Certificate] = []
    for layer in 1...7 {
      let key = TestKeys.p256[layer % TestKeys.p256.count]
      for number in 0..<8 {
        twins.append(
          try TestPKI.intermediate("authority \(layer)", key: key, by: issuer) { raw in
            Self.faults[fault].edit(&raw)
            raw.serialNumber = der(0x02, [UInt8(1 + layer), UInt8(1 + number)])
          }.certificate)
      }
      issuer = try TestPKI.intermediate("authority \(layer)", key: key, by: issuer)
      twins.append(issuer.certificate)
    }
    var question = PathQuestion(leaf: try TestPKI.leaf(by: issuer), intermediates: twins, anchors: [root.certificate])
    #expect(question.path?.count == 9)
    // Without one good certificate there is no path, and what is wrong is told.
    question.intermediates.removeLast()
    #expect(question.path == nil)
    #expect(question.failure != nil)
  }

  /// Every authority certified by every other one, and no root among them.
  @Test func `a web of authorities is refused as too complex`() throws {
    let parties = try TestKeys.p256.enumerated().map { try TestPKI.root("authority \($0.offset)", key: $0.element) }
    var web: [Certificate] = []
    for issuer in parties {
      for (index, subject) in parties.enumerated() {
        web.append(try TestPKI.intermediate("authority \(index)", key: subject.key, by: issuer).certificate)
      }
    }
    let stranger = try TestPKI.root("stranger", key: TestKeys.p256[0])
    let question = PathQuestion(
      leaf: try TestPKI.leaf(by: parties[0]), intermediates: web, anchors: [stranger.certificate])
    #expect(question.isTooComplex)
    var patient = question
    patient.limits.steps = 50
    guard case .tooComplex(let limit, let failures) = patient.verdict else { return #expect(Bool(false)) }
    #expect(limit == .steps(50) && "\(limit)" == "50 steps" && failures.count <= patient.limits.explainedPaths)
  }

  @Test func `a heap of false issuers is refused as too complex`() throws {
    let root = try TestPKI.root()
    let heap = try (0..<200).map { number in
      try TestPKI.intermediate(key: TestKeys.p256[3], by: root) { $0.serialNumber = [2, 2, 0x20, UInt8(number / 2)] }
    }
    let middle = try TestPKI.intermediate(by: root)
    let leaf = try TestPKI.leaf(by: middle)
    let question = PathQuestion(leaf: leaf, intermediates: heap.map(\.certificate), anchors: [root.certificate])
    #expect(question.isTooComplex)
  }

  @Test func `more names than can be compared are refused as too complex`() throws {
    let root = try TestPKI.root {
      $0.set(.constraints(permitted: (0..<300).map { RawName.uri("mesh-\($0).local") }))
    }
    let names = (0..<300).map { RawName.uri("spiffe://mesh-\($0).local/a") }
    let leaf = try TestPKI.leaf(by: root) { $0.set(.names(names)) }
    #expect(PathQuestion(leaf: leaf, anchors: [root.certificate]).isTooComplex)
    let few = try TestPKI.leaf(by: root) { $0.set(.names(Array(names.prefix(20)))) }
    #expect(PathQuestion(leaf: few, anchors: [root.certificate]).path != nil)
  }

  @Test func `the comparisons of all paths count together`() throws {
    let constraint = RawExtension.constraints(permitted: (0..<40).map { RawName.uri("mesh-\($0).local") })
    let roots = try (0..<100).map { number in
      try TestPKI.root {
        $0.set(constraint)
        $0.serialNumber = [2, 2, 0x20, UInt8(number)]
      }
    }
    let names = (0..<40).map { RawName.uri("spiffe://mesh-\($0 + 1).local/a") }
    let leaf = try TestPKI.leaf(by: roots[0]) { $0.set(.names(names)) }
    #expect(PathQuestion(leaf: leaf, anchors: [roots[0].certificate]).failure?.failure.code == "MT-PV-08")
    #expect(PathQuestion(leaf: leaf, anchors: roots.map(\.certificate)).isTooComplex)
  }

  @Test func `a limit is what may be spent, and not one more`() throws {
    var limits = PathLimits()
    (limits.signatureChecks, limits.steps, limits.nameComparisons, limits.listComparisons) = (3, 3, 3, 3)
    var budget = SearchBudget(limits)
    for _ in 0..<3 {
      try budget.spendSignatureCheck(octets: 100)
      try budget.spendStep()
    }
    try budget.spendNameComparisons(3)
    try budget.spendListComparisons(3)
    #expect(throws: SearchLimit.self) { try budget.spendSignatureCheck(octets: 100) }
    #expect(throws: SearchLimit.self) { try budget.spendStep() }
    #expect(throws: SearchLimit.self) { try budget.spendNameComparisons(1) }
    #expect(throws: SearchLimit.self) { try budget.spendListComparisons(1) }
  }
}
