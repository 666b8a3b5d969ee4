import Diagnostics
import Documents
import Testing

@testable import Lint

/// Every rule that knows a certain repair, in every way in which its file may be written.
@Suite struct FixingTests {
  /// How files are written.
  enum Form: String, CaseIterable, CustomTestStringConvertible {
    case plain, commented, windows, json

    var testDescription: String { rawValue }
  }

  /// The cases in which some rule knows a certain repair.
  private static let cases: [LintCase] = [
    GatewayRulesTests.found, IdentityRulesTests.found, CertificateRulesTests.found, PeerRulesTests.found,
    ServiceRulesTests.found, FailoverRulesTests.found, LifecycleRulesTests.found, TypeRulesTests.found,
  ].flatMap { $0 }.filter { item in (try? item.report().edits.isEmpty) == false }

  /// What a finding is about, whatever line it has moved to.
  private struct About: Hashable {
    let code: Code
    let object: String
    let what: String

    init(_ finding: Finding) {
      code = finding.code
      object = finding.object
      what = finding.diagnostic.what.description
    }
  }

  @Test(arguments: Form.allCases) func whatIsRepairedIsGoneAndNothingElseIsNew(form: Form) throws {
    var repaired: Set<Code> = []
    var refused: [String] = []
    for item in Self.cases {
      var files = try ManifestTexts.pair()
      for change in item.changes { try files.replace(change.file, change.old, change.new) }
      try item.facts(&files)
      try files.write(form)
      let before = try files.lint()
      let due = before.findings.filter { $0.edit != nil }
      guard !due.isEmpty else { continue }
      let fixing = try files.fix()
      refused += fixing.refused.map { "\(item.code) \($0.edit) \($0.reason)" }
      var after = files
      for change in fixing.changes {
        let text = String(decoding: change.after, as: UTF8.self)
        #expect(text.comments == files.texts[change.file]?.comments, "\(item)")
        #expect(text.lineBreaks == files.texts[change.file]?.lineBreaks, "\(item)")
        after.texts[change.file] = text
      }
      let left = try after.lint()
      let stays = Set(fixing.refused.map(\.edit))
      let known = Set(before.findings.map(About.init))
      let found = Set(left.findings.map(About.init))
      for finding in due where !stays.contains(try #require(finding.edit)) {
        #expect(!found.contains(About(finding)), "\(form) \(item): \(finding.diagnostic.what.description)")
        repaired.insert(finding.code)
      }
      // A name that was misspelt may have hidden more; its rules only speak of what they can see.
      let new = found.subtracting(known).filter { about in !known.contains { $0.code == about.code } }
      #expect(new.isEmpty, "\(form) \(item): \(new)")
      #expect(left.findings.allSatisfy { $0.edit.map(stays.contains) ?? true }, "\(form) \(item) is not done")
    }
    #expect(refused.isEmpty, "\(form)")
    #expect(repaired == Self.repairable, "\(form)")
  }

  /// The rules with certain repairs, as they are documented.
  private static let repairable: Set<Code> = [
    "MT-C-18", "MT-C-21", "MT-F-06", "MT-F-11", "MT-G-02", "MT-G-05", "MT-G-07", "MT-G-08", "MT-G-11", "MT-G-12",
    "MT-G-15",
    "MT-P-03", "MT-P-11", "MT-P-18", "MT-S-01", "MT-S-07", "MT-T-08", "MT-T-10", "MT-T-14", "MT-T-15", "MT-X-09",
    "MT-X-23",
  ]

  @Test func oneRepairMayLayOpenTheNext() throws {
    var files = try ManifestTexts.pair()
    let clean = files.texts["red/peer.yaml"]
    try files.replace("red/peer.yaml", "clientID: green-mesh.local/", "clientId: spiffe://green-mesh.local/")
    let fixing = try files.fix()
    #expect(fixing.changes.map { String(decoding: $0.after, as: UTF8.self) } == [try #require(clean)])
    #expect(fixing.count == 2)
  }

  @Test func standardInputIsNeverChanged() throws {
    var files = try ManifestTexts.pair()
    let text = files.texts.removeValue(forKey: "red/peer.yaml") ?? ""
    files.texts["-"] = text.replacing("clientID: ", with: "clientID: spiffe://")
    let fixing = try files.fix()
    #expect(fixing.changes.isEmpty)
    #expect(fixing.refused.map(\.reason) == [.standardInput])
  }
}

extension ManifestTexts {
  /// The certain repairs, in memory.
  func fix() throws -> Fixing {
    let facts = facts
    return try Fixing(try documents(), inventory: { Inventory(documents: $0, facts: facts) }) { file in
      Array(try #require(texts[file]).utf8)
    }
  }

  /// Writes every file anew in a form.
  mutating func write(_ form: FixingTests.Form) throws {
    for (name, text) in texts {
      switch form {
      case .plain: break
      case .windows: texts[name] = text.replacing("\n", with: "\r\n")
      case .commented: texts[name] = text.contains(": |") ? text : text.commented
      case .json:
        let documents = try DocumentReader.all(bytes: Array(text.utf8), source: name)
        texts[name] = documents.map { JSONWriter.write($0.root, pretty: true) }.joined(separator: "\n")
      }
    }
  }
}

extension String {
  /// A comment of its own above every line.
  fileprivate var commented: String {
    split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { number, line in
      line.isEmpty ? "" : line.prefix { $0 == " " } + "# note \(number)\n" + line
    }.joined(separator: "\n")
  }

  fileprivate var comments: [Substring] { split(separator: "\n").filter { $0.contains("# note") } }

  /// Whether lines end as on Windows.
  fileprivate var lineBreaks: Set<String> {
    Set(self.filter(\.isNewline).map(String.init))
  }
}
