import Diagnostics

extension Explanation {
  /// MT-ROT-20 and MT-ROT-21: the stored proofs of rotation steps.
  static let proofs: [Explanation] = [
    Explanation(
      "MT-ROT-20", "only steps have proofs", source: "`meshtrust rotate proof`",
      why: "The proof of a step is stored when the step is taken. A root that was never rotated or reissued has none.",
      repair: "Start a rotation, or name another root."),
    Explanation(
      "MT-ROT-21", "steps are numbered from 1", source: "`meshtrust rotate proof`",
      why: "The steps of a root are numbered from 1 in the order in which they were taken.",
      repair: "Run the command without --step, and use a number from its list."),
  ]
}
