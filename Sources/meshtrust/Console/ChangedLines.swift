import Documents
import Lint

/// The lines in which two texts differ, with some context. Lines of Secrets and of private keys are left out.
enum ChangedLines {
  /// Removed lines with `-`, added lines with `+`, and two lines of context around each change.
  static func text(from old: [UInt8], to new: [UInt8]) -> String {
    let hunks = LineDiff(from: old, to: new).hunks(context: 2)
    guard !hunks.isEmpty else { return "" }
    let lines = ShownLines(from: old, to: new)
    return hunks.map { hunk in
      hunk.map { "\($0.kind.rawValue) \(text(of: $0, in: lines))" }.joined(separator: "\n")
    }.joined(separator: "\n  …\n")
  }

  /// Removed and added lines, with their numbers.
  static func numbered(from old: [UInt8], to new: [UInt8]) -> [String] {
    let lines = ShownLines(from: old, to: new)
    return LineDiff(from: old, to: new).steps.compactMap { step in
      switch step.kind {
      case .same: nil
      case .gone: "-\(step.old + 1): \(text(of: step, in: lines))"
      case .new: "+\(step.new + 1): \(text(of: step, in: lines))"
      }
    }
  }

  /// Without the carriage return of a Windows line break.
  private static func text(of step: LineDiff.Step, in lines: ShownLines) -> String {
    let text = lines.text(of: step)
    return text.last == "\r" ? String(text.dropLast()) : text
  }
}
