import Diagnostics

extension Explanation {
  /// MT-HOME and MT-RH: what the views of a drill add.
  static let drills: [Explanation] = [
    Explanation(
      "MT-HOME-48", "what a key could do is tried, also where the key is elsewhere", source: "README, Rotate",
      why:
        "What a thief could pose as follows from the names, path length and constraints of the certificate, and from "
        + "who holds it; the key itself makes no difference.",
      repair: "Nothing needs to be done."),
    Explanation(
      "MT-RH-04", "A pair cannot be rehearsed",
      source: "this tool's own rule: what is unknown never counts as passing",
      why: "What one side presents has to be signed with its intermediate's key, and that key is not in this home: "
        + "other people run the mesh, or its intermediate was signed for a request.",
      repair: "Let the administrator who holds the key rehearse too, or try the live peer with "
        + "`meshtrust verify --connect`."),
  ]
}
