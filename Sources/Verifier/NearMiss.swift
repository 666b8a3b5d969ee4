/// How two texts that should be one differ by so little that people overlook it.
enum NearMiss {
  /// Half a sentence about the difference, or nil when the texts are equal or clearly differ.
  static func between(_ expected: String, _ found: String) -> String? {
    let (wanted, given) = (Array(expected.utf8), Array(found.utf8))
    guard wanted != given else { return nil }
    if expected.lowercased() == found.lowercased() { return "the two differ in upper and lower case only" }
    let slash = UInt8(ascii: "/")
    if given == wanted + [slash] { return "it has a slash too many at its end" }
    if wanted == given + [slash] { return "the expected one has a slash too many at its end" }
    return edit(wanted, given)
  }

  /// One byte more, less or another, or two neighbours swapped.
  private static func edit(_ wanted: [UInt8], _ given: [UInt8]) -> String? {
    let start = zip(wanted, given).prefix { $0 == $1 }.count
    let (rest, other) = (wanted[start...], given[start...])
    if rest.dropFirst() == other { return "it lacks the \(shown(rest.first)) at \(start)" }
    if rest == other.dropFirst() { return "it has a \(shown(other.first)) too many at \(start)" }
    guard rest.count == other.count else { return nil }
    if rest.dropFirst() == other.dropFirst() {
      return "the two differ in one character, at \(start): \(shown(other.first)) instead of \(shown(rest.first))"
    }
    let swapped = rest.count > 1 && rest.prefix(2).reversed() == Array(other.prefix(2))
    return swapped && rest.dropFirst(2) == other.dropFirst(2) ? "two characters are swapped at \(start)" : nil
  }

  /// Both texts passed for names before; what is no printable ASCII is not shown.
  private static func shown(_ byte: UInt8?) -> String {
    byte.flatMap { (0x21...0x7E).contains($0) ? "`\(Unicode.Scalar($0))`" : nil } ?? "character"
  }
}
