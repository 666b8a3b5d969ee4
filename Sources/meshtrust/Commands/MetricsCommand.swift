import ArgumentParser
import CA
import Diagnostics
import Documents
import Files
import Reports
import SystemPackage

/// `meshtrust metrics`: what monitoring reads.
struct MetricsCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Write metrics of the home for Prometheus, or the alert rules that go with them.",
    discussion: Manual.text(
      "The text format of Prometheus, for the textfile collector of node_exporter, whose files end in .prom. The home's "
        + "secret is not used, so that a reader's copy of federation.yaml, authority.db and home.pub is enough. --rules "
        + "prints the alerts instead, and reads no home.",
      examples: [
        "meshtrust metrics --out /var/lib/prometheus/node-exporter/mt.prom", "meshtrust metrics --rules > mt.rules.yml",
        "meshtrust metrics --rules --kind PrometheusRule",
      ],
      exits: [
        .done: "written", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or the home cannot be relied on", .usage: "wrong usage",
        .inputOutput: "a file cannot be read or written",
      ]))

  @Flag(name: .long, help: "Print the alert rules.")
  var rules = false

  @Option(
    name: .long, help: ArgumentHelp("Print them as file or PrometheusRule. (default: file)", valueName: "form"),
    completion: .list(AlertRules.Form.allCases.map(\.rawValue)))
  var kind: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  /// The metrics' own file is written here, because others read it.
  var resultFile: String? { printsRules ? output.out : nil }

  private var printsRules: Bool { rules || kind != nil }

  func execute(_ console: Console) throws -> ExitStatus {
    if printsRules { return try printRules(console) }
    if let out = output.out, out.hasSuffix("/") || !out.hasSuffix(".prom") && !out.hasPrefix("/dev/") {
      throw CommandLineError.value(
        option: "--out", text: out, why: "node_exporter reads only files whose names end in .prom",
        next: "--out meshtrust.prom")
    }
    let metrics = try HomeMetrics(
      home.openWithoutSecret(console), version: Version.number, at: Clock.now(home.now, option: "--now"))
    let text =
      output.json ? JSONWriter.write(Self.node(metrics), pretty: true) + "\n" : MetricsText(metrics.samples).text
    guard let out = output.out else {
      console.print(data: text)
      return .done
    }
    try Home.requireForeign(FilePath(out))
    // Readable by node_exporter, which is another user.
    try FileSystem.write(Array(text.utf8), to: FilePath(out), permissions: .shared)
    return .done
  }

  private func printRules(_ console: Console) throws -> ExitStatus {
    guard !output.json else { throw UsageError.conflict(.forms(["--rules", "--json"])) }
    let form = try kind.map { text in
      guard let form = AlertRules.Form(rawValue: text) else {
        throw CommandLineError.value(
          option: "--kind", text: text, why: "it is file or PrometheusRule", next: "--kind PrometheusRule")
      }
      return form
    }
    console.print(data: AlertRules.text(form ?? .file))
    return .done
  }

  private static func node(_ metrics: HomeMetrics) -> Node {
    .schema(
      "metrics",
      [
        (
          "samples",
          .sequence(
            metrics.samples.map { sample in
              .mapping([
                ("name", .string(sample.metric.name)),
                ("labels", .mapping(sample.labels.map { ($0.name, .string($0.value)) })),
                ("value", .int(Int(sample.value))),
              ])
            })
        )
      ])
  }
}
