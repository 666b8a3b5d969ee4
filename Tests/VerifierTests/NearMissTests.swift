import Testing

@testable import Verifier

@Suite struct NearMissTests {
  @Test(arguments: [
    ("red", "Red", "the two differ in upper and lower case only"),
    ("red", "red/", "it has a slash too many at its end"),
    ("red/", "red", "the expected one has a slash too many at its end"),
    ("red", "rd", "it lacks the `e` at 1"), ("red", "re", "it lacks the `d` at 2"),
    ("red", "reed", "it has a `e` too many at 2"), ("red", "redx", "it has a `x` too many at 3"),
    ("red", "rad", "the two differ in one character, at 1: `a` instead of `e`"),
    ("red", "rde", "two characters are swapped at 1"), ("", "a", "it has a `a` too many at 0"),
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
