import Documents
import Testing

@testable import Lint

/// Whom AuthorizationPolicies admit, taken together.
@Suite struct AdmissionTests {
  private static let red = "red.local/ns/shop/sa/cart"

  private static func policy(_ action: String, _ rules: String) throws -> Manifest {
    let text =
      "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: a, namespace: b}\n"
      + "spec: {action: \(action), rules: \(rules)}\n"
    return try #require(
      Manifest.all(in: DocumentReader.all(bytes: Array(text.utf8), source: "a.yaml")).manifests.first)
  }

  private static func from(_ source: String) -> String { "[{from: [{source: {\(source)}}]}]" }

  @Test func withoutPoliciesEveryoneIsAdmitted() {
    #expect(Admission([]).isForEveryone)
    #expect(!Admission.unknown.isKnown)
  }

  @Test func allowAdmitsExactlyItsPrincipals() throws {
    let admission = Admission([try Self.policy("ALLOW", Self.from("principals: [\(Self.red), green.local/ns/a/sa/b]"))])
    #expect(!admission.isForEveryone)
    #expect(admission.principals(of: "red.local") == [Self.red])
    #expect(admission.principals(of: "blue.local").isEmpty)
  }

  @Test func nobodyIsAdmittedByAnAllowWithoutRules() throws {
    let admission = Admission([try Self.policy("ALLOW", "[]")])
    #expect(!admission.isForEveryone && admission.principals.isEmpty)
  }

  @Test func denyOfAllOthersAdmitsItsExceptions() throws {
    let deny = try Self.policy("DENY", Self.from("principals: [\"*\"], notPrincipals: [\(Self.red)]"))
    #expect(Admission([deny]).principals == [Self.red])
    let allow = try Self.policy("ALLOW", Self.from("principals: [\"*\"]"))
    #expect(Admission([deny, allow]).principals == [Self.red])
    let other = try Self.policy("ALLOW", Self.from("principals: [green.local/ns/a/sa/b]"))
    #expect(Admission([deny, other]).principals.isEmpty)
  }

  @Test func denyWinsOverAllow() throws {
    let allow = try Self.policy("ALLOW", Self.from("principals: [\(Self.red)]"))
    let deny = try Self.policy("DENY", Self.from("principals: [red.local/*]"))
    #expect(Admission([allow, deny]).principals.isEmpty)
  }

  @Test func conditionsAreSaid() throws {
    let admission = Admission([
      try Self.policy("ALLOW", "[{from: [{source: {principals: [\(Self.red)]}}], to: [{operation: {paths: [/a]}}]}]")
    ])
    #expect(admission.hasConditions && admission.principals == [Self.red])
  }
}
