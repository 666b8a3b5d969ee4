import Diagnostics
public import X509

/// A condition over the metrics that somebody must know of: the source of the rules for Prometheus and of
/// `status --check`.
public struct Alert: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, Comparable {
    case warning
    case critical

    public static func < (left: Severity, right: Severity) -> Bool { left == .warning && right == .critical }
  }

  public enum Condition: Hashable, Sendable {
    /// The metric's time is less than so many seconds ahead.
    case ends(Metric, within: Int64)
    /// The metric's time is more than so many seconds ago.
    case lasts(Metric, longerThan: Int64)
    /// The first metric is greater than the second.
    case exceeds(Metric, Metric)
    /// The metric is greater than 0.
    case exists(Metric)
    /// Nothing was written for so many seconds.
    case silent(Int64)
  }

  public let name: String
  public let condition: Condition
  /// Only samples with these labels.
  public let labels: [Sample.Label]
  /// How long it must be true, in Prometheus's notation.
  public let lasting: String
  public let severity: Severity
  /// In the words of a person; `{{ $labels.mesh }}` and the like are filled in by Prometheus.
  public let summary: String
  /// What to do.
  public let action: String

  private init(
    _ name: String, _ condition: Condition, _ labels: KeyValuePairs<String, String> = [:], for lasting: String,
    _ severity: Severity, _ summary: String, _ action: String
  ) {
    self.name = name
    self.condition = condition
    self.labels = labels.map { Sample.Label(name: $0.key, value: $0.value) }
    self.lasting = lasting
    self.severity = severity
    self.summary = summary
    self.action = action
  }

  private static let day: Int64 = 86_400

  public static let all: [Alert] = [
    Alert(
      "MeshtrustIntermediateEnds", .ends(.authorityEnds, within: 30 * day),
      ["role": "intermediate", "state": "active"], for: "1h", .warning,
      "the intermediate of {{ $labels.mesh }} expires within 30 days", renew),
    Alert(
      "MeshtrustIntermediateEnds", .ends(.authorityEnds, within: 7 * day),
      ["role": "intermediate", "state": "active"], for: "1h", .critical,
      "the intermediate of {{ $labels.mesh }} expires within 7 days", renew),
    Alert(
      "MeshtrustRootEnds", .ends(.authorityEnds, within: 365 * day), ["role": "root", "state": "active"], for: "1d",
      .warning, "the root of {{ $labels.mesh }} expires within a year", rotate),
    Alert(
      "MeshtrustRootEnds", .ends(.authorityEnds, within: 90 * day), ["role": "root", "state": "active"], for: "1d",
      .critical, "the root of {{ $labels.mesh }} expires within 90 days", rotate),
    Alert(
      "MeshtrustRenewalOverdue", .lasts(.authorityDue, longerThan: 7 * day),
      ["role": "intermediate", "state": "active"], for: "1d", .warning,
      "the intermediate of {{ $labels.mesh }} has been due for renewal for a week", renew),
    Alert(
      "MeshtrustRequestWaits", .lasts(.requestSince, longerThan: 14 * day), for: "1h", .warning,
      "the request for an intermediate of {{ $labels.mesh }} has waited for two weeks",
      "Ask whoever signs it, then install the answer."),
    Alert(
      "MeshtrustRotationStuck", .lasts(.phaseSince, longerThan: 14 * day), for: "1h", .warning,
      "the rotation of the root of {{ $labels.mesh }} has been in one phase for two weeks",
      "\(typed("rotate", "status")) says what each gate waits for."),
    Alert(
      "MeshtrustRemoteRootEnds", .ends(.remoteRootEnds, within: 30 * day), for: "1h", .warning,
      "a root of the remote {{ $labels.remote }} expires within 30 days",
      "Ask its administrator for the next trust card, and import it."),
    Alert(
      "MeshtrustCRLStale", .ends(.listDue, within: 2 * day), for: "15m", .warning,
      "a CRL of {{ $labels.mesh }} ends within 2 days", signLists),
    Alert(
      "MeshtrustCRLStale", .ends(.listDue, within: 0), for: "15m", .critical,
      "a CRL of {{ $labels.mesh }} has ended", signLists),
    Alert(
      "MeshtrustHandshakesWillFail", .ends(.firstFailure, within: 14 * day), for: "1h", .warning,
      "a handshake fails now, or within 14 days if nothing is renewed", "\(typed("timeline")) says which, and why."),
    Alert(
      "MeshtrustHandshakesWillFail", .ends(.firstFailure, within: 3 * day), for: "1h", .critical,
      "a handshake fails now, or within 3 days if nothing is renewed", "\(typed("timeline")) says which, and why."),
    Alert(
      "MeshtrustHandshakesUnknown", .exists(.unknownHandshakes), ["cause": "waiting"], for: "1d", .warning,
      "the handshakes of {{ $labels.mesh }} are unknown: it has no intermediate yet",
      "\(typed("plan")) says what it waits for."),
    Alert(
      "MeshtrustLogAhead", .exceeds(.logEntries, .checkpointEntries), for: "1d", .warning,
      "the log has entries that no checkpoint counts", "Any command that writes signs a checkpoint."),
    Alert(
      "MeshtrustMetricsStale", .silent(2 * day), for: "1h", .warning, "no metrics were written for two days",
      "See why the timer that runs \(typed("metrics")) failed."),
  ]

  /// A command for a reader whose home is not known here.
  private static func typed(_ words: String...) -> String { SuggestedCommand(words).text(in: .none) }

  private static let renew = "Run \(typed("apply")), and apply the folder of the mesh."
  private static let rotate = "Begin its rotation: \(typed("rotate", "plan"))."
  private static let signLists = "Sign new lists with \(typed("crl")), and publish them."
}

extension Alert {
  /// The samples for which the condition holds at a time.
  public func firing(_ samples: [Sample], at time: Timestamp) -> [Sample] {
    switch condition {
    case .ends(let metric, let seconds):
      matching(samples, metric).filter { $0.value - time.seconds < seconds }
    case .lasts(let metric, let seconds):
      matching(samples, metric).filter { time.seconds - $0.value > seconds }
    case .exceeds(let metric, let other):
      matching(samples, metric).filter { sample in
        matching(samples, other).contains { $0.labels == sample.labels && $0.value < sample.value }
      }
    case .exists(let metric): matching(samples, metric).filter { $0.value > 0 }
    case .silent(let seconds):
      matching(samples, .lastRun).filter { time.seconds - $0.value > seconds }
    }
  }

  private func matching(_ samples: [Sample], _ metric: Metric) -> [Sample] {
    samples.filter { sample in
      sample.metric == metric && labels.allSatisfy { sample.label($0.name) == $0.value }
    }
  }

  /// The summary for one sample, with its labels filled in.
  public func summary(of sample: Sample) -> String {
    sample.labels.reduce(summary) { $0.replacing("{{ $labels.\($1.name) }}", with: $1.value) }
  }

  /// The condition in PromQL.
  public var expression: String {
    let selector = labels.isEmpty ? "" : "{" + labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",") + "}"
    return switch condition {
    case .ends(let metric, let seconds): "\(metric.name)\(selector) - time() < \(Self.days(seconds))"
    case .lasts(let metric, let seconds): "time() - \(metric.name)\(selector) > \(Self.days(seconds))"
    case .exceeds(let metric, let other): "\(metric.name)\(selector) - \(other.name) > 0"
    case .exists(let metric): "\(metric.name)\(selector) > 0"
    case .silent(let seconds):
      "time() - \(Metric.lastRun.name) > \(Self.days(seconds)) or absent(\(Metric.lastRun.name))"
    }
  }

  private static func days(_ seconds: Int64) -> String { seconds == 0 ? "0" : "\(seconds / day) * \(day)" }
}
