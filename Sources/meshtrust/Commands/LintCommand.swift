import ArgumentParser
import Diagnostics
import Documents
import Lint

/// `meshtrust lint`: what is wrong with a federation's manifests.
struct LintCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Say what is wrong with a federation's manifests, what it breaks, and what to change.",
    discussion: Manual.text(
      "Reads the manifests of one mesh or of several at once, from files, folders or `oc get … -o yaml`. A rule that needs "
        + "files that are not given is told as not checked.",
      examples: [
        "meshtrust lint red-manifests green-manifests",
        "oc get smcp,smp,cm -n red-mesh-system -o yaml | meshtrust lint -",
      ],
      exits: [
        .done: "no finding at or above --min-severity", .no: "there are findings",
        .malformed: "a file is no YAML or JSON",
        .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  /// How findings are written.
  enum Form: String, CaseIterable {
    case text, github
  }

  @OptionGroup var manifests: ManifestOptions

  @Option(
    name: .long, help: ArgumentHelp("error, warning or note: what counts for the exit status.", valueName: "severity"))
  var minSeverity = Severity.error.rawValue

  @Flag(name: .long, help: "Write findings as annotations of GitHub's workflows.")
  var github = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let threshold: Severity = try OptionValue.choice("--min-severity", minSeverity)
    let inventory = try manifests.inventory(home, isHomeNamed: home.home != nil)
    let report = Linter.lint(inventory)
    let failing = report.findings(atLeast: threshold)
    if output.json {
      console.print(node(report, inventory))
    } else if github {
      console.print(report.findings.map(Self.annotation).joined(separator: "\n"))
    } else {
      console.print(text(report, inventory, console))
    }
    return failing.isEmpty ? .done : .no
  }

  private func text(_ report: LintReport, _ inventory: Inventory, _ console: Console) -> String {
    var lines = report.findings.map { finding in
      console.text(finding.diagnostic) + (finding.repair.isEmpty ? "" : "\n" + Self.indented(finding.repair))
    }
    for need in Set(report.unchecked.map(\.need)).sorted(by: { $0.rawValue < $1.rawValue }) {
      let codes = report.unchecked.filter { $0.need == need }.map(\.code.rawValue)
      lines.append("not checked: \(codes.joined(separator: ", ")): needs \(need.rawValue)")
    }
    let counts = Severity.allCases.reversed().map { severity in
      "\(report.findings.count { $0.severity == severity }) \(severity.rawValue)s"
    }
    lines.append("\(inventory.manifests.count) manifests: \(counts.joined(separator: ", "))")
    return lines.joined(separator: "\n")
  }

  private func node(_ report: LintReport, _ inventory: Inventory) -> Node {
    .schema(
      "lint",
      [
        ("manifests", .int(inventory.manifests.count)),
        (
          "findings",
          .sequence(
            report.findings.map { finding in
              .mapping([
                ("diagnostic", finding.diagnostic.node), ("object", .string(finding.object)),
                ("repair", .string(finding.repair)), ("certain", .bool(finding.edit != nil)),
              ])
            })
        ),
        (
          "unchecked",
          .sequence(
            report.unchecked.map {
              .mapping([
                ("code", .string($0.code.rawValue)), ("needs", .string($0.need.rawValue)),
                ("objects", .strings($0.objects)),
              ])
            })
        ),
      ])
  }

  /// `::error file=a.yaml,line=7,col=3,title=MT-G-01::what`, with what the form reserves escaped.
  private static func annotation(_ finding: Finding) -> String {
    let diagnostic = finding.diagnostic
    let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    let place = diagnostic.place
    let parts = [
      place?.file.map { "file=\(escaped($0))" }, place?.line.map { "line=\($0)" }, place?.column.map { "col=\($0)" },
      "title=\(diagnostic.code)",
    ].compactMap { $0 }
    return "::\(level) \(parts.joined(separator: ","))::\(escaped("\(diagnostic.what): \(diagnostic.why)"))"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "%": result += "%25"
      case "\n": result += "%0A"
      case "\r": result += "%0D"
      default: result.append(character)
      }
    }
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
  }
}
