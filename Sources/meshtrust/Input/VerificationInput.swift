import CA
import Diagnostics
import Federation
import SPIFFE
import Verifier
import X509

/// Trust bundles and expected identity to verify against, and where they came from.
struct VerificationInput {
  private(set) var bundles: [TrustBundle]
  let expectation: Expectation
  let ownTrustDomain: TrustDomain?
  /// Whether a ztunnel may be the one that verifies: not if the mesh is known and has sidecars.
  let mayBeAmbient: Bool
  /// What the bundle is, in words.
  let form: String
  private(set) var warnings: [Diagnostic] = []
  /// The revocation lists in the bundle itself.
  private(set) var revocationLists: [RevocationList] = []
  /// Why Envoy does not load the bundle as it is written.
  private(set) var unloaded: Diagnostic?

  /// The same input with certificates of its own: see ``Certificate/unshared``.
  var unshared: VerificationInput {
    var input = self
    input.bundles = bundles.map(\.unshared)
    return input
  }

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
            why: "that works here; in a ServiceMeshPeer it would match no certificate (T-10)"))
      }
    }
    let input = try CertificateInput.read(path, for: .roots)
    let found = try input.bundle(path, of: domain)
    var held = TrustBundle(trustDomain: domain, certificates: found.certificates)
    held.tokenKeys = input.tokenKeys(of: domain)
    bundles = [held]
    expectation = Expectation(trustDomain: domain, identity: identity)
    ownTrustDomain = nil
    mayBeAmbient = true
    form = input.description
    self.warnings = warnings + found.warnings
    revocationLists = try input.revocationLists()
    unloaded = input.unloaded(path)
  }

  /// Everything from the home.
  init(home: OpenHome, peer peerName: String, mesh meshName: String, server: Bool) throws {
    let (peer, bundle) = try home.expectation(of: peerName, for: meshName)
    let identity = server ? peer.server : peer.client
    bundles = [bundle]
    expectation = Expectation(
      trustDomain: peer.trustDomain, identity: identity.spiffeID, role: server ? .server : .client,
      origin: .description)
    let mesh = try home.federation().mesh(named: meshName)
    ownTrustDomain = mesh?.trustDomain
    mayBeAmbient = mesh?.dataPlane == .ambient
    form = peer.isRemote ? "the imported roots of \(peerName)" : "the home's root of \(peerName)"
  }

  /// The same input with the bundles of the home's other meshes. They explain a refusal; nothing is accepted for them.
  func explaining(from home: OpenHome) throws -> VerificationInput {
    var input = self
    let known = Set(bundles.map(\.trustDomain))
    input.bundles += try home.bundles().filter { !known.contains($0.trustDomain) }
    return input
  }

  /// Expectations from a ServiceMeshPeer; its roots from the ConfigMap in the same file or folder, or from a file.
  init(manifest path: String, bundle: String?, anyIdentity: Bool) throws {
    let manifest = try PeerManifest(path, bundle: bundle)
    let domain = try ContentError.naming(path) { try TrustDomain(manifest.trustDomain) }
    let identity = try anyIdentity ? nil : ContentError.naming(path) { try WorkloadIdentity.parse(manifest.clientID) }
    bundles = [TrustBundle(trustDomain: domain, certificates: manifest.certificates)]
    expectation = Expectation(trustDomain: domain, identity: identity?.identity.spiffeID)
    ownTrustDomain = nil
    mayBeAmbient = false
    form = manifest.form
    warnings = manifest.warnings
    revocationLists = manifest.revocationLists
    unloaded = manifest.unloaded
    guard identity?.notation == .uri else { return }
    warnings.append(
      Diagnostic(
        "MT-CLI-11", .warning, what: "the clientID of the ServiceMeshPeer begins with spiffe://",
        why: "istiod adds the scheme itself, so on a mesh this matches no certificate (T-10)",
        next: "write \(identity?.identity.clientID ?? "")"))
  }
}
