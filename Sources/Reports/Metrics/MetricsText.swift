import Diagnostics

/// Samples in Prometheus's text format 0.0.4, for the textfile collector of node_exporter.
///
/// It has no times of its own, because a file with times is skipped as a whole, and ends with a line break, because the
/// last line is otherwise a syntax error. Of two equal series node_exporter drops one without an error, and promtool does
/// not see it either, so that a double one is not written here.
public struct MetricsText: Sendable {
  public let text: String

  public init(_ samples: [Sample]) {
    var text = ""
    for metric in Metric.all {
      var seen: Set<[Sample.Label]> = []
      let series = samples.filter { $0.metric == metric && seen.insert($0.labels).inserted }
      guard !series.isEmpty else { continue }
      text += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) gauge\n"
      for sample in series {
        let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += "\(metric.name){\(labels)} \(sample.value)\n"
      }
    }
    self.text = text
  }

  /// Backslash, quotation mark and line break, the three that the format escapes; other control characters by their
  /// numbers, as everywhere.
  static func escaped(_ value: String) -> String {
    var result = ""
    for character in value.printableLines.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}
