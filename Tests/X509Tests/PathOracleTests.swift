import Cryptography
import Testing

@testable import X509

/// Our verdicts beside OpenSSL's, over every chain of the other suites. Each difference is listed with its reason; one
/// that is not listed fails, and so does one that has vanished.
@Suite struct PathOracleTests {
  /// Our verdict, where it is not OpenSSL's.
  enum Difference: Equatable {
    /// We are stricter.
    case refusedHere(String)
    /// We are more lenient, for the reason given.
    case acceptedHere(String)
  }

  private static func compare(_ name: String, _ question: PathQuestion) {
    let (ours, theirs) = (question.path != nil, OpenSSLVerifier.accepts(question))
    switch PathOracleTests.differences[String(name.prefix(80))] {
    case nil: #expect(ours == theirs, "\(name): \(ours ? "accepted" : "refused") here")
    case .refusedHere(let reason): #expect(!ours && theirs, "\(name): no difference any more: \(reason)")
    case .acceptedHere(let reason): #expect(ours && !theirs, "\(name): no difference any more: \(reason)")
    }
  }

  @Test func `the good chain`() throws {
    Self.compare("good", try PathFaultTests.question(breaking: nil) { _ in })
  }

  @Test(arguments: PathFaultTests.faults)
  func `every single fault`(fault: PathFaultTests.Fault) throws {
    Self.compare(fault.testDescription, try PathFaultTests.question(breaking: fault.part, fault.edit))
  }

  static let rows =
    NameConstraintTests.uris + NameConstraintTests.hosts + NameConstraintTests.mailboxes + NameConstraintTests.addresses
    + NameConstraintTests.directories

  @Test(arguments: rows)
  func `every name below every constraint`(row: NameConstraintTests.Row) throws {
    Self.compare(
      "permitted \(row.testDescription)",
      try NameConstraintTests.question(.constraints(permitted: [row.base]), [row.name]))
    Self.compare(
      "excluded \(row.testDescription)",
      try NameConstraintTests.question(.constraints(excluded: [row.base]), [row.name]))
  }

  @Test(arguments: PathLimitTests.lengths)
  func `every path length`(length: Int, pathLengths: [Int: UInt8], selfIssued: Set<Int>, isValid: Bool) throws {
    let question = try PathLimitTests.chain(length, pathLengths: pathLengths, selfIssued: selfIssued)
    Self.compare("\(length) \(pathLengths.sorted { $0.key < $1.key }.map(\.value)) \(selfIssued.sorted())", question)
  }

  @Test func `heaps of certificates`() throws {
    let root = try TestPKI.root()
    let twin = try TestPKI.root(key: TestKeys.p256[5])
    let middle = try TestPKI.intermediate(by: root)
    let leaf = try TestPKI.leaf(by: middle)
    let nameless = try TestPKI.intermediate(by: root) { $0.remove("2.5.29.35") }
    let single = try TestPKI.root("single", key: TestKeys.p256[3]).certificate
    let old = try TestPKI.intermediate(by: root) {
      $0.validity = der(0x30, time("200101000000Z"), time("210101000000Z"))
    }
    let (roots, twins) = ([root.certificate, twin.certificate], [twin.certificate, root.certificate])
    let middles = [middle.certificate]
    Self.compare("two roots of one name", PathQuestion(leaf: leaf, intermediates: middles, anchors: roots))
    Self.compare(
      "two roots of one name, the other first", PathQuestion(leaf: leaf, intermediates: middles, anchors: twins))
    let hints = [nameless.certificate]
    Self.compare("two roots without key identifiers", PathQuestion(leaf: leaf, intermediates: hints, anchors: roots))
    Self.compare(
      "two roots without key identifiers, the other first",
      PathQuestion(leaf: leaf, intermediates: hints, anchors: twins))
    Self.compare("the wrong root", PathQuestion(leaf: leaf, intermediates: middles, anchors: [twin.certificate]))
    Self.compare("the root only presented", PathQuestion(leaf: leaf, intermediates: middles + roots, anchors: [single]))
    Self.compare("no intermediate", PathQuestion(leaf: leaf, anchors: roots))
    Self.compare("an intermediate in the bundle", PathQuestion(leaf: leaf, anchors: middles))
    Self.compare("an intermediate as anchor", PathQuestion(leaf: leaf, anchors: middles, rule: .anyAuthority))
    Self.compare("a leaf that is its own anchor", PathQuestion(leaf: single, anchors: [single]))
    Self.compare(
      "an expired twin first", PathQuestion(leaf: leaf, intermediates: [old.certificate] + middles, anchors: roots))
  }
}
