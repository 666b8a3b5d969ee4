/// The alerts as rules for Prometheus: a file, or the object that its operator reads.
public enum AlertRules {
  public enum Form: String, CaseIterable, Hashable, Sendable {
    /// A rules file, with `groups` at its top.
    case file
    /// A `PrometheusRule` of `monitoring.coreos.com/v1`.
    case prometheusRule = "PrometheusRule"
  }

  /// As YAML. Every text of it is a literal of the program.
  public static func text(_ form: Form) -> String {
    let groups = (["groups:", "- name: meshtrust", "  rules:"] + Alert.all.flatMap(lines))
    guard form == .prometheusRule else { return groups.joined(separator: "\n") + "\n" }
    let head = [
      "apiVersion: monitoring.coreos.com/v1", "kind: PrometheusRule", "metadata:", "  name: meshtrust", "spec:",
    ]
    return (head + groups.map { "  " + $0 }).joined(separator: "\n") + "\n"
  }

  private static func lines(_ alert: Alert) -> [String] {
    [
      "  - alert: \(alert.name)",
      "    expr: '\(alert.expression)'",
      "    for: \(alert.lasting)",
      "    labels: {severity: \(alert.severity.rawValue)}",
      "    annotations:",
      "      summary: '{{ $labels.federation }}: \(alert.summary)'",
      "      description: '\(alert.action)'",
    ]
  }
}
