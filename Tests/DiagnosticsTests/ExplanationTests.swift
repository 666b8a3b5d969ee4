import Diagnostics
import Testing

@Suite struct ExplanationTests {
  @Test func codesAreUnique() {
    let codes = Explanation.catalogue.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  @Test(arguments: Explanation.catalogue)
  func everyEntryTellsAllFourParts(entry: Explanation) {
    #expect(!entry.title.isEmpty && !entry.source.isEmpty && !entry.why.isEmpty && !entry.repair.isEmpty)
    #expect(entry.code.rawValue.hasPrefix("MT-"))
  }

  @Test(arguments: ["MT-ID-01", "mt-id-01", "ID-01"])
  func codesAreFoundHoweverTheyAreWritten(text: String) {
    #expect(Explanation.of(text)?.code == "MT-ID-01")
  }

  @Test(arguments: ["", "MT-", "MT-ID-99", "ID"])
  func unknownCodesAreNotGuessed(text: String) {
    #expect(Explanation.of(text) == nil)
  }
}
