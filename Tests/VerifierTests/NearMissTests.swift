import Testing

@testable import Verifier

@Suite struct NearMissTests {
  @Test(arguments: [
    ("red", "Red", "the two differ only in case"),
    ("red", "red/", "it has an extra slash at the end"),
    ("red/", "red", "the expected one has an extra slash at the end"),
    ("red", "rd", "it lacks the `e` at 1"), ("red", "re", "it lacks the `d` at 2"),
    ("red", "reed", "it has an extra `e` at 2"), ("red", "redx", "it has an extra `x` at 3"),
    ("red", "rad", "the two differ in one character, at 1: `a` instead of `e`"),
    ("red", "rde", "two characters are swapped at 1"), ("", "a", "it has an extra `a` at 0"),
    ("a b", "ab", "it lacks the character at 1"),
  ])
  func tells(expected: String, found: String, difference: String) {
    #expect(NearMiss.between(expected, found) == difference)
  }

  @Test(arguments: [
    ("", ""), ("red", "red"), ("red", "blue"), ("red", "der"), ("red-mesh.local", "blue-mesh.local"), ("abcd", "badc"),
    ("red", ""), ("", "red"),
  ])
  func saysNothingOfEqualOrOtherTexts(expected: String, found: String) {
    #expect(NearMiss.between(expected, found) == nil)
  }
}
