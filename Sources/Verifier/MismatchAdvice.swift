import Diagnostics
import SPIFFE

/// What to do about a leaf with another identity than the expected one: the likeliest cause first. The chain may be that of
/// another gateway or workload, or the expectation may be wrong; which of the two depends on what was presented, and on
/// where the expectation came from.
struct MismatchAdvice {
  private let wanted: WorkloadIdentity?
  private let found: WorkloadIdentity?
  private let isNear: Bool
  private let expectation: Expectation

  init(_ expected: SPIFFEID, _ found: SPIFFEID?, _ expectation: Expectation) {
    wanted = expected.workload
    self.found = found?.workload
    isNear = found.map { NearMiss.between(expected.path, $0.path) != nil } ?? false
    self.expectation = expectation
  }

  var next: Message {
    guard expectation.role == .client else {
      return
        "another server answers: `remote.addresses` and its ports must lead to the peer's ingress gateway for this "
        + "mesh"
    }
    guard let found else { return "pass the chain of \(gateway), which is an X509-SVID; \(otherwise)" }
    if isNear { return "\(correction)" }
    if let wanted, wanted.namespace != found.namespace, wanted.serviceAccount == found.serviceAccount {
      return "\(correction): the peer's control plane is in the namespace `\(found.namespace)`"
    }
    let account = found.serviceAccount
    if Self.isGateway(account, "ingress-") {
      return "this is the chain of an ingress gateway, which is a server; pass that of \(gateway), or expect the "
        + "server with --server; \(otherwise)"
    }
    if Self.isGateway(account, "egress-") {
      return "this is the chain that the peer's `\(Self.gateway(account))` presents to another mesh; pass that of "
        + "\(gateway); \(otherwise)"
    }
    return "this is the chain of another workload; pass that of \(gateway); \(otherwise)"
  }

  /// The gateway whose chain is expected.
  private var gateway: String {
    wanted.map { "`\(Self.gateway($0.serviceAccount))`" } ?? "the peer's egress gateway for this mesh"
  }

  /// What is wrong if the chain is the right one.
  private var correction: Message {
    switch expectation.origin {
    case .clientID:
      "correct clientID, which names the peer's egress gateway for this mesh; a home prints it with "
        + "`\(.meshtrust("id", "PEER", "--for", "MESH"))`"
    case .description: "correct the peer's description: its `gateways` and `namespace`, or a remote's trust card"
    }
  }

  private var otherwise: Message {
    switch expectation.origin {
    case .clientID:
      "if the peer really calls with this one, clientID in the ServiceMeshPeer is wrong: a home prints the right one with "
        + "`\(.meshtrust("id", "PEER", "--for", "MESH"))`"
    case .description:
      "if the peer really calls with this one, its ServiceMeshPeer for this mesh names the wrong egress gateway"
    }
  }

  /// Whether a service account is that of a gateway named as in the manual.
  private static func isGateway(_ account: String, _ prefix: String) -> Bool {
    account.hasPrefix(prefix) && account.hasSuffix(suffix)
  }

  private static func gateway(_ account: String) -> String {
    account.hasSuffix(suffix) && account.count > suffix.count ? String(account.dropLast(suffix.count)) : account
  }

  /// The operator names the service account of a gateway so.
  private static let suffix = "-service-account"
}
