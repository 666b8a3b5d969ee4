import CA
import Diagnostics
import Documents
import Files
import Lint
import SystemPackage
import X509

/// A lint report, in each of its formats.
struct LintView {
  let report: LintReport
  let inventory: Inventory
  /// The repairs, if requested.
  let fixer: LintFixer?

  func text(_ console: Console) -> String {
    var lines = report.findings.map { finding in
      console.text(finding.diagnostic)
        + (finding.repair.isEmpty ? "" : "\n" + Self.indented(finding.repair.withoutQuotedKeys))
    }
    for need in Set(report.unchecked.map(\.need)).sorted(by: { $0.rawValue < $1.rawValue }) {
      let entries = report.unchecked.filter { $0.need == need }
      let codes = Set(entries.map(\.code.rawValue)).sorted().joined(separator: ", ")
      let option = Self.option(for: need).map { " (\($0))" } ?? ""
      lines.append(
        "not checked: \(codes): needs \(need.rawValue)\(option), for \(Self.list(Set(entries.flatMap(\.objects))))")
    }
    let counts = Severity.allCases.reversed().map { severity in
      Counted.text(report.findings.count { $0.severity == severity }, severity.rawValue)
    }
    let left = fixer == nil ? "" : " left"
    lines.append("\(Counted.text(inventory.manifests.count, "manifest")): \(counts.joined(separator: ", "))\(left)")
    return lines.joined(separator: "\n")
  }

  /// The option that gives what a rule needs.
  private static func option(for need: Need) -> String? {
    switch need {
    case .before: "--before PATH"
    case .restartPlan: "--restart APP"
    case .presentedChain: "--chain FILE"
    default: nil
    }
  }

  /// The first objects by name, and the number of the others; `--json` has all.
  private static func list(_ objects: Set<String>) -> String {
    let shown = objects.sorted().prefix(3).map(\.withoutQuotedKeys).joined(separator: ", ")
    return objects.count > 3 ? "\(shown) and \(objects.count - 3) more" : shown
  }

  var node: Node {
    var entries: [(String, Node)] = [
      ("manifests", .int(inventory.manifests.count)), ("findings", .sequence(report.findings.map(Self.node))),
      (
        "unchecked",
        .sequence(
          report.unchecked.map {
            .mapping([
              ("code", .string($0.code.rawValue)), ("needs", .string($0.need.rawValue)),
              ("objects", .strings($0.objects.map(\.withoutQuotedKeys))),
            ])
          })
      ),
    ]
    if let fixer { entries.append(("fix", fixer.node)) }
    return .schema("lint", entries)
  }

  private static func node(_ finding: Finding) -> Node {
    .mapping([
      ("diagnostic", finding.diagnostic.node), ("object", .string(finding.object.withoutQuotedKeys)),
      ("repair", .string(finding.repair.withoutQuotedKeys)), ("certain", .bool(finding.edit != nil)),
    ])
  }

  func sarif(_ ending: SARIF.Ending) -> Node {
    SARIF.log(report, ending, version: Version.number) { try? FileSystem.read(FilePath($0), onlyRegular: true) }
  }

  var github: String { report.findings.map(Self.annotation).joined(separator: "\n") }

  /// `::error file=a.yaml,line=7,col=3,title=MT-G-01::what`, with the format's reserved characters escaped.
  private static func annotation(_ finding: Finding) -> String {
    let diagnostic = finding.diagnostic
    let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    let place = diagnostic.place
    let parts = [
      place?.file.map { "file=\(escaped($0, isProperty: true))" }, place?.line.map { "line=\($0)" },
      place?.column.map { "col=\($0)" }, "title=\(diagnostic.code)",
    ].compactMap { $0 }
    let message = escaped("\(diagnostic.what.shown()): \(diagnostic.why.shown())")
    return "::\(level) \(parts.joined(separator: ","))::\(message)"
  }

  /// By scalars, because a carriage return and a line feed are one character.
  ///
  /// - Parameter isProperty: Whether a comma or a colon would end it.
  private static func escaped(_ text: String, isProperty: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\n": result += "%0A"
      case "\r": result += "%0D"
      case ",": result += isProperty ? "%2C" : ","
      case ":": result += isProperty ? "%3A" : ":"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func indented(_ text: String) -> String {
    text.printableLines.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(
      separator: "\n")
  }
}
