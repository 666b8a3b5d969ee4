import Diagnostics
import Documents
import Files
import Testing
import X509

@testable import Lint

/// A log is held against what SARIF 2.1.0 (OASIS) requires of each of its objects.
@Suite struct SARIFTests {
  private func log(_ change: (inout ManifestTexts) throws -> Void) throws -> (
    root: Node, report: LintReport, files: ManifestTexts
  ) {
    var files = try ManifestTexts.pair()
    files.facts.presentedChains = []
    try change(&files)
    let report = try files.lint()
    let texts = files.texts
    let node = SARIF.log(report, version: "1.2.3") { texts[$0].map { Array($0.utf8) } }
    // What is printed is what counts.
    let text = JSONWriter.write(node, pretty: true)
    let root = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "-", format: .json).first).root
    return (root, report, files)
  }

  private func broken(_ files: inout ManifestTexts) throws {
    try files.replace("red/peer.yaml", "clientID: ", "clientID: spiffe://")
    try files.replace("red/plane.yaml", "additionalIngress:", "additionalIgress:")
    files.texts["a b/ü.yaml"] = "hello\n"
  }

  @Test func theLogHasWhatTheStandardRequires() throws {
    let (root, report, _) = try log(broken)
    #expect(root["version"]?.string == "2.1.0")
    #expect(root["$schema"]?.string?.hasSuffix("sarif-schema-2.1.0.json") ?? false)
    let runs = try #require(root["runs"]?.sequence)
    #expect(runs.count == 1)
    let driver = try #require(runs[0]["tool"]?["driver"])
    #expect(driver["name"]?.string == "meshtrust")
    #expect(driver["semanticVersion"]?.string == "1.2.3")
    #expect(runs[0]["columnKind"]?.string == "unicodeCodePoints")
    #expect(runs[0]["results"]?.sequence?.count == report.findings.count)
    #expect(runs[0]["invocations"]?.sequence?.first?["executionSuccessful"]?.bool == true)
    let notes = try #require(runs[0]["invocations"]?.sequence?.first?["toolExecutionNotifications"]?.sequence)
    #expect(notes.count == report.unchecked.count)
    #expect(!notes.isEmpty)
    for note in notes { #expect(note["message"]?["text"]?.string?.hasPrefix("not checked: needs ") ?? false) }
  }

  /// A run that did not judge everything says so (section 3.20.14).
  @Test func findingsAreNoFailureAndWhatIsUnreadIs() throws {
    let report = LintReport(findings: [], unchecked: [])
    for (ending, isSuccessful) in [
      (SARIF.Ending(.done), true), (SARIF.Ending(.no), true), (SARIF.Ending(.no, isPartial: true), false),
      (SARIF.Ending(.inputOutput), false),
    ] {
      let root = SARIF.log(report, ending, version: "1") { _ in nil }
      let invocation = root["runs"]?.sequence?.first?["invocations"]?.sequence?.first
      #expect(invocation?["executionSuccessful"]?.bool == isSuccessful)
      #expect(SARIF.isLog(JSONWriter.write(root, pretty: true)))
      #expect(invocation?["toolExecutionNotifications"]?.sequence?.isEmpty == !ending.isPartial)
    }
  }

  /// A value that became a private key by mistake is in no message, and in no repair.
  @Test func noKeyIsRepeated() throws {
    let key = FileContent.secret(try Authorities.fixed.get().red.intermediate.keyText).text
    let encoded = Base64.encode(Array(key.utf8))
    let (root, report, _) = try log { files in
      try files.replace("red/peer.yaml", "clientID: ", "clientID: spiffe://\(encoded)/")
      try files.replace("green/peer.yaml", "clientID: ", "clientID: \(encoded)/")
    }
    #expect(!report.findings.isEmpty)
    let text = JSONWriter.write(root, pretty: true)
    #expect(!text.contains(encoded.prefix(40)) && text.contains("[private key not shown]"))
    #expect(!text.contains("insertedContent"))
  }

  @Test func everyRuleIsDescribed() throws {
    let (root, _, _) = try log(broken)
    let rules = try #require(root["runs"]?.sequence?.first?["tool"]?["driver"]?["rules"]?.sequence)
    #expect(rules.compactMap { $0["id"]?.string } == Rule.all.map(\.code.rawValue))
    for rule in rules {
      for text in ["shortDescription", "fullDescription", "help"] {
        let words = rule[text]?["text"]?.string ?? ""
        #expect(!words.isEmpty, "\(rule)")
      }
      #expect(Self.levels.contains(rule["defaultConfiguration"]?["level"]?.string ?? ""))
    }
  }

  private static let levels = ["none", "note", "warning", "error"]

  @Test func everyResultPointsAtItsRuleAndPlace() throws {
    let (root, report, _) = try log(broken)
    let run = try #require(root["runs"]?.sequence?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.sequence)
    let results = try #require(run["results"]?.sequence)
    for (result, finding) in zip(results, report.findings) {
      #expect(result["ruleId"]?.string == finding.code.rawValue)
      #expect(rules[try #require(result["ruleIndex"]?.int)]["id"] == result["ruleId"])
      #expect(result["level"]?.string == finding.severity.rawValue)
      #expect(result["message"]?["text"]?.string?.hasPrefix(finding.diagnostic.what.description) ?? false)
      let location = try #require(result["locations"]?.sequence?.first)
      let physical = try #require(location["physicalLocation"])
      let uri = try #require(physical["artifactLocation"]?["uri"]?.string)
      #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !uri.contains("\\"))
      #expect(physical["region"]?["startLine"]?.int == finding.diagnostic.place?.line)
      #expect(physical["region"]?["startColumn"]?.int == finding.diagnostic.place?.column)
      #expect(location["logicalLocations"]?.sequence?.first?["fullyQualifiedName"]?.string == finding.object)
    }
    #expect(results.contains { $0.description(of: "uri").contains("a%20b/%C3%BC.yaml") })
  }

  @Test func replacementsGiveTheCleanTextsBack() throws {
    let clean = try ManifestTexts.pair()
    let (root, _, files) = try log(broken)
    let results = try #require(root["runs"]?.sequence?.first?["results"]?.sequence)
    let fixes = results.flatMap { $0["fixes"]?.sequence ?? [] }
    #expect(fixes.count == 2)
    for fix in fixes {
      let words = fix["description"]?["text"]?.string ?? ""
      #expect(!words.isEmpty)
      let change = try #require(fix["artifactChanges"]?.sequence?.first)
      let file = try #require(change["artifactLocation"]?["uri"]?.string)
      let replacement = try #require(change["replacements"]?.sequence?.first)
      let region = try #require(replacement["deletedRegion"])
      let text = try SourceText(Array(try #require(files.texts[file]).utf8))
      func offset(_ line: String, _ column: String) throws -> Int {
        let number = try #require(region[line]?.int)
        let column = try #require(region[column]?.int)
        return try #require(text.offset(of: Mark(line: number, column: column)))
      }
      let start = try offset("startLine", "startColumn")
      let end = try offset("endLine", "endColumn")
      let inserted = replacement["insertedContent"]?["text"]?.string ?? ""
      let bytes = text.bytes[..<start] + Array(inserted.utf8) + text.bytes[end...]
      #expect(Array(bytes) == Array(try #require(clean.texts[file]).utf8))
    }
  }

  @Test func standardInputHasNoRepairs() throws {
    let (root, _, _) = try log { files in
      let text = files.texts.removeValue(forKey: "red/peer.yaml") ?? ""
      files.texts["-"] = text.replacing("clientID: ", with: "clientID: spiffe://")
    }
    let results = try #require(root["runs"]?.sequence?.first?["results"]?.sequence)
    #expect(results.contains { $0["ruleId"]?.string == "MT-T-10" })
    #expect(results.allSatisfy { $0["fixes"] == nil })
  }
}

extension Node {
  /// The text under a key, wherever it stands in the first location.
  fileprivate func description(of key: String) -> String {
    self["locations"]?.sequence?.first?["physicalLocation"]?["artifactLocation"]?[key]?.string ?? ""
  }
}
