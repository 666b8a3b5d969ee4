import Documents

/// The changes of a file, in the format of `diff -u`.
public enum UnifiedDiff {
  /// The hunks with their header; empty if the bytes are the same. Lines of Secrets are left out.
  public static func text(_ change: Fixing.Change) -> String {
    let difference = LineDiff(from: change.before, to: change.after)
    guard !difference.isEmpty else { return "" }
    let (before, after) = (SecretLines(change.before), SecretLines(change.after))
    func isSecret(_ step: LineDiff.Step) -> Bool {
      (step.kind != .new && before.contains(step.old + 1)) || (step.kind != .gone && after.contains(step.new + 1))
    }
    var text = "--- \(change.file)\n+++ \(change.file)\n"
    for hunk in difference.hunks(context: 3) {
      text += head(of: hunk)
      for step in hunk {
        let line = isSecret(step) ? "(a line of a Secret)" : String(decoding: step.line, as: UTF8.self)
        text += step.kind.rawValue + line + "\n"
      }
    }
    return text
  }

  private static func head(of hunk: ArraySlice<LineDiff.Step>) -> String {
    guard let first = hunk.first else { return "" }
    let removed = hunk.count { $0.kind != .new }
    let added = hunk.count { $0.kind != .gone }
    return "@@ -\(first.old + 1),\(removed) +\(first.new + 1),\(added) @@\n"
  }
}
