import Diagnostics
import Testing

@Suite struct SpellingTests {
  @Test(arguments: [
    ("peerss", ["peers", "platform"], "peers"), ("Trustdomain", ["trustDomain", "roots"], "trustDomain"),
    ("gren-mesh", ["red-mesh", "green-mesh"], "green-mesh"), ("veirfy", ["verify", "version"], "verify"),
  ])
  func findsTheSlipOfTheFingers(word: String, candidates: [String], expected: String) {
    #expect(Spelling.nearest(to: word, among: candidates) == expected)
  }

  @Test(arguments: [("zebra", ["peers", "platform"]), ("", ["peers"]), ("peers", [])])
  func staysSilentWhenNothingIsNear(word: String, candidates: [String]) {
    #expect(Spelling.nearest(to: word, among: candidates) == nil)
  }
}
