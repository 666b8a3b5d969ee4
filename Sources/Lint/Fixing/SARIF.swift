public import Diagnostics
public import Documents
import X509

/// A report in SARIF 2.1.0 (OASIS), for code scanning.
public enum SARIF {
  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  /// Whether a text is one of these logs, and no other file.
  public static func isLog(_ text: String) -> Bool { text.contains(schema) }

  /// How a run ended (section 3.20).
  public struct Ending: Sendable {
    /// Of the command.
    let status: ExitStatus
    /// Whether some of the input was not read.
    let isPartial: Bool

    public init(_ status: ExitStatus, isPartial: Bool = false) {
      self.status = status
      self.isPartial = isPartial
    }

    /// Whether the whole input was judged (section 3.20.14), whatever was found in it.
    var isSuccessful: Bool { [.done, .no].contains(status) && !isPartial }
  }

  /// The log of one run that judged at least a part: one of a run that judged nothing would close every alert. `read`
  /// returns a file's bytes, from which the regions of the repairs are computed. If it returns nil, the findings of that
  /// file have no repairs.
  public static func log(
    _ report: LintReport, _ ending: Ending = Ending(.done), version: String, rules: [Rule] = Rule.all,
    read: (String) -> [UInt8]?
  ) -> Node {
    let indices = Dictionary(rules.enumerated().map { ($1.code, $0) }) { first, _ in first }
    let replacements = replacements(report, read)
    let results = report.findings.map { finding -> Node in
      result(finding, indices[finding.code], finding.edit.flatMap { replacements[$0] } ?? [])
    }
    return .mapping([
      ("$schema", .string(schema)), ("version", .string("2.1.0")),
      (
        "runs",
        .sequence([
          .mapping([
            ("tool", tool(rules, version)), ("columnKind", .string("unicodeCodePoints")),
            (
              "invocations",
              .sequence([
                .mapping([
                  ("executionSuccessful", .bool(ending.isSuccessful)),
                  ("exitCode", .int(Int(ending.status.rawValue))),
                  (
                    "toolExecutionNotifications",
                    .sequence(notifications(of: ending) + report.unchecked.map { notification($0, indices) })
                  ),
                ])
              ])
            ), ("results", .sequence(results)),
          ])
        ])
      ),
    ])
  }

  // MARK: - The rules

  private static func tool(_ rules: [Rule], _ version: String) -> Node {
    .mapping([
      (
        "driver",
        .mapping([
          ("name", .string("meshtrust")), ("version", .string(version)), ("semanticVersion", .string(version)),
          ("rules", .sequence(rules.map(descriptor))),
        ])
      )
    ])
  }

  private static func descriptor(_ rule: Rule) -> Node {
    let explanation = rule.explanation
    return .mapping([
      ("id", .string(rule.code.rawValue)), ("shortDescription", text(rule.title)),
      ("fullDescription", text(explanation?.why ?? rule.title)), ("help", text(explanation?.repair ?? rule.title)),
      ("defaultConfiguration", .mapping([("level", level(rule.severity))])),
      (
        "properties",
        .mapping([("source", .string(explanation?.source ?? "")), ("looksAt", .string(rule.subject.rawValue))])
      ),
    ])
  }

  private static func notification(_ unchecked: Unchecked, _ indices: [Code: Int]) -> Node {
    .mapping([
      ("level", .string("note")),
      ("message", text("\(unchecked.text) (\(unchecked.objects.count) objects)")),
      ("associatedRule", reference(unchecked.code, indices[unchecked.code])),
    ])
  }

  /// What kept the run from judging everything (section 3.58).
  private static func notifications(of ending: Ending) -> [Node] {
    guard ending.isPartial else { return [] }
    let words = "some of the input was not read; the messages on standard error say what"
    return [.mapping([("level", level(.error)), ("message", text(words))])]
  }

  private static func reference(_ code: Code, _ index: Int?) -> Node {
    .mapping([("id", .string(code.rawValue))] + (index.map { [("index", .int($0))] } ?? []))
  }

  // MARK: - The findings

  private static func result(_ finding: Finding, _ rule: Int?, _ replacements: [Node]) -> Node {
    let diagnostic = finding.diagnostic
    var entries: [(String, Node)] = [("ruleId", .string(finding.code.rawValue))]
    if let rule { entries.append(("ruleIndex", .int(rule))) }
    entries += [("level", level(finding.severity)), ("message", text(message(diagnostic)))]
    entries.append(("locations", .sequence([location(finding)])))
    if let edit = finding.edit, !replacements.isEmpty {
      let change = Node.mapping([
        ("artifactLocation", artifact(edit.file)), ("replacements", .sequence(replacements)),
      ])
      let fix = Node.mapping([
        ("description", text(diagnostic.next.isEmpty ? "the certain repair" : diagnostic.next.description)),
        ("artifactChanges", .sequence([change])),
      ])
      entries.append(("fixes", .sequence([fix])))
    }
    return .mapping(entries)
  }

  private static func message(_ diagnostic: Diagnostic) -> String {
    [diagnostic.what, diagnostic.why, diagnostic.next].filter { !$0.isEmpty }.joined(separator: ". ").description
  }

  private static func location(_ finding: Finding) -> Node {
    var entries: [(String, Node)] = []
    if let place = finding.diagnostic.place, let file = place.file {
      entries.append(("physicalLocation", physical(place, file)))
    }
    let name = finding.object.withoutQuotedKeys
    entries.append(
      (
        "logicalLocations",
        .sequence([.mapping([("fullyQualifiedName", .string(name)), ("kind", .string("object"))])])
      ))
    return .mapping(entries)
  }

  private static func physical(_ place: Place, _ file: String) -> Node {
    var entries = [("artifactLocation", artifact(file))]
    if let line = place.line {
      var region: [(String, Node)] = [("startLine", .int(line))]
      if let column = place.column { region.append(("startColumn", .int(column))) }
      entries.append(("region", .mapping(region)))
    }
    return .mapping(entries)
  }

  private static func level(_ severity: Severity) -> Node { .string(severity.rawValue) }

  private static func text(_ text: String) -> Node { .mapping([("text", .string(text.withoutQuotedKeys))]) }

  /// A relative reference by RFC 3986; standard input has no file name.
  private static func artifact(_ file: String) -> Node {
    guard file != "-" else { return .mapping([("uri", .string("stdin")), ("description", text("standard input"))]) }
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF")
    let uri = file.utf8.reduce(into: "") { uri, byte in
      if plain.contains(byte) {
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        uri += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
      }
    }
    return .mapping([("uri", .string(file.hasPrefix("/") ? "file://" + uri : uri))])
  }

  // MARK: - The repairs

  /// The deletions and insertions of each certain repair, only for repairs that would be written, and that may be shown:
  /// what is inserted may be part of a value that was misplaced.
  private static func replacements(
    _ report: LintReport, _ read: (String) -> [UInt8]?
  ) -> [Edit: [Node]] {
    var found: [Edit: [Node]] = [:]
    for (file, edits) in report.edits {
      guard file != "-", let bytes = read(file), let source = try? SourceText(bytes) else { continue }
      for made in Repair(edits, of: bytes, source: file).made {
        let inserted = made.splices.map { String(decoding: $0.bytes, as: UTF8.self) }
        guard inserted.allSatisfy({ $0.withoutQuotedKeys == $0 }) else { continue }
        found[made.edit] = made.splices.map { replacement($0, in: source) }
      }
    }
    return found
  }

  private static func replacement(_ splice: Splice, in source: SourceText) -> Node {
    let start = source.mark(at: splice.range.lowerBound)
    let end = source.mark(at: splice.range.upperBound)
    let deleted = Node.mapping([
      ("startLine", .int(start.line)), ("startColumn", .int(start.column)), ("endLine", .int(end.line)),
      ("endColumn", .int(end.column)),
    ])
    guard !splice.bytes.isEmpty else { return .mapping([("deletedRegion", deleted)]) }
    let inserted = Node.mapping([("text", .string(String(decoding: splice.bytes, as: UTF8.self)))])
    return .mapping([("deletedRegion", deleted), ("insertedContent", inserted)])
  }
}
