import Diagnostics
import Documents
import Testing

@Suite struct DocumentsErrorTests {
  private static let place = Place(file: "x.yaml", line: 3, column: 5)

  private static let examples: [DocumentsError] = [
    .unreadable(SystemFault(number: 2), place), .unreadable(SystemFault(number: 13), place),
    .unreadable(SystemFault(number: 21), place), .empty(place),
    .yamlSyntax(problem: "found character that cannot start any token", context: nil, place),
    .jsonSyntax(expected: "a value", found: "`}`", place), .encoding(problem: "control characters", place),
    .template(place), .pasted(.button("Copy to Clipboard"), place), .pasted(.noBreakSpace(line: "␣a: 1"), place),
    .pasted(.fence("```yaml"), place), .pasted(.shell("EOF"), place), .pasted(.wideColon(line: "a： 1"), place),
    .duplicateKey("a", first: Mark(line: 1, column: 1), place), .limit(.depth, allowed: 64, place),
    .limit(.nodes, allowed: 64, place), .limit(.bytes, allowed: 64, place), .alias("a", .unknown, place),
    .alias("a", .recursive, place), .tag("!x", .unsupported, place), .tag("!!int", .mismatch(found: "`a`"), place),
    .compositeKey(found: "a mapping", place), .merge(found: "a string", place),
    .invalidValue(path: "a.b", found: "a string", expected: "a mapping", place: place),
    .invalidValue(path: "", found: "a string", expected: "a mapping", place: place),
    .unknownField(path: "a.b", nearest: "c", known: ["c"], place: place), .missingField(path: "a.b", place: place),
  ]

  @Test(arguments: examples) func everyErrorHasADiagnostic(_ error: DocumentsError) throws {
    let diagnostic = error.diagnostic
    #expect(diagnostic.place == Self.place)
    #expect(!diagnostic.what.isEmpty && !diagnostic.next.isEmpty)
    #expect(!diagnostic.what.description.hasSuffix("."))
    #expect(Explanation.inDocuments.contains { $0.code == diagnostic.code })
  }

  @Test(arguments: examples) func exitStatus(_ error: DocumentsError) {
    let expected: Diagnostics.ExitStatus =
      switch error {
      case .unreadable: .inputOutput
      case .limit: .refused
      default: .malformed
      }
    #expect(error.exitStatus == expected)
  }

  @Test func codesAreDistinctAndAllExplained() {
    let codes = Set(Self.examples.map(\.diagnostic.code))
    #expect(codes == Set(Explanation.inDocuments.map(\.code)))
    #expect(codes.count == 16)
  }

  @Test func theSystemsWords() {
    #expect(SystemFault(number: 13).description == "Permission denied")
    #expect(!SystemFault(number: 9999).description.isEmpty)
  }

  @Test func aRootMismatchNamesTheDocument() {
    let error = DocumentsError.invalidValue(path: "", found: "a string", expected: "a mapping", place: Self.place)
    #expect(error.diagnostic.what == "the document is a string, but should be a mapping")
  }
}
