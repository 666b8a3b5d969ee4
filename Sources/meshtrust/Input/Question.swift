import CA
import Diagnostics
import Federation
import SPIFFE
import Verifier

/// What a chain is judged by: bundles, an expectation, and how both were come by.
struct Question {
  let bundles: [TrustBundle]
  let expectation: Expectation
  let ownTrustDomain: TrustDomain?
  /// What the bundle is, in words.
  let form: String
  private(set) var warnings: [Diagnostic] = []

  /// Roots from a file and expectations from the command line.
  init(bundle path: String, trustDomain: String, clientID: String?) throws {
    let domain = try OptionValue.of("--trust-domain") { try TrustDomain(trustDomain) }
    var warnings: [Diagnostic] = []
    var identity: SPIFFEID?
    if let clientID {
      let (workload, notation) = try OptionValue.of("--client-id") { try WorkloadIdentity.parse(clientID) }
      identity = workload.spiffeID
      if notation == .uri {
        warnings.append(
          Diagnostic(
            "MT-CLI-11", .note, what: "the client ID was given with spiffe://",
            why: "that is fine here; in a ServiceMeshPeer it would match nobody (T-10)"))
      }
    }
    let input = try CertificateInput.read(path)
    let found = try input.certificates(path, of: domain)
    bundles = [TrustBundle(trustDomain: domain, certificates: found.certificates)]
    expectation = Expectation(trustDomain: domain, identity: identity)
    ownTrustDomain = nil
    form = input.description
    self.warnings = warnings + found.warnings
  }

  /// Everything from the home; the other meshes' bundles help to explain, and never to accept.
  init(home: Home, peer peerName: String, mesh meshName: String, server: Bool) throws {
    let (peer, bundle) = try home.expectation(of: peerName, for: meshName)
    let identity = server ? peer.server : peer.client
    bundles = [bundle] + (try home.bundles()).filter { $0.trustDomain != bundle.trustDomain }
    expectation = Expectation(trustDomain: peer.trustDomain, identity: identity.spiffeID)
    ownTrustDomain = try home.federation().mesh(named: meshName)?.trustDomain
    form = "the home's root of \(peerName)"
  }
}
