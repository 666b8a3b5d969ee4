import Diagnostics

extension Explanation {
  /// MT-HOME and MT-RH: what the views of a drill add.
  static let drills: [Explanation] = [
    Explanation(
      "MT-HOME-48", "the effect of a lost key is tested even if the key is not in the home", source: "README, Rotate",
      why: "What a thief could impersonate follows from the names, path length and constraints of the certificate. The "
        + "test uses a stand-in key with the same certificate fields, which makes no difference.",
      repair: "Nothing needs to be done."),
    Explanation(
      "MT-RH-04", "a handshake cannot be verified", source: "this tool's own rule: unknown is never a pass",
      why:
        "What one side presents is not known here: someone else runs the mesh, it has no intermediate yet, or the key of "
        + "its intermediate is elsewhere, so that a rehearsal cannot sign for it.",
      repair: "If the mesh waits for its intermediate, `meshtrust plan` says what is missing. Otherwise ask the "
        + "administrator who has the key to rehearse too, or test the live peer with `meshtrust verify --connect "
        + "HOST:PORT --peer PEER --for MESH`."),
  ]
}
