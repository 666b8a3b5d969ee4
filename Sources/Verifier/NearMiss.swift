/// Differences between two texts that are small enough to overlook.
enum NearMiss {
  /// A clause describing the difference; nil if the texts are equal or obviously different.
  static func between(_ expected: String, _ found: String) -> String? {
    let (wanted, given) = (Array(expected.utf8), Array(found.utf8))
    guard wanted != given else { return nil }
    if expected.lowercased() == found.lowercased() { return "the two differ only in case" }
    let slash = UInt8(ascii: "/")
    if given == wanted + [slash] { return "it has an extra slash at the end" }
    if wanted == given + [slash] { return "the expected one has an extra slash at the end" }
    return edit(wanted, given)
  }

  /// One byte inserted, deleted or replaced, or two adjacent bytes swapped.
  private static func edit(_ wanted: [UInt8], _ given: [UInt8]) -> String? {
    let start = zip(wanted, given).prefix { $0 == $1 }.count
    let (rest, other) = (wanted[start...], given[start...])
    if rest.dropFirst() == other { return "it lacks the \(shown(rest.first)) at \(start)" }
    if rest == other.dropFirst() { return "it has an extra \(shown(other.first)) at \(start)" }
    guard rest.count == other.count else { return nil }
    if rest.dropFirst() == other.dropFirst() {
      return "the two differ in one character, at \(start): \(shown(other.first)) instead of \(shown(rest.first))"
    }
    let swapped = rest.count > 1 && rest.prefix(2).reversed() == Array(other.prefix(2))
    return swapped && rest.dropFirst(2) == other.dropFirst(2) ? "two characters are swapped at \(start)" : nil
  }

  /// Bytes that are not printable ASCII are not shown.
  private static func shown(_ byte: UInt8?) -> String {
    byte.flatMap { (0x21...0x7E).contains($0) ? "`\(Unicode.Scalar($0))`" : nil } ?? "character"
  }
}
