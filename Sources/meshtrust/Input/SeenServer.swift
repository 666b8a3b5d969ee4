import CA
import Diagnostics
import Federation
import Rotation
import SPIFFE
import TLS
import Verifier
import X509

/// A live server of a mesh, asked for evidence.
struct SeenServer {
  let live: LiveOptions
  let holder: String
  let mesh: Mesh
  let home: OpenHome

  func evidence(at server: String) throws -> (evidence: Evidence, warnings: [Diagnostic]) {
    try holder == mesh.name ? (presented(server), []) : believed(server)
  }

  /// What a proxy or istiod of the mesh itself presents.
  private func presented(_ server: String) throws -> Evidence {
    let chain = try live.handshake(to: server).report().certificates()
    return try home.evidence(of: SeenChain(mesh: mesh.name, chain: chain, place: server))
  }

  /// Whether a peer's ingress accepts the next generation. The server must be that peer.
  private func believed(_ server: String) throws -> (evidence: Evidence, warnings: [Diagnostic]) {
    let next = try home.nextGeneration(of: mesh.name, for: holder)
    var handshake = try live.handshake(
      to: server, serverName: Naming.discoveryHost(ofPeer: holder, namespace: mesh.namespace))
    handshake.identity = try TLSIdentity(chain: next.chain, key: next.key)
    handshake.askForDiscovery()
    let report = try handshake.report()
    let (peer, bundle) = try home.expectation(of: holder, for: mesh.name)
    let verification = ChainVerifier(bundles: BundleSet([bundle])).verify(
      try report.certificates(),
      expecting: Expectation(
        trustDomain: peer.trustDomain, identity: peer.server.spiffeID, role: .server, origin: .description),
      at: home.now)
    guard verification.isAccepted else {
      throw CAError.refused(
        .rotation(
          .otherIngress(
            server: server, holder: holder, mesh: mesh.name, reason: verification.reasons.first?.what ?? "")))
    }
    // Whoever has the files of `issue` can present it: that is no sign of the peer.
    if let leaf = verification.presented.first, try home.hasIssued(leaf) {
      throw CAError.refused(.rotation(.issuedHere(place: server, leaf: leaf)))
    }
    guard case .accepted(let how) = report.verdict, report.sentCertificate else {
      throw CAError.refused(
        .rotation(
          .disbelieved(
            holder: holder, mesh: mesh.name, isRemote: peer.isRemote, reason: report.verdict.meaning)))
    }
    let evidence = Evidence(
      holder: holder, mesh: mesh.name, kind: .bundle, version: next.bundleVersion, time: home.now,
      source: "\(server) accepted a certificate of the next generation: \(how.rawValue)"
        + (report.answer.map { ", HTTP \($0.status)" } ?? ""))
    guard report.answer?.isForbidden ?? false else { return (evidence, []) }
    let identity = next.chain.first?.uris.first.map { String($0.dropFirst(SPIFFEID.scheme.count)) } ?? ""
    return (evidence, [Self.forbidden(holder, mesh, identity)])
  }

  private static func forbidden(_ holder: String, _ mesh: Mesh, _ identity: String) -> Diagnostic {
    Diagnostic(
      "MT-ROT-49", .warning, what: "`\(holder)` has the roots of `\(mesh.name)`, and refuses its client ID",
      why: "its ingress accepted the chain and answered 403, as its rules do to every other identity than that of the "
        + "ServiceMeshPeer",
      next: "write `clientID: \(identity)` under `spec.security` of the ServiceMeshPeer `\(mesh.name)` at `\(holder)`")
  }
}
