import Diagnostics
import Testing

@testable import Lint

/// A change to the clean manifests, and the rule that must notice it, or must not.
struct LintCase: Sendable, CustomTestStringConvertible {
  let code: String
  let changes: [Change]
  var facts: @Sendable (inout ManifestTexts) throws -> Void = { _ in }

  struct Change: Sendable {
    let file: String
    let old: String
    let new: String
  }

  /// Changes one text of one file.
  init(_ code: String, _ file: String, _ old: String, _ new: String) {
    self.code = code
    changes = [Change(file: file, old: old, new: new)]
  }

  /// Changes whatever is needed.
  init(_ code: String, _ facts: @escaping @Sendable (inout ManifestTexts) throws -> Void) {
    self.code = code
    changes = []
    self.facts = facts
  }

  var testDescription: String { "\(code) \(changes.first?.new ?? "")" }

  func report() throws -> LintReport {
    var files = try ManifestTexts.pair()
    for change in changes { try files.replace(change.file, change.old, change.new) }
    try facts(&files)
    return try files.lint()
  }

  /// Finds it, with everything that a finding must tell.
  func expectFound(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let report = try report()
    let findings = report.of(code)
    #expect(!findings.isEmpty, "only \(report.codes)", sourceLocation: sourceLocation)
    for finding in findings {
      #expect(!finding.diagnostic.what.isEmpty && !finding.consequence.isEmpty && !finding.diagnostic.next.isEmpty)
      #expect(finding.diagnostic.place?.line != nil && finding.diagnostic.place?.file != nil, "\(finding)")
      #expect(!finding.object.isEmpty)
    }
  }

  /// Finds nothing of the kind.
  func expectSilent(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let findings = try report().of(code)
    #expect(findings.isEmpty, "\(findings.map(\.diagnostic.what))", sourceLocation: sourceLocation)
  }
}

extension ManifestTexts {
  /// Adds text at the end of a file, or a file of its own.
  mutating func add(_ file: String, _ text: String) {
    texts[file] = texts[file].map { $0 + "---\n" + text } ?? text
  }

  /// Adds lines at the top of a `spec`.
  mutating func set(_ path: String, in file: String = "red/plane.yaml") throws {
    try replace(file, "spec:\n", "spec:\n" + path + "\n")
  }
}
