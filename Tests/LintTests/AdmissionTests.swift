import Documents
import Testing

@testable import Lint

/// Whom AuthorizationPolicies admit, taken together. What is not modelled is not known, and permits nothing.
@Suite struct AdmissionTests {
  private static let red = "red.local/ns/shop/sa/cart"
  private static let workloads = BorderWorkloads(
    service: "ratings", namespace: "b", roots: ["mesh-system"], selector: ["app": "ratings"], labels: [])

  private static func manifest(_ spec: String, _ metadata: String = "name: a, namespace: b") throws -> Manifest {
    let text =
      "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {\(metadata)}\nspec: {\(spec)}\n"
    return try #require(
      Manifest.all(in: DocumentReader.all(bytes: Array(text.utf8), source: "a.yaml")).manifests.first)
  }

  private static func answer(
    _ specs: [String], of domain: String? = "red.local", metadata: String = "name: a, namespace: b",
    aliases: [String] = []
  ) throws -> Admission.Outcome {
    let policies = try specs.map { AccessPolicy(try manifest($0, metadata)) }
    return AccessPolicies(
      policies.map { (policy: $0, reach: $0.reach(workloads)) }, own: "green.local", aliases: aliases
    ).admission(of: domain).answer
  }

  private static func rules(_ action: String, _ sources: String...) -> String {
    "action: \(action), rules: [{from: [\(sources.map { "{source: {\($0)}}" }.joined(separator: ", "))]}]"
  }

  private static func isUnknown(_ answer: Admission.Outcome, _ words: String) -> Bool {
    if case .unknown(let reasons) = answer { reasons.contains { $0.contains(words) } } else { false }
  }

  @Test func withoutPoliciesEveryoneIsAdmitted() throws {
    #expect(try Self.answer([]) == .admitted(["*"]))
    #expect(try Self.answer([], of: nil) == .admitted(["*"]))
    #expect(!Admission.unknown.isKnown)
  }

  @Test func allowAdmitsExactlyItsPrincipals() throws {
    let allow = Self.rules("ALLOW", "principals: [\(Self.red), green.local/ns/a/sa/b]")
    #expect(try Self.answer([allow]) == .admitted([Self.red]))
    #expect(try Self.answer([allow], of: "blue.local") == .refused)
    #expect(try Self.answer([Self.rules("ALLOW", "principals: [\"*/sa/cart\"]")]) == .admitted(["*/sa/cart"]))
    #expect(try Self.answer(["action: ALLOW, rules: [{}]"]) == .admitted(["*"]))
  }

  @Test func nobodyIsAdmittedByAnAllowWithoutRules() throws {
    #expect(try Self.answer(["action: ALLOW, rules: []"]) == .refused)
    #expect(try Self.answer([""]) == .refused)
    #expect(try Self.answer(["action: DENY, rules: []"]) == .admitted(["*"]))
  }

  @Test func denyOfAllOthersAdmitsItsExceptions() throws {
    let deny = Self.rules("DENY", "principals: [\"*\"], notPrincipals: [green.local/*, \(Self.red)]")
    #expect(try Self.answer([deny]) == .admitted([Self.red]))
    #expect(try Self.answer([deny, Self.rules("ALLOW", "principals: [\"*\"]")]) == .admitted([Self.red]))
    #expect(try Self.answer([deny, Self.rules("ALLOW", "principals: [green.local/ns/a/sa/b]")]) == .refused)
  }

  @Test func denyWinsOverAllow() throws {
    let deny = Self.rules("DENY", "principals: [red.local/*]")
    #expect(try Self.answer([Self.rules("ALLOW", "principals: [\(Self.red)]"), deny]) == .refused)
    #expect(try Self.answer(["action: ALLOW, rules: [{}]", deny]) == .refused)
    #expect(try Self.answer([Self.rules("DENY", "principals: [evil.local/*]")]) == .admitted(["*"]))
  }

  @Test func sourcesAreAlternatives() throws {
    let deny = Self.rules("DENY", "notPrincipals: [green.local/*]", "notPrincipals: [red.local/*]")
    #expect(try Self.answer([deny]) == .refused)
  }

  @Test(arguments: ["*/ns/shop/*", "*/sa/cart", "red.local/ns/shop/*", "red.local/ns/shop/sa/cart"])
  func denyOfSomeIsNotKnown(pattern: String) throws {
    let answer = try Self.answer([
      Self.rules("ALLOW", "principals: [red.local/*]"), Self.rules("DENY", "principals: [\"\(pattern)\"]"),
    ])
    #expect(Self.isUnknown(answer, "AuthorizationPolicy `b/a`"), "\(answer)")
  }

  @Test(arguments: [
    ("action: CUSTOM, provider: {name: x}, rules: [{}]", "authorizer"),
    ("action: DENY, rules: [{}], targetRefs: [{kind: Service, name: ratings}]", "targetRefs"),
    ("rules: [], targetRefs: [{kind: Service, name: ratings}]", "targetRefs"),
    ("action: DENY, rules: [{}], targetRef: {kind: Gateway, name: waypoint}", "targetRefs"),
    ("action: DENY, rules: [{to: [{operation: {paths: [/a]}}]}]", "other than a principal"),
    ("action: DENY, rules: [{when: [{key: a, values: [b]}]}]", "other than a principal"),
    ("action: DENY, rules: [{from: [{source: {namespaces: [shop]}}]}]", "other than a principal"),
    ("action: REFUSE, rules: [{}]", "action"),
    ("action: ALLOW, rules: [{from: []}]", "cannot be read"),
    ("action: ALLOW, rules: [{to: []}]", "cannot be read"),
    ("action: ALLOW, rules: [{from: [{source: {principals: [\"\"]}}]}]", "has a principal that cannot be read"),
    ("action: DENY, rules: [{}], selector: {matchLabels: {version: v1}}", "is for its workloads"),
  ])
  func whatIsNotModelledIsNotKnown(spec: String, words: String) throws {
    let answer = try Self.answer([spec])
    #expect(Self.isUnknown(answer, words), "\(answer)")
  }

  @Test func whatIsForOthersDoesNotCount() throws {
    for spec in [
      "action: DENY, rules: [{}], targetRefs: [{kind: Service, name: reviews}]", "action: AUDIT, rules: [{}]",
      "action: DENY, rules: [{}], selector: {matchLabels: {app: reviews}}",
      "action: CUSTOM, provider: {name: x}, rules: []",
    ] {
      #expect(try Self.answer([spec]) == .admitted(["*"]), "\(spec)")
    }
    let deny = "action: DENY, rules: [{}]"
    #expect(try Self.answer([deny], metadata: "name: a, namespace: other") == .admitted(["*"]))
    #expect(try Self.answer([deny], metadata: "name: a, namespace: mesh-system") == .refused)
    #expect(try Self.isUnknown(Self.answer([deny], metadata: "name: a"), "has no namespace"))
  }

  @Test func conditionsPermitNothing() throws {
    let allow =
      "action: ALLOW, rules: [{from: [{source: {principals: [\(Self.red)]}}], to: [{operation: {paths: [/a]}}]}]"
    #expect(try Self.isUnknown(Self.answer([allow]), "other than a principal"))
    #expect(try Self.answer([allow], of: "blue.local") == .refused)
  }

  /// Istio puts the scheme before each principal itself.
  @Test func aPrincipalWithASchemeMatchesNobody() throws {
    #expect(try Self.answer([Self.rules("ALLOW", "principals: [\"spiffe://\(Self.red)\"]")]) == .refused)
    let deny = AccessPolicy(try Self.manifest(Self.rules("DENY", "principals: [\"spiffe://\(Self.red)\"]")))
    let admission = AccessPolicies([(deny, deny.reach(Self.workloads))]).admission(of: "red.local")
    #expect(admission.answer == .admitted(["*"]))
    #expect(admission.refused.isEmpty)
  }

  /// Of the workloads behind a service only some may be in the input.
  @Test func labelsThatAreNotSeenAreNotAbsent() {
    func have(_ wanted: [String: String], isComplete: Bool = false) -> Bool? {
      BorderWorkloads(
        service: "ratings", namespace: "b", roots: [], selector: ["app": "ratings"],
        labels: [["app": "ratings", "version": "v1"]], isComplete: isComplete
      ).have(wanted)
    }
    #expect(have(["app": "ratings"]) == true)
    #expect(have(["version": "v1"]) == true)
    #expect(have(["app": "reviews"]) == false)
    #expect(have(["version": "v2"]) == nil)
    #expect(have(["version": "v2"], isComplete: true) == false)
    #expect(have(["pod-template-hash": "a"], isComplete: true) == nil)
    #expect(have(["service.istio.io/canonical-name": "ratings"], isComplete: true) == nil)
  }

  /// A gateway that passes TLS through sees no principal.
  @Test(arguments: [
    ("", "g", true), ("rules: [{}]", "g", false), ("action: DENY, rules: [{}]", "g", true),
    ("action: DENY, rules: [{}]", "mesh-system", true), ("action: DENY, rules: [{}]", "b", false),
    ("action: DENY, rules: [{from: [{source: {principals: [\"*\"]}}]}]", "g", false),
    ("action: DENY, rules: [{from: [{source: {notPrincipals: [\"a/*\"]}}]}]", "g", true),
    ("rules: [{from: [{source: {principals: [\"*\"]}}]}]", "g", true),
    ("selector: {matchLabels: {istio: eastwest}}", "g", true), ("selector: {matchLabels: {istio: other}}", "g", false),
    ("selector: {matchLabels: {app: gateway}}", "g", true), ("action: AUDIT, rules: [{}]", "g", false),
    ("targetRefs: [{kind: Service, name: ratings}]", "g", false),
    ("targetRefs: [{kind: Gateway, name: eastwest}]", "g", true),
  ])
  func policiesAreForGatewaysToo(spec: String, namespace: String, stops: Bool) throws {
    let pods = BorderGatewayPods(namespaces: ["g"], roots: ["mesh-system"], selector: ["istio": "eastwest"])
    let policy = AccessPolicy(try Self.manifest(spec, "name: a, namespace: \(namespace)"))
    #expect((policy.obstacle(at: pods) != nil) == stops)
  }

  @Test func anAliasMayStandForTheMesh() throws {
    let deny = Self.rules("DENY", "principals: [green.local/*]")
    #expect(try Self.isUnknown(Self.answer([deny], aliases: ["red.local"]), "may stand"))
  }

  /// Policies, hosts and trust domains are not multiplied with each other.
  @Test func manyDomainsAreHeldAgainstTheirOwn() throws {
    let names = (0..<300).map { "d\($0).local" }
    let policies = try names.map { AccessPolicy(try Self.manifest(Self.rules("ALLOW", "principals: [\"\($0)/*\"]"))) }
    let access = AccessPolicies(policies.map { ($0, $0.reach(Self.workloads)) })
    let start = ContinuousClock.now
    for _ in 0..<100 {
      for name in names { #expect(access.admission(of: name).principals == ["\(name)/*"]) }
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
