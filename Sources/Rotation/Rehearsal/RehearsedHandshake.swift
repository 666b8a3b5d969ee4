/// One handshake of a rehearsal with its result.
public struct RehearsedHandshake: Hashable, Sendable {
  /// The connection of a mesh that it represents.
  public enum Hop: String, Hashable, Sendable, CaseIterable {
    /// Egress to the peer's ingress, port 8188: the client accepts any identity covered by one of its mesh's bundles.
    case discovery
    /// Egress to the peer's ingress, port 15443: each side requires the other's identity.
    case services
    /// Between two workloads of one mesh.
    case mesh
    /// A proxy and its control plane, by DNS name.
    case istiod
  }

  public let client: String
  public let server: String
  public let hop: Hop
  public let clientIdentity: String
  public let serverIdentity: String
  /// The server name (SNI), as received by the server.
  public let serverName: String?
  /// The client's verdict on the server.
  public let clientVerdict: EndVerdict
  /// The server's verdict on the client. If the client aborts first, the server is tested again with a client that
  /// accepts everyone.
  public let serverVerdict: EndVerdict

  /// Whether the handshake finished on both sides.
  let isComplete: Bool

  /// Whether both sides accept each other.
  public var isEstablished: Bool { isComplete && clientVerdict.isAccepted && serverVerdict.isAccepted }

  /// The first reason why it fails; nil if it succeeds.
  public var reason: String? {
    if isEstablished { return nil }
    if let reason = clientVerdict.reason { return "\(client) refuses: \(reason)" }
    return serverVerdict.reason.map { "\(server) rejects: \($0)" } ?? "the handshake failed"
  }

  /// Whether the two verifiers of a side disagree.
  public var isDisputed: Bool { clientVerdict.isDisputed || serverVerdict.isDisputed }
}
