/// The server's verdict on our certificate, or on the lack of one.
///
/// In TLS 1.3 a client finishes before the server verifies its certificate, and a server may send data before it has
/// even received that (RFC 8446 section 2). A finished handshake and data therefore say nothing; only what a server
/// cannot send before it has verified our last flight does.
public enum ServerVerdict: Hashable, Sendable {
  /// The server did not request a certificate.
  case notAsked
  case accepted(Evidence)
  case rejected(TLSAlert)
  /// The server ended the connection after our Certificate message without giving a reason.
  case closed(Closing)
  /// No answer was received before the timeout. This is not acceptance.
  case noObjectionYet

  /// What shows that the server continued.
  public enum Evidence: String, Hashable, Sendable {
    /// TLS 1.3: the answer to a KeyUpdate that follows our Finished message. A server reads that only after it has
    /// verified both our certificate and that message, and it must answer before it sends more data (RFC 8446 sections
    /// 4.4.4 and 4.6.3).
    case keyUpdate = "it answered a message that follows our certificate"
    /// TLS 1.3: a ticket that arrived after our last flight was sent. Its key depends on that flight, so that a server
    /// that requests a certificate sends none before (RFC 8446 section 4.6.1).
    case sessionTicket = "it sent a session ticket"
    /// TLS 1.2: the server finishes only after it has verified our certificate (RFC 5246 section 7.3).
    case finishedHandshake = "it finished the handshake"
  }

  /// How a connection ended.
  public enum Closing: String, Hashable, Sendable {
    /// With a TLS close_notify.
    case closeNotify = "with a close_notify"
    /// With a TCP FIN.
    case endOfStream = "without an alert"
    /// With a TCP RST.
    case reset = "with a TCP reset"
  }

  /// The verdict and its meaning in a mesh, in sentences.
  public var meaning: String {
    switch self {
    case .notAsked:
      "The server did not request a client certificate. A federation ingress always does, so this is not one, or a load "
        + "balancer in front of it terminates TLS."
    case .accepted(let evidence):
      "The server accepted us: \(evidence.rawValue)."
    case .rejected(let alert):
      "The server rejected us: \(alert). Meaning: \(alert.meaning); \(alert.consequence)."
    case .closed(let closing):
      "The server closed the connection \(closing.rawValue) after our answer. Most likely it rejected us, but "
        + "it gave no reason; see its log. In a mesh this appears as a 503."
    case .noObjectionYet:
      "The server answered nothing after our certificate before the timeout, not even a request. In TLS 1.3 silence is "
        + "not acceptance, nor is data that it may have sent before. Ask the discovery port of a federation ingress "
        + "(8188), try a longer timeout, or check the server's log."
    }
  }
}
