/// One handshake of a rehearsal and what came of it.
public struct RehearsedHandshake: Hashable, Sendable {
  /// Which connection of a mesh it stands for.
  public enum Hop: String, Hashable, Sendable, CaseIterable {
    /// Egress to the peer's ingress, port 8188: the client takes any identity that a bundle of its mesh vouches for.
    case discovery
    /// Egress to the peer's ingress, port 15443: each side names the other's identity.
    case services
    /// Between two workloads of one mesh.
    case mesh
    /// A proxy and its control plane, by DNS name.
    case istiod
  }

  /// The mesh that calls.
  public let client: String
  /// The mesh that answers.
  public let server: String
  /// Which connection it stands for.
  public let hop: Hop
  /// The identity that the client presents.
  public let clientIdentity: String
  /// The identity that the server presents.
  public let serverIdentity: String
  /// The server name (SNI) that the client asked for, as the server read it.
  public let serverName: String?
  /// What the client made of the server.
  public let clientVerdict: EndVerdict
  /// What the server made of the client. Where the client ends the handshake first, the server is asked once more by a
  /// client that takes everybody.
  public let serverVerdict: EndVerdict

  /// Whether the bytes of the handshake came to their end on both sides.
  let isComplete: Bool

  /// Whether both sides let the other in.
  public var isEstablished: Bool { isComplete && clientVerdict.isAccepted && serverVerdict.isAccepted }

  /// Why it does not come about, the first reason only; nil when it does.
  public var reason: String? {
    if isEstablished { return nil }
    if let reason = clientVerdict.reason { return "\(client) refuses: \(reason)" }
    return serverVerdict.reason.map { "\(server) refuses: \($0)" } ?? "the handshake broke off"
  }

  /// Whether the two judges of a side come to different answers.
  public var isDisputed: Bool { clientVerdict.isDisputed || serverVerdict.isDisputed }
}
