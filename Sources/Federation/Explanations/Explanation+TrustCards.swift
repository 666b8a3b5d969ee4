import Diagnostics

extension Explanation {
  /// MT-TRUST: reading a trust card.
  static let trustCards: [Explanation] = [
    Explanation(
      "MT-TRUST-01", "a trust card has the fields of one", source: "docs/trust-card.md",
      why:
        "A card is read strictly: an unknown field, a name that is none, or an identity that does not follow from the "
        + "names beside it would be guessed at by one reader and ignored by another.",
      repair: "Ask the mesh's administrator to run `meshtrust trust export` again, and do not edit the file."),
    Explanation(
      "MT-TRUST-02", "a trust card is short", source: "docs/trust-card.md: at most 1 MiB",
      why: "A card holds a few certificates and names. Reading stops at the limit, whatever is behind it.",
      repair: "Give the file that `meshtrust trust export` wrote."),
  ]
}
