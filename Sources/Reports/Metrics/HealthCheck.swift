public import X509

/// The answer of a check in the manner of Nagios: a state, one line, and figures behind a bar.
public struct HealthCheck: Hashable, Sendable {
  public enum State: String, Hashable, Sendable {
    case ok = "OK"
    case warning = "WARNING"
    case critical = "CRITICAL"
    case unknown = "UNKNOWN"
  }

  public let state: State
  /// Without the name of the service.
  public let text: String
  /// As plug-ins give them: `label=value;warn;crit`, separated by blanks.
  public let figures: String

  /// Judges samples by the alerts, each sample by the worst of those of one name.
  ///
  /// - Parameter more: What else was found, and how bad it is.
  public init(
    _ samples: [Sample], named name: String, at time: Timestamp, more: [(severity: Alert.Severity, text: String)] = []
  ) {
    var worst: [Finding: Alert.Severity] = [:]
    var order: [Finding] = []
    for alert in Alert.all {
      for sample in alert.firing(samples, at: time) {
        let finding = Finding(alert: alert.name, sample: sample)
        if worst[finding] == nil { order.append(finding) }
        worst[finding] = max(worst[finding] ?? .warning, alert.severity)
      }
    }
    let found =
      more
      + order.map { finding in
        let severity = worst[finding] ?? .warning
        let alert = Alert.all.first { $0.name == finding.alert && $0.severity == severity }
        return (severity, alert?.summary(of: finding.sample) ?? finding.alert)
      }
    let critical = found.filter { $0.severity == .critical }
    state = !critical.isEmpty ? .critical : found.isEmpty ? .ok : .warning
    let texts = (critical + found.filter { $0.severity == .warning }).map(\.text)
    let first = samples.first { $0.metric == .firstFailure }.map { Timestamp(seconds: $0.value) }
    let unknown = samples.filter { $0.metric == .unknownHandshakes }.reduce(0) { $0 + $1.value }
    let outlook =
      (first.map { "the first handshake fails on \($0.day) if nothing is renewed" } ?? "no handshake will fail")
      + (unknown > 0 ? "; \(unknown) pairs are unknown" : "")
    text = Self.line(texts.isEmpty ? "\(name): \(outlook)" : "\(name): " + Self.joined(texts))
    figures = first.map { "first_failure=\($0.seconds - time.seconds)s;1209600:;259200:" } ?? ""
  }

  /// What prevented the check.
  public init(unknown text: String) {
    state = .unknown
    self.text = Self.line(text)
    figures = ""
  }

  /// The whole line.
  public var line: String {
    "MESHTRUST \(state.rawValue) - \(text)" + (figures.isEmpty ? "" : " | \(figures)")
  }

  private struct Finding: Hashable {
    let alert: String
    let sample: Sample
  }

  private static func joined(_ texts: [String]) -> String {
    let shown = texts.prefix(3).joined(separator: "; ")
    return texts.count > 3 ? "\(shown); and \(texts.count - 3) more" : shown
  }

  /// A bar would begin the figures, and a line break would end the line.
  private static func line(_ text: String) -> String {
    text.replacing("|", with: "/").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .joined(separator: " ")
  }
}
