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

  func evidence(at server: String) throws -> Evidence {
    try holder == mesh.name ? presented(server) : believed(server)
  }

  /// What a proxy or istiod of the mesh itself presents.
  private func presented(_ server: String) throws -> Evidence {
    let chain = try live.handshake(to: server).report().certificates()
    return try home.evidence(of: SeenChain(mesh: mesh.name, chain: chain, place: server))
  }

  /// Whether a peer's ingress accepts the next generation. The server must be that peer.
  private func believed(_ server: String) throws -> Evidence {
    let next = try home.nextGeneration(of: mesh.name, for: holder)
    var handshake = try live.handshake(
      to: server, serverName: Naming.discoveryHost(ofPeer: holder, namespace: mesh.namespace))
    handshake.identity = try TLSIdentity(chain: next.chain, key: next.key)
    let report = try handshake.report()
    let (peer, bundle) = try home.expectation(of: holder, for: mesh.name)
    let verification = ChainVerifier(bundles: BundleSet([bundle])).verify(
      try report.certificates(),
      expecting: Expectation(trustDomain: peer.trustDomain, identity: peer.server.spiffeID), at: home.now)
    guard verification.isAccepted else {
      throw CAError.refused(
        .rotation(
          .otherIngress(
            server: server, holder: holder, mesh: mesh.name, reason: verification.reasons.first?.what ?? "")))
    }
    guard case .accepted(let how) = report.verdict, report.sentCertificate else {
      throw CAError.refused(
        .rotation(
          .disbelieved(
            holder: holder, mesh: mesh.name, isRemote: peer.isRemote, reason: report.verdict.meaning)))
    }
    return Evidence(
      holder: holder, mesh: mesh.name, kind: .bundle, version: next.bundleVersion, time: home.now,
      source: "\(server) accepted a certificate of the next generation: \(how.rawValue)")
  }
}
