public import Documents
import SPIFFE
import X509

extension TrustCard {
  public static let kind = "TrustCard"

  /// The card as a document, without signatures.
  public var node: Node {
    var spec: [(String, Node)] = []
    if let audience { spec.append(("for", .string(audience))) }
    spec.append(("trustDomain", .string(trustDomain.name)))
    if let sequence { spec.append(("sequence", Node(.integer(sequence)))) }
    spec += [
      ("namespace", .string(namespace)), ("clusterDomain", .string(clusterDomain)),
    ]
    if let dataPlane { spec.append(("dataPlane", .string(dataPlane.rawValue))) }
    if let endpoint { spec.append(("bundleEndpoint", node(of: endpoint))) }
    spec += [
      ("roots", .string(PEM.write(roots))), ("gateways", .mapping(gateways.map { ($0.peer, node(of: $0)) })),
    ]
    return .mapping([
      ("apiVersion", .string(FederationFile.apiVersion)), ("kind", .string(Self.kind)),
      ("metadata", .mapping([("name", .string(name))])), ("spec", .mapping(spec)),
    ])
  }

  private func node(of endpoint: BundleEndpoint) -> Node {
    .mapping(
      [("url", .string(endpoint.url)), ("profile", .string(endpoint.profile.rawValue))]
        + (endpoint.endpointID.map { [("endpointID", .string($0.uri))] } ?? []))
  }

  private func node(of gateways: Gateways) -> Node {
    .mapping([
      ("ingress", .string(gateways.ingress)), ("serverID", .string(clientID(of: gateways.ingress))),
      ("egress", .string(gateways.egress)), ("clientID", .string(clientID(of: gateways.egress))),
      ("addresses", .sequence(gateways.addresses.map { .string($0) })),
      (
        "ports",
        .mapping([("discovery", .int(gateways.discoveryPort)), ("service", .int(gateways.servicePort))])
      ),
    ])
  }

  /// The identity of a gateway as in a ServiceMeshPeer; empty if the names are invalid.
  func clientID(of gateway: String) -> String { (try? identity(ofGateway: gateway).clientID) ?? "" }
}
