import Foundation
import Testing

/// Codes are promises: whatever the tool can print, `meshtrust explain` knows, and the explanation stands in the module
/// that raises the code.
@Suite struct CodeTests {
  /// Rules of SPIFFE and of the field that no check reports under a code of its own.
  private static let neverRaised: Set = ["MT-B-09", "MT-B-12", "MT-ID-08", "MT-ID-16", "MT-V-02", "MT-V-05"]

  @Test func everyCodeOfTheToolIsExplained() throws {
    let explained = try Set(Self.catalogue().map(\.code))
    #expect(explained.count > 100)
    for (module, sources) in try SourceTree.modules() {
      for (file, text) in sources {
        for code in Self.codes(in: text).subtracting(explained) {
          Issue.record("\(module)/\(file) has \(code), which nothing explains")
        }
      }
    }
  }

  @Test func codesAreExplainedWhereTheyAreRaised() throws {
    let retired = try Set(Self.catalogue().filter { !$0.successors.isEmpty }.map(\.code))
    for (module, sources) in try SourceTree.modules() {
      let isExplanation = { (file: String) in file.contains("Explanations/") }
      let explained = sources.filter { isExplanation($0.key) }.reduce(into: Set()) {
        $0.formUnion($1.value.matches(of: /Explanation\(\s*"(MT-[A-Z0-9]+-[0-9]{2})"/).map { String($0.output.1) })
      }
      let raised = sources.filter { !isExplanation($0.key) }.reduce(into: Set()) {
        $0.formUnion(Self.codes(in: $1.value))
      }
      let astray = explained.subtracting(raised).subtracting(Self.neverRaised).subtracting(retired).sorted()
      #expect(astray.isEmpty, "\(module) explains what it does not raise")
    }
  }

  @Test func explanationsAreWholeAndSingle() throws {
    let catalogue = try Self.catalogue()
    #expect(Set(catalogue.map(\.code)).count == catalogue.count)
    for entry in catalogue {
      #expect(![entry.title, entry.source, entry.why, entry.repair].contains(""), "\(entry.code)")
    }
  }

  /// What was told apart stays apart: a code with successors is raised nowhere.
  @Test func codesThatWereSplitAreNotRaised() throws {
    let catalogue = try Self.catalogue()
    let retired = catalogue.filter { !$0.successors.isEmpty }
    #expect(Set(retired.map(\.code)).isSuperset(of: ["MT-HOME-20", "MT-CLI-02", "MT-ADOPT-20", "MT-SVC-02"]))
    let known = Set(catalogue.map(\.code))
    let sources = try SourceTree.modules().values.flatMap { $0 }.filter { !$0.key.contains("Explanations/") }
    let raised = sources.reduce(into: Set()) { $0.formUnion(Self.codes(in: $1.value)) }
    for entry in retired {
      #expect(!raised.contains(entry.code), "\(entry.code) is still raised")
      #expect(known.isSuperset(of: entry.successors), "not every code that follows \(entry.code) is explained")
      #expect(raised.isSuperset(of: entry.successors), "not every code that follows \(entry.code) is raised")
    }
  }

  /// A title continues the line that begins with its code: only names such as ConfigMap have capitals.
  @Test func titlesBeginWithoutACapital() throws {
    for entry in try Self.catalogue() {
      let word = entry.title.prefix { $0 != " " }
      let isName = word.dropFirst().contains(where: \.isUppercase)
      #expect(isName || word.first?.isUppercase == false, "\(entry.code): \(entry.title)")
    }
  }

  private struct Entry: Decodable {
    let code, title, source, why, repair: String
    let successors: [String]
  }

  private struct Catalogue: Decodable {
    let codes: [Entry]
  }

  private static func catalogue() throws -> [Entry] {
    let text = try Binary.run(["explain", "--list", "--json"]).standardOutput
    return try JSONDecoder().decode(Catalogue.self, from: Data(text.utf8)).codes
  }

  private static func codes(in text: String) -> Set<String> {
    Set(text.matches(of: /"(MT-[A-Z0-9]+-[0-9]{2})"/).map { String($0.output.1) })
  }
}
