import Testing
import X509

@testable import Reports

@Suite struct MetricsTests {
  private static let now = Timestamp(seconds: 1_800_000_000)
  private static let day: Int64 = 86_400

  private static func intermediate(of mesh: String, in days: Int64) -> Sample {
    Sample(
      .authorityEnds,
      ["federation": "colours", "mesh": mesh, "role": "intermediate", "generation": "1", "state": "active"],
      now.seconds + days * day)
  }

  @Test func theTextIsWhatTheCollectorReads() {
    let name = "a\"b\\c\nd\u{202E}"
    let text = MetricsText([
      Sample(.logEntries, ["federation": name], 7), Sample(.planChanges, ["federation": name], 0),
      Sample(.logEntries, ["federation": name], 8),
    ]).text
    #expect(
      text == """
        # HELP meshtrust_plan_changes How many authorities, folders and removals an apply would change.
        # TYPE meshtrust_plan_changes gauge
        meshtrust_plan_changes{federation="a\\"b\\\\c\\nd\\\\u{202e}"} 0
        # HELP meshtrust_log_entries The number of entries of the log.
        # TYPE meshtrust_log_entries gauge
        meshtrust_log_entries{federation="a\\"b\\\\c\\nd\\\\u{202e}"} 7

        """)
  }

  @Test func everyMetricHasItsOwnNameAndHelp() {
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    #expect(Metric.all.allSatisfy { $0.help.hasSuffix(".") && !$0.help.contains("\n") })
  }

  @Test func theSameThresholdsCheckAndAlert() {
    let cases: [(Int64, HealthCheck.State)] = [
      (31, .ok), (29, .warning), (8, .warning), (6, .critical), (-1, .critical),
    ]
    for (days, state) in cases {
      let check = HealthCheck([Self.intermediate(of: "red", in: days)], named: "colours", at: Self.now)
      #expect(check.state == state, "\(days) days")
      #expect(state == .ok || check.line.contains("the intermediate of red expires within"))
    }
  }

  @Test func oneLineNamesTheWorstFirst() {
    let samples = [Self.intermediate(of: "red", in: 20), Self.intermediate(of: "green", in: 2)]
    let check = HealthCheck(samples, named: "a|b\nc", at: Self.now, more: [(.warning, "x")])
    #expect(
      check.line
        == "MESHTRUST CRITICAL - a/b c: the intermediate of green expires within 7 days; x; the intermediate of red expires "
        + "within 30 days")
  }

  @Test func whatIsAheadOrSilentFires() {
    let ahead = [Sample(.logEntries, ["federation": "c"], 9), Sample(.checkpointEntries, ["federation": "c"], 8)]
    #expect(HealthCheck(ahead, named: "c", at: Self.now).state == .warning)
    let other = [Sample(.logEntries, ["federation": "c"], 9), Sample(.checkpointEntries, ["federation": "d"], 8)]
    #expect(HealthCheck(other, named: "c", at: Self.now).state == .ok)
    let old = [Sample(.lastRun, ["federation": "c"], Self.now.seconds - 3 * Self.day)]
    #expect(HealthCheck(old, named: "c", at: Self.now).state == .warning)
  }

  /// A label that no sample has would make a rule that never fires.
  @Test func everyAlertIsWrittenOnceForEachSeverity() {
    let rules = AlertRules.text(.file)
    for alert in Alert.all { #expect(rules.contains("expr: '\(alert.expression)'")) }
    #expect(Set(Alert.all.map { "\($0.name) \($0.severity)" }).count == Alert.all.count)
    #expect(AlertRules.text(.prometheusRule).hasPrefix("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n"))
  }
}
