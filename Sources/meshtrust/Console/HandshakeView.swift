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
  var verdict: String { report.verdict.meaning }

  /// Whether the server rejected the client.
  var isRefused: Bool {
    switch report.verdict {
    case .rejected, .closed: true
    case .notAsked, .accepted, .noObjectionYet: false
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
      ("serverVerdict", .string(word)), ("serverVerdictMeaning", .string(report.verdict.meaning)),
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
