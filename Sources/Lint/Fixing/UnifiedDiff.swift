import Diagnostics
import Documents

/// The changes of a file, in the format of `diff -u`.
public enum UnifiedDiff {
  /// The hunks with their header; empty if the bytes are the same. Lines of Secrets and of private keys are left out.
  public static func text(_ change: Fixing.Change) -> String {
    let difference = LineDiff(from: change.before, to: change.after)
    guard !difference.isEmpty else { return "" }
    let lines = ShownLines(from: change.before, to: change.after)
    let name = change.file.printable
    var text = "--- \(name)\n+++ \(name)\n"
    for hunk in difference.hunks(context: 3) {
      text += head(of: hunk)
      for step in hunk { text += step.kind.rawValue + lines.text(of: step) + "\n" }
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
