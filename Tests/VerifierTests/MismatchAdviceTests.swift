import Diagnostics
import SPIFFE
import Testing
import X509

@testable import Verifier

/// The advice follows from what was presented and from where the expectation came, never from the code alone.
@Suite struct MismatchAdviceTests {
  private static let system = "spiffe://green-mesh.local/ns/green-mesh-system/sa/"
  private static let expected = system + "egress-red-mesh-service-account"

  private func advice(
    _ found: String, _ role: Verifier.Expectation.Role = .client, _ origin: Verifier.Expectation.Origin = .description
  ) throws -> String {
    let wanted = try SPIFFEID(Self.expected)
    let expectation = Verifier.Expectation(
      trustDomain: wanted.trustDomain, identity: wanted, role: role, origin: origin)
    return Mismatch.identity(expected: wanted, found: try SPIFFEID(found), expectation).next.description
  }

  @Test(arguments: [
    (system + "egress-blue-mesh-service-account", "`egress-blue-mesh` presents to another mesh"),
    (system + "ingress-red-mesh-service-account", "with --server"),
    ("spiffe://green-mesh.local/ns/bookinfo/sa/ratings", "chain of another workload; pass that of `egress-red-mesh`"),
    (
      "spiffe://green-mesh.local/ns/istio-system/sa/egress-red-mesh-service-account",
      "control plane is in the namespace `istio-system`"
    ), ("spiffe://green-mesh.local", "pass the chain of `egress-red-mesh`"),
  ])
  func whatADescriptionExpectsIsNoMatterOfClientIDs(found: String, hint: String) throws {
    let text = try advice(found)
    #expect(text.contains(hint), "\(text)")
    #expect(!text.contains("clientID"), "\(text)")
  }

  @Test(arguments: [
    system + "egress-blue-mesh-service-account", system + "ingress-red-mesh-service-account",
    "spiffe://green-mesh.local/ns/istio-system/sa/egress-red-mesh-service-account",
    system + "egress-red-mesh-service-accounts",
  ])
  func aGivenClientIDMayBeWrong(found: String) throws {
    #expect(try advice(found, .client, .clientID).contains("clientID"))
  }

  @Test func aServerHasNoClientID() throws {
    let text = try advice(Self.system + "ingress-blue-mesh-service-account", .server)
    #expect(text.contains("another server answers") && !text.contains("clientID"))
  }
}
