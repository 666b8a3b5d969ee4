extension Explanation {
  /// Every code that this module explains.
  public static let inDiagnostics: [Explanation] = [
    Explanation(
      "MT-CLI-80", "changes are confirmed", source: "--yes, in the command's --help",
      why:
        "The command shows what it would change, and asks. Without a terminal there is nobody to ask, and nothing is "
        + "assumed.",
      repair: "Check the changes, then answer `y`, or run the command again with --yes.")
  ]
}
