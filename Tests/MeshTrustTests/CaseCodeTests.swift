import Testing

/// Scripts match on codes, so that each stands for one case of one error, and for no other.
@Suite struct CaseCodeTests {
  /// Rules of the public checklists, which can be broken in several ways that have one explanation.
  private static let rules: Set<Substring> = ["B", "CA", "ID", "PV", "X"]

  /// A case of a switch that words it, or gives it its code.
  private struct Use: Hashable {
    let file: String
    let cases: String
  }

  @Test func eachCodeIsThatOfOneCase() throws {
    var uses: [String: Set<Use>] = [:]
    for (module, sources) in try SourceTree.modules() {
      for (file, text) in sources where !file.contains("Explanations/") {
        for (code, cases) in Self.cases(in: text) {
          uses[code, default: []].insert(Use(file: "\(module)/\(file)", cases: cases))
        }
      }
    }
    #expect(uses.count > 200)
    for (code, found) in uses where !Self.rules.contains(code.split(separator: "-")[1]) {
      #expect(found.count == 1, "\(code) is that of \(found)")
      for use in found { #expect(!use.cases.contains(", ."), "\(code) is that of \(use.cases)") }
    }
  }

  /// `case .noKey(let key): Diagnostic("MT-HOME-19", …` and `case .noKey: "MT-HOME-19"`.
  private static func cases(in text: String) -> [(code: String, cases: String)] {
    text.matches(of: /case (\.[^:]*(?:\([^)]*\))?[^:]*):\s*(?:(?:Self\.)?[dD]iagnostic\(\s*)?"(MT-[A-Z0-9]+-[0-9]{2})"/)
      .map {
        (String($0.output.2), String($0.output.1))
      }
  }
}
