import Documents
import TLS

/// A handshake as text and as JSON.
struct HandshakeView {
  private let report: HandshakeReport

  init(_ report: HandshakeReport) {
    self.report = report
  }

  /// A summary in one line.
  var text: String {
    let name = report.serverName.map { ", SNI \($0)" } ?? ", no SNI"
    let application = report.applicationProtocol.map { ", ALPN \($0)" } ?? ""
    return
      "\(report.endpoint) (\(report.address)): \(report.version.description), \(report.cipher)\(name)\(application), "
      + "\(Counted.text(report.chain.count, "certificate"))"
  }

  /// The server's verdict on the client.
  var verdict: String { report.meaning }

  /// Whether the server rejected the client, by its chain or by its identity.
  var isRefused: Bool {
    switch report.verdict {
    case .rejected, .closed: true
    case .notAsked, .accepted, .noObjectionYet: report.answer?.isForbidden ?? false
    }
  }

  /// Whether the server asked for a certificate and has not said yet what it thinks of it.
  var isUnsettled: Bool { report.verdict == .noObjectionYet }

  var node: Node {
    .mapping([
      ("endpoint", .string(report.endpoint.description)), ("address", .string(report.address)),
      ("version", .string(report.version.description)), ("cipher", .string(report.cipher)),
      ("serverName", .optional(report.serverName)), ("applicationProtocol", .optional(report.applicationProtocol)),
      ("asksForCertificate", .bool(report.asksForCertificate)),
      ("acceptedAuthorities", .strings(report.acceptedAuthorities.map { "\($0)" })),
      ("sentCertificate", .bool(report.sentCertificate)),
      ("serverVerdict", .string(word)), ("serverVerdictMeaning", .string(report.meaning)),
      ("answerStatus", report.answer.map { .int($0.status) } ?? .null),
    ])
  }

  private var word: String {
    switch report.verdict {
    case .notAsked: "not-asked"
    case .accepted: "accepted"
    case .rejected: "rejected"
    case .closed: "closed"
    case .noObjectionYet: "no-objection-yet"
    }
  }
}
