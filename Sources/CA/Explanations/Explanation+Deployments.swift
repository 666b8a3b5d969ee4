import Diagnostics

extension Explanation {
  /// MT-K-46: what the home remembers of deployments.
  static let deployments: [Explanation] = [
    Explanation(
      "MT-K-46", "one command at a time deploys to a mesh", source: "table deployment of authority.db",
      why: "Each deployment has a number, and is shown before it is carried out. If another command of the same home "
        + "has deployed in between, what was shown is no longer what would be done.",
      repair: "Run the same again: it shows what is left to do.")
  ]
}
