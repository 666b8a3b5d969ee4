import Documents
import Testing

@testable import Lint

/// Candidates that are held only against the matches that may concern them come out as if held against each.
@Suite struct AccessSieveTests {
  /// The same numbers in every run.
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 32) | (state << 32)
    }

    mutating func pattern() -> PrincipalPattern {
      PrincipalPattern(AccessSieveTests.texts.randomElement(using: &self) ?? "*")
    }

    mutating func patterns(_ count: ClosedRange<Int>) -> [PrincipalPattern] {
      (0..<Int.random(in: count, using: &self)).map { _ in pattern() }
    }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &self) == 0 }
  }

  /// With letters outside of ASCII, of which Swift compares some that differ as equal, and with stars that say nothing.
  private static let texts: [String] = {
    let domains = ["red.local", "green.local"]
    let names = domains.flatMap { domain in
      ["a", "b", "ab", "é", "e\u{301}"].flatMap { part in ["x", "y"].map { "\(domain)/ns/\(part)/sa/\($0)" } }
    }
    return names + names.map { String($0.prefix { $0 != "x" && $0 != "y" }) + "*" }
      + ["red.local/*", "red.local/ns/a*", "re*", "*/sa/x", "*/sa/y", "*x", "*b/sa/x", "*é/sa/x", "*", "a*b/*"]
  }()

  private struct Case {
    let match: AccessMatch
    let exceptions: [PrincipalPattern]
  }

  private static func cases(_ numbers: inout Numbers) -> [Case] {
    (0..<Int.random(in: 0...40, using: &numbers)).map { index in
      let pattern = numbers.pattern()
      let exceptions = (numbers.chance(4) ? numbers.patterns(1...2) : []).filter(\.isClear)
      let doubt = !pattern.isClear || numbers.chance(4) ? "doubt \(index)" : nil
      return Case(
        match: AccessMatch(
          policy: "\(index)", pattern: pattern, exceptions: PrincipalSet(exceptions), doubt: doubt),
        exceptions: exceptions)
    }
  }

  /// Each match in turn, and each candidate.
  private static func slow(_ candidates: [AccessCandidate], _ cases: [Case]) -> (left: [AccessCandidate], met: [String])
  {
    var candidates = candidates
    var met: [String] = []
    for one in cases {
      var left: [AccessCandidate] = []
      var isMet = false
      for candidate in candidates {
        let names = candidate.names
        let isTouched =
          one.match.pattern.intersection(names) != nil && !one.exceptions.contains { $0.includes(names) }
        if !isTouched {
          left.append(candidate)
        } else if one.match.doubt == nil, one.match.pattern.includes(names) {
          left += one.exceptions.compactMap { exception in
            names.intersection(exception).map { AccessCandidate(names: $0, doubt: candidate.doubt) }
          }
          if one.exceptions.isEmpty, candidate.doubt == nil { isMet = true }
        } else {
          left.append(candidate)
          if candidate.doubt == nil { isMet = true }
        }
      }
      candidates = left
      if isMet { met.append(one.match.policy) }
    }
    return (candidates, met)
  }

  @Test(arguments: 0..<300) func isAsIfEachWereAsked(seed: Int) {
    var numbers = Numbers(state: UInt64(seed) &+ 1)
    let cases = Self.cases(&numbers)
    let whole = PrincipalPattern.all(ofDomain: seed % 3 == 0 ? nil : "red.local")
    let candidates = numbers.patterns(0...20).compactMap { pattern in
      whole.intersection(pattern).map { AccessCandidate(names: $0, doubt: numbers.chance(4) ? "doubt" : nil) }
    }
    let expected = Self.slow(candidates, cases)
    var sieve = AccessSieve(cases.map(\.match))
    let left = candidates.flatMap { sieve.left(of: $0) }
    #expect(left.map(\.names) == expected.left.map(\.names))
    #expect(left.map(\.doubt) == expected.left.map(\.doubt))
    #expect(sieve.met.map(\.policy) == expected.met)
  }

  @Test(arguments: 0..<100) func aSetIsAsItsMembers(seed: Int) {
    var numbers = Numbers(state: UInt64(seed) &+ 1_000)
    let patterns = numbers.patterns(0...40)
    let set = PrincipalSet(patterns)
    for names in numbers.patterns(20...20) + [.everybody, .all(ofDomain: "red.local")] {
      #expect(set.includes(names) == patterns.contains { $0.includes(names) }, "\(names)")
      #expect(set.touches(names) == patterns.contains { $0.intersection(names) != nil }, "\(names)")
      #expect(set.parts(of: names) == patterns.compactMap { names.intersection($0) }, "\(names)")
    }
  }

  private static func policy(_ name: String, _ action: String, _ source: String) throws -> AccessPolicy {
    let text = """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: \(name), namespace: b}
      spec: {action: \(action), rules: [{from: [{source: {\(source)}}]}]}
      """
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "a.yaml")
    return AccessPolicy(try #require(Manifest.all(in: documents).manifests.first))
  }

  /// With each held against each, this took minutes.
  @Test func manyPrincipalsOfOneDomainAreNotMultiplied() throws {
    let workloads = BorderWorkloads(
      service: "ratings", namespace: "b", roots: ["mesh-system"], selector: ["app": "ratings"], labels: [])
    func list(_ account: String) -> String {
      (0..<10_000).map { "red.local/ns/n\($0)/sa/\(account)" }.joined(separator: ", ")
    }
    let allow = try Self.policy("a", "ALLOW", "principals: [\(list("a"))]")
    let deny = try Self.policy("d", "DENY", "principals: [\(list("d"))]")
    let others = try Self.policy("e", "DENY", "principals: [\"*\"], notPrincipals: [\(list("a"))]")
    let policies = [allow, deny, others]
    let start = ContinuousClock.now
    let answer = AccessPolicies(policies.map { ($0, $0.reach(workloads)) }).admission(of: "red.local").answer
    #expect(ContinuousClock.now - start < .seconds(30))
    guard case .admitted(let names) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(names.count == 10_000)
  }
}
