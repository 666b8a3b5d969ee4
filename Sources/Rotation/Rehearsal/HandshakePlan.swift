import Diagnostics
import TLS
import X509

/// A handshake that is to be rehearsed.
struct HandshakePlan: Sendable {
  /// One end.
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

  /// Shakes hands, and tells what each side made of the other.
  func rehearsed() throws(RotationError) -> RehearsedHandshake {
    let outcome = try outcome(of: client, server)
    var serverEnd = outcome.server
    if serverEnd.judgement == nil {
      // The client gave up before it presented anything.
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
        // The server's policies look at the identity only once the handshake is over.
        server: MemoryHandshake.End(
          identity: server.identity, trust: serverVerifier.trust(for: client.identity.chain)
        ) { chain in serverVerifier.refusal(of: chain).map { .refused($0.alertReason) } ?? .accepted },
        serverName: serverName
      ).outcome()
    }
  }

  /// The reasons are worked out again from the chain that was sent: an alert tells too little.
  private func verdict(
    by verifier: EndVerifier, on chain: [Certificate], _ end: MemoryHandshake.EndOutcome
  ) -> EndVerdict {
    let refusal = end.judgement == .accepted ? nil : verifier.refusal(of: chain)
    return EndVerdict(
      refusal: refusal, identityRefusal: refusal == nil ? verifier.identityRefusal(of: chain) : nil,
      library: end.libraryVerdict, alert: end.sentAlert)
  }
}
