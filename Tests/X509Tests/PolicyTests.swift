import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Certificate policies along a path (RFC 5280 sections 6.1.2 to 6.1.5), beside OpenSSL's answer to the same question.
@Suite struct PolicyTests {
  @Test func `a policy is a dotted number`() {
    #expect(PolicyInputs.isPolicy("1.3.6.1.4.1.99999.1"))
    for text in ["", "1", "corporate", "1.2.x"] { #expect(!PolicyInputs.isPolicy(text), "\(text)") }
  }

  /// What one certificate of a path says of policies; policies are single letters, `*` is anyPolicy.
  struct Step: Sendable {
    var policies: String?
    var mappings: [(Character, Character)] = []
    var explicit: UInt8?
    var inhibitMapping: UInt8?
    var inhibitAny: UInt8?
    var isSelfIssued = false

    init(
      _ policies: String?, map mappings: [(Character, Character)] = [], explicit: UInt8? = nil,
      inhibitMapping: UInt8? = nil, inhibitAny: UInt8? = nil, isSelfIssued: Bool = false
    ) {
      self.policies = policies
      self.mappings = mappings
      self.explicit = explicit
      self.inhibitMapping = inhibitMapping
      self.inhibitAny = inhibitAny
      self.isSelfIssued = isSelfIssued
    }
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let steps: [Step]
    let inputs: PolicyInputs
    let isValid: Bool

    init(_ description: String, _ steps: [Step], _ inputs: PolicyInputs = PolicyInputs(), _ isValid: Bool) {
      (testDescription, self.steps, self.inputs, self.isValid) = (description, steps, inputs, isValid)
    }
  }

  static func identifier(_ letter: Character) -> String {
    letter == "*" ? "2.5.29.32.0" : "1.3.6.1.4.1.99999.\(letter.asciiValue ?? 0)"
  }

  private static func extensions(_ step: Step) -> [RawExtension] {
    var all: [RawExtension] = []
    if let policies = step.policies {
      let list = policies.map { der(0x30, oid(identifier($0))) }.reduce([], +)
      all.append(RawExtension(identifier: "2.5.29.32", isCritical: true, value: der(0x30, list)))
    }
    if !step.mappings.isEmpty {
      let pairs = step.mappings.map { der(0x30, oid(identifier($0)), oid(identifier($1))) }.reduce([], +)
      all.append(RawExtension(identifier: "2.5.29.33", isCritical: true, value: der(0x30, pairs)))
    }
    let limits = (step.explicit.map { [0x80, 1, $0] } ?? []) + (step.inhibitMapping.map { [0x81, 1, $0] } ?? [])
    if !limits.isEmpty {
      all.append(RawExtension(identifier: "2.5.29.36", isCritical: true, value: der(0x30, limits)))
    }
    if let count = step.inhibitAny {
      all.append(RawExtension(identifier: "2.5.29.54", isCritical: true, value: [2, 1, count]))
    }
    return all
  }

  /// A path of the steps below a root that says nothing of policies; the last step is the leaf's.
  static func question(_ steps: [Step], _ inputs: PolicyInputs) throws -> PathQuestion {
    let root = try TestPKI.root()
    var issuer = root
    var authorities: [Certificate] = []
    var name = "root"
    for (index, step) in steps.dropLast().enumerated() {
      if !step.isSelfIssued { name = "authority \(index)" }
      issuer = try TestPKI.intermediate(name, key: TestKeys.p256[1 + index % 6], by: issuer) {
        for item in extensions(step) { $0.set(item) }
      }
      authorities.append(issuer.certificate)
    }
    let leaf = try TestPKI.leaf(key: TestKeys.p256[7], by: issuer) { raw in
      for item in steps.last.map(extensions) ?? [] { raw.set(item) }
    }
    var question = PathQuestion(leaf: leaf, intermediates: authorities, anchors: [root.certificate])
    question.policies = inputs
    return question
  }

  private static func wanting(_ letters: String, explicit: Bool = true) -> PolicyInputs {
    PolicyInputs(acceptable: Set(letters.map(identifier)), requiresExplicitPolicy: explicit)
  }

  private static let explicit = PolicyInputs(requiresExplicitPolicy: true)

  static let rows: [Row] = [
    Row("nothing said, nothing asked", [Step(nil), Step(nil)], PolicyInputs(), true),
    Row("nothing said, a policy asked", [Step(nil), Step(nil)], explicit, false),
    Row("one policy all along", [Step("a"), Step("a")], explicit, true),
    Row("one policy all along, and wanted", [Step("a"), Step("a")], wanting("a"), true),
    Row("one policy all along, another wanted", [Step("a"), Step("a")], wanting("b"), false),
    Row("another wanted but not asked for", [Step("a"), Step("a")], wanting("b", explicit: false), true),
    Row("one of several wanted", [Step("ab"), Step("bc")], wanting("bx"), true),
    Row("no policy in common", [Step("a"), Step("b")], explicit, false),
    Row("no policy in common, none asked", [Step("a"), Step("b")], PolicyInputs(), true),
    Row("a gap", [Step("a"), Step(nil), Step("a")], explicit, false),
    Row("any above one", [Step("*"), Step("a")], wanting("a"), true),
    Row("any above one, another wanted", [Step("*"), Step("a")], wanting("b"), false),
    Row("one above any", [Step("a"), Step("*")], wanting("a"), true),
    Row("one above any, another wanted", [Step("a"), Step("*")], wanting("b"), false),
    Row("any all along", [Step("*"), Step("*")], wanting("b"), true),
    Row("anyPolicy itself is wanted", [Step("a"), Step("a")], wanting("*"), true),
    Row(
      "any is inhibited from the start", [Step("*"), Step("a")],
      PolicyInputs(requiresExplicitPolicy: true, inhibitsAnyPolicy: true), false),
    Row("any is inhibited below", [Step("a", inhibitAny: 0), Step("*")], explicit, false),
    Row("any is inhibited one later", [Step("a", inhibitAny: 1), Step("*"), Step("a")], explicit, true),
    Row("any is inhibited two later", [Step("a", inhibitAny: 1), Step("a"), Step("*")], explicit, false),
    Row(
      "any of a self-issued authority still counts",
      [Step("a", inhibitAny: 0), Step("*", isSelfIssued: true), Step("a")], explicit, true),
    Row("an authority asks for a policy", [Step("a", explicit: 0), Step("b")], PolicyInputs(), false),
    Row("an authority asks for a policy later", [Step("a", explicit: 2), Step("b"), Step("b")], PolicyInputs(), false),
    Row(
      "an authority asks for a policy too late", [Step("a", explicit: 3), Step("b"), Step("b")], PolicyInputs(), true),
    Row(
      "self-issued authorities do not count",
      [Step("a", explicit: 2), Step("a", isSelfIssued: true), Step("b")], PolicyInputs(), true),
    Row("the leaf asks for a policy itself", [Step("a"), Step("b", explicit: 0)], PolicyInputs(), false),
    Row("the leaf asks for one after it", [Step("a"), Step("b", explicit: 1)], PolicyInputs(), true),
    Row("a mapped policy", [Step("a", map: [("a", "b")]), Step("b")], wanting("a"), true),
    Row("a mapped policy, wanted by its later name", [Step("a", map: [("a", "b")]), Step("b")], wanting("b"), false),
    Row("a mapped policy under its old name", [Step("a", map: [("a", "b")]), Step("a")], explicit, false),
    Row("mapped twice", [Step("a", map: [("a", "b")]), Step("b", map: [("b", "c")]), Step("c")], wanting("a"), true),
    Row("one mapped to several", [Step("a", map: [("a", "b"), ("a", "c")]), Step("c")], wanting("a"), true),
    Row("several mapped to one", [Step("ab", map: [("a", "c"), ("b", "c")]), Step("c")], wanting("b"), true),
    Row("mapped out of any", [Step("*", map: [("a", "b")]), Step("b")], wanting("a"), true),
    Row("mapped out of any, another wanted", [Step("*", map: [("a", "b")]), Step("b")], wanting("c"), false),
    Row("a mapping of what is not there", [Step("x", map: [("a", "b")]), Step("b")], explicit, false),
    Row("mapped, then any", [Step("a", map: [("a", "b")]), Step("*")], wanting("a"), true),
    Row(
      "mapping is inhibited from the start", [Step("a", map: [("a", "b")]), Step("b")],
      PolicyInputs(requiresExplicitPolicy: true, inhibitsMapping: true), false),
    Row(
      "mapping is inhibited below",
      [Step("a", inhibitMapping: 0), Step("a", map: [("a", "b")]), Step("b")], explicit, false),
    Row(
      "mapping is inhibited one later",
      [Step("a", inhibitMapping: 1), Step("a", map: [("a", "b")]), Step("b")], explicit, true),
    Row(
      "an inhibited mapping gives the policy up",
      [Step("a", inhibitMapping: 0), Step("a", map: [("a", "b")]), Step("a")], explicit, false),
    Row("a mapping is exchanged", [Step("ab", map: [("a", "b"), ("b", "a")]), Step("a")], wanting("b"), true),
    Row(
      "a mapping is exchanged, the other wanted", [Step("ab", map: [("a", "b"), ("b", "a")]), Step("a")],
      wanting("a"), false),
  ]

  @Test(arguments: rows)
  func `policies hold or not`(row: Row) throws {
    let question = try Self.question(row.steps, row.inputs)
    #expect((question.path != nil) == row.isValid, "\(question.verdict)")
    #expect(OpenSSLVerifier.accepts(question) == row.isValid, "OpenSSL")
    if !row.isValid { #expect(question.failure?.failure.code == "MT-PV-16") }
  }

  @Test func `random policies are judged as OpenSSL judges them`() throws {
    var generator = SplitMix(seed: 0x5280)
    var valid = 0
    for _ in 0..<300 {
      var steps = (0..<Int.random(in: 2...4, using: &generator)).map { _ in Self.step(&generator) }
      // 6.1.4 is not done for the last certificate; OpenSSL heeds its mappings all the same.
      steps[steps.count - 1].mappings = []
      let wanted = generator.next() % 2 == 0 ? nil : Set("ab".map(Self.identifier))
      let inputs = PolicyInputs(
        acceptable: wanted, requiresExplicitPolicy: generator.next() % 3 > 0,
        inhibitsMapping: generator.next() % 5 == 0, inhibitsAnyPolicy: generator.next() % 5 == 0)
      let question = try Self.question(steps, inputs)
      let ours = question.path != nil
      valid += ours ? 1 : 0
      #expect(ours == OpenSSLVerifier.accepts(question), "\(steps) \(inputs)")
    }
    #expect((50...250).contains(valid))
  }

  private static func step(_ generator: inout SplitMix) -> Step {
    let letters: [Character] = ["a", "b", "c"]
    func sometimes<Value>(_ value: Value, _ odds: UInt64) -> Value? { generator.next() % odds == 0 ? value : nil }
    var policies = String(letters.filter { _ in generator.next() % 2 == 0 })
    if generator.next() % 3 == 0 || policies.isEmpty { policies += "*" }
    var mappings: [(Character, Character)] = []
    for from in policies where from != "*" && generator.next() % 3 == 0 {
      mappings.append((from, letters.randomElement(using: &generator) ?? "a"))
    }
    return Step(
      policies, map: mappings, explicit: sometimes(UInt8(generator.next() % 3), 5),
      inhibitMapping: sometimes(UInt8(generator.next() % 3), 5), inhibitAny: sometimes(UInt8(generator.next() % 3), 5))
  }

  /// RFC 9618 section 1.1: a tree would have 2^n nodes here.
  @Test func `policies that would make a tree explode do not`() throws {
    let letters = (0..<40).map { Character(Unicode.Scalar(UInt8(64 + $0))) }
    let all = String(letters)
    let crossed = letters.flatMap { from in letters.map { (from, $0) } }
    let steps = [Step](repeating: Step(all, map: crossed), count: 6) + [Step("@")]
    let question = try Self.question(steps, Self.wanting("@"))
    #expect(question.path != nil)
    #expect(try Self.question(steps, Self.wanting("z")).failure?.failure.code == "MT-PV-16")
  }
}

/// A small generator of numbers that are the same in every run (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
