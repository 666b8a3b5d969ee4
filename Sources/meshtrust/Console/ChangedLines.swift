import Documents

/// The lines in which two texts differ, with some context.
enum ChangedLines {
  /// Removed lines with `-`, added lines with `+`, and two lines of context around each change.
  static func text(from old: [UInt8], to new: [UInt8]) -> String {
    let hunks = LineDiff(from: old, to: new).hunks(context: 2)
    return hunks.map { hunk in
      hunk.map { "\($0.kind.rawValue) \($0.text)" }.joined(separator: "\n")
    }.joined(separator: "\n  …\n")
  }

  /// Removed and added lines, with their numbers.
  static func numbered(from old: [UInt8], to new: [UInt8]) -> [String] {
    LineDiff(from: old, to: new).steps.compactMap { step in
      switch step.kind {
      case .same: nil
      case .gone: "-\(step.old + 1): \(step.text)"
      case .new: "+\(step.new + 1): \(step.text)"
      }
    }
  }
}

extension LineDiff.Step {
  /// Without the carriage return of a Windows line break.
  fileprivate var text: String {
    String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
  }
}
