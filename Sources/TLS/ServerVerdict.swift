/// What the server made of us: of our certificate, or of our having none.
///
/// In TLS 1.3 a client is done before the server has looked at its certificate (RFC 8446 section 2), so a finished
/// handshake says nothing; only what the server sends afterwards does.
public enum ServerVerdict: Hashable, Sendable {
  /// The server did not ask for a certificate.
  case notAsked
  /// The server went on.
  case accepted(Evidence)
  /// The server said no.
  case rejected(TLSAlert)
  /// The server ended the connection after it had our answer, without saying why.
  case closed(Closing)
  /// Nothing came until the time was up. This is not acceptance.
  case noObjectionYet

  /// What shows that the server went on.
  public enum Evidence: String, Hashable, Sendable {
    /// TLS 1.3: a server may send tickets only once it has checked the client's last flight (RFC 8446 section 4.6.1).
    case sessionTicket = "it sent a session ticket"
    /// TLS 1.3: it talks.
    case applicationData = "it sent data"
    /// TLS 1.2: it finishes only after it has judged our certificate (RFC 5246 section 7.3).
    case finishedHandshake = "it finished the handshake"
  }

  /// How a connection ended.
  public enum Closing: String, Hashable, Sendable {
    /// With TLS's own good-bye.
    case closeNotify = "with a close_notify"
    /// With TCP's FIN.
    case endOfStream = "without a word"
    /// With TCP's RST.
    case reset = "with a TCP reset"
  }

  /// The verdict and what it means on a mesh, in sentences.
  public var meaning: String {
    switch self {
    case .notAsked:
      "The server did not ask for a client certificate. A federation ingress always does, so this is none, or a load "
        + "balancer ends TLS before it."
    case .accepted(let evidence):
      "The server accepted us: \(evidence.rawValue). On a mesh a request can still end as 403, when the client ID is not "
        + "the one the peer expects."
    case .rejected(let alert):
      "The server refused us: \(alert). That means: \(alert.meaning); \(alert.consequence)."
    case .closed(let closing):
      "The server ended the connection \(closing.rawValue) after it had our answer. That is most likely a refusal, but "
        + "it gave no reason; its log has one. On a mesh this shows as 503."
    case .noObjectionYet:
      "The server said nothing more before the time was up: no objection yet. In TLS 1.3 that is not acceptance; try a "
        + "longer timeout, or look in the server's log."
    }
  }
}
