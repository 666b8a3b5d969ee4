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
      "MT-RH-04", "a pair of meshes cannot be rehearsed", source: "this tool's own rule: unknown is never a pass",
      why: "The rehearsal must sign what one side presents with that side's intermediate key, and the key is not in "
        + "this home: someone else runs the mesh, or its intermediate was signed for a request.",
      repair: "Ask the administrator who has the key to rehearse too, or test the live peer with `meshtrust verify "
        + "--connect HOST:PORT --peer PEER --for MESH`."),
  ]
}
