import Testing

@testable import Cluster

/// Whoever writes a number into a header, an annotation or a version must not be able to end a command by it.
@Suite struct PlainNumberTests {
  @Test(arguments: [("0", 0), ("7", 7), ("007", 7), ("999999999", 999_999_999)])
  func digitsAreANumber(text: String, number: Int) {
    #expect(PlainNumber.read(text) == number)
  }

  @Test(arguments: ["", "-1", "+1", " 1", "1.5", "1e3", "0x1", "١", "1000000000", "9223372036854775807"])
  func anythingElseIsNone(text: String) {
    #expect(PlainNumber.read(text) == nil)
  }

  @Test(arguments: ["9223372036854775807", "-5", "+5", "x", ""])
  func aMarkThatSomebodyWroteIsFollowedByAnother(suffix: String) {
    let mark = RestartMark(step: "red-mesh-g2/1-distributing")
    #expect(mark.next(after: "\(mark.step)+\(suffix)") == "\(mark.step)+2")
  }
}
