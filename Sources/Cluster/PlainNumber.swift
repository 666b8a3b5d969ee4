/// A number in a text that a cluster, or whoever can write an object there, has chosen: digits alone, and so few that
/// whatever is counted from it stays a number.
public enum PlainNumber {
  private static let mostDigits = 9

  /// Nil for a sign, for anything that is no digit, and for more than nine of them.
  public static func read(_ text: some StringProtocol) -> Int? {
    let digits = text.utf8
    guard (1...mostDigits).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
