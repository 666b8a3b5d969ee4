import Diagnostics
import TLS
import X509

/// A handshake to rehearse.
struct HandshakePlan: Sendable {
  struct End: Sendable {
    let mesh: String
    let name: String
    let identity: TLSIdentity
    let verifier: EndVerifier
  }

  let client: End
  let server: End
  let hop: RehearsedHandshake.Hop
  let serverName: String?

  /// Performs the handshake and reports both sides' verdicts.
  func rehearsed() throws(RotationError) -> RehearsedHandshake {
    let outcome = try outcome(of: client, server)
    var serverEnd = outcome.server
    if serverEnd.verdict == nil {
      // The client aborted before it presented anything.
      let lenient = End(mesh: client.mesh, name: client.name, identity: client.identity, verifier: .anybody)
      serverEnd = try self.outcome(of: lenient, server).server
    }
    return RehearsedHandshake(
      client: client.mesh, server: server.mesh, hop: hop, clientIdentity: client.name, serverIdentity: server.name,
      serverName: outcome.server.serverName,
      clientVerdict: verdict(by: client.verifier, on: server.identity.chain, outcome.client),
      serverVerdict: verdict(by: server.verifier, on: client.identity.chain, serverEnd),
      isComplete: outcome.isEstablished)
  }

  private func outcome(of client: End, _ server: End) throws(RotationError) -> MemoryHandshake.Outcome {
    let clientVerifier = client.verifier
    let serverVerifier = server.verifier
    return try fromTLS { () throws(TLSError) in
      try MemoryHandshake(
        client: MemoryHandshake.End(
          identity: client.identity, trust: clientVerifier.trust(for: server.identity.chain)
        ) { chain in
          let refusal = clientVerifier.refusal(of: chain) ?? clientVerifier.identityRefusal(of: chain)
          return refusal.map { .refused($0.alertReason) } ?? .accepted
        },
        // The server's policies check the identity only after the handshake.
        server: MemoryHandshake.End(
          identity: server.identity, trust: serverVerifier.trust(for: client.identity.chain)
        ) { chain in serverVerifier.refusal(of: chain).map { .refused($0.alertReason) } ?? .accepted },
        serverName: serverName
      ).outcome()
    }
  }

  /// Recomputes the reasons from the presented chain, because an alert says too little.
  private func verdict(
    by verifier: EndVerifier, on chain: [Certificate], _ end: MemoryHandshake.EndOutcome
  ) -> EndVerdict {
    let refusal = end.verdict == .accepted ? nil : verifier.refusal(of: chain)
    return EndVerdict(
      refusal: refusal, identityRefusal: refusal == nil ? verifier.identityRefusal(of: chain) : nil,
      library: end.libraryVerdict, alert: end.sentAlert)
  }
}
