import Federation
import SPIFFE
import TLS
import X509

extension Rehearsal {
  /// Egress to the peer's ingress, on both ports. The client's identity check differs: the endpoints for services name
  /// the server's identity, the rule for discovery does not.
  func rehearse(_ client: ReadyParty, _ server: ReadyParty) throws(RotationError) -> [RehearsedHandshake] {
    guard let peer = client.mesh.peer(named: server.mesh.name), let caller = server.mesh.peer(named: client.mesh.name)
    else { return [] }
    let egress = try fromNames { () throws(SPIFFEError) in
      try client.mesh.identity(ofGateway: peer.egress.name)
    }
    let ingress = try fromNames { () throws(SPIFFEError) in
      try server.mesh.identity(ofGateway: caller.ingress.name)
    }
    let (clientIdentity, serverIdentity) = (try stock.identity(client, egress), try stock.identity(server, ingress))
    return try [RehearsedHandshake.Hop.discovery, .services].map { hop throws(RotationError) in
      try HandshakePlan(
        client: HandshakePlan.End(
          mesh: client.mesh.name, name: egress.spiffeID.uri, identity: clientIdentity,
          verifier: .proxy(client.trust, expecting: hop == .services ? peer.server.spiffeID : nil)),
        server: HandshakePlan.End(
          mesh: server.mesh.name, name: ingress.spiffeID.uri, identity: serverIdentity,
          verifier: .proxy(server.trust, expecting: caller.client.spiffeID)),
        hop: hop, serverName: ServerName.of(hop, client: client.mesh, server: server.mesh)
      ).rehearsed()
    }
  }

  /// Two workloads of a mesh, and a proxy with its control plane.
  func rehearse(_ party: ReadyParty) throws(RotationError) -> [RehearsedHandshake] {
    let (mesh, trust) = (party.mesh, party.trust)
    let caller = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "rehearsal", serviceAccount: "client")
    }
    let answerer = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "rehearsal", serviceAccount: "server")
    }
    let istiod = try fromNames { () throws(SPIFFEError) in try mesh.istiodIdentity() }
    let client = try stock.identity(party, caller)
    let workloads = HandshakePlan(
      client: HandshakePlan.End(
        mesh: mesh.name, name: caller.spiffeID.uri, identity: client,
        verifier: .proxy(trust, expecting: answerer.spiffeID)),
      server: HandshakePlan.End(
        mesh: mesh.name, name: answerer.spiffeID.uri, identity: try stock.identity(party, answerer),
        verifier: .proxy(trust, expecting: nil)),
      hop: .mesh, serverName: ServerName.of(.mesh, client: mesh, server: mesh))
    let control = HandshakePlan(
      client: HandshakePlan.End(
        mesh: mesh.name, name: caller.spiffeID.uri, identity: client,
        verifier: .callerOfIstiod(trust, host: party.mesh.istiodHost)),
      server: HandshakePlan.End(
        mesh: mesh.name, name: party.mesh.istiodHost,
        identity: try stock.identity(party, istiod, dnsNames: [party.mesh.istiodHost]), verifier: .istiod(trust)),
      hop: .istiod, serverName: ServerName.of(.istiod, client: mesh, server: mesh))
    return [try workloads.rehearsed(), try control.rehearsed()]
  }
}

/// The server names (SNI) that the control plane configures for clients.
enum ServerName {
  /// A placeholder for an exported service.
  private static let service = "rehearsal"

  static func of(_ hop: RehearsedHandshake.Hop, client: Mesh, server: Mesh) -> String {
    switch hop {
    case .discovery: Naming.discoveryHost(ofPeer: server.name, namespace: client.namespace)
    case .services: "\(service).\(server.namespace).\(Naming.exportSuffix(toPeer: client.name))"
    case .mesh:
      "outbound_.80_._." + Naming.host(ofService: service, namespace: service, clusterDomain: client.cluster.domain)
    case .istiod: client.istiodHost
    }
  }
}
