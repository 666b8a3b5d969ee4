import Foundation
import Testing

/// Codes are promises: whatever the tool can print, `meshtrust explain` knows, and the explanation stands in the module
/// that raises the code.
@Suite struct CodeTests {
  /// Rules of SPIFFE and of the field that no check reports under a code of its own, and codes that are no longer
  /// raised but still explain themselves.
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
    for (module, sources) in try SourceTree.modules() {
      let isExplanation = { (file: String) in file.contains("Explanations/") }
      let explained = sources.filter { isExplanation($0.key) }.reduce(into: Set()) {
        $0.formUnion(Self.codes(in: $1.value))
      }
      let raised = sources.filter { !isExplanation($0.key) }.reduce(into: Set()) {
        $0.formUnion(Self.codes(in: $1.value))
      }
      let astray = explained.subtracting(raised).subtracting(Self.neverRaised).sorted()
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

  private struct Entry: Decodable {
    let code, title, source, why, repair: String
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
