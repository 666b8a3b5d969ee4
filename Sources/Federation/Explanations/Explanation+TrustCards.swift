import Diagnostics

extension Explanation {
  /// MT-TRUST: reading a trust card.
  static let trustCards: [Explanation] = [
    Explanation(
      "MT-TRUST-01", "a trust card has exactly the fields of one", source: "docs/trust-card.md",
      why: "A card is read strictly. One reader would guess at an unknown field, an invalid name, or an identity that "
        + "does not match the names beside it, and another would ignore it.",
      repair: "Ask the mesh's administrator to run `meshtrust trust export` again, and do not edit the file."),
    Explanation(
      "MT-TRUST-22", "a file has one trust card", source: "docs/trust-card.md",
      why: "A card is about one mesh. With several in a file it would be unclear which one was checked and confirmed.",
      repair: "Write each card to its own file."),
    Explanation(
      "MT-TRUST-02", "a trust card is short", source: "docs/trust-card.md: at most 1 MiB",
      why: "A card has only a few certificates and names. Reading stops at the limit, whatever follows.",
      repair: "Use the file that `meshtrust trust export` wrote."),
  ]
}
