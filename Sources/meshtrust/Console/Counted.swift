/// Numbers with their nouns.
enum Counted {
  /// `1 mesh`, `2 meshes`.
  static func text(_ number: Int, _ noun: String) -> String {
    guard number != 1 else { return "1 \(noun)" }
    if noun.hasSuffix("ry") { return "\(number) \(noun.dropLast())ies" }
    return "\(number) \(noun)\(noun.hasSuffix("s") || noun.hasSuffix("sh") ? "es" : "s")"
  }
}
