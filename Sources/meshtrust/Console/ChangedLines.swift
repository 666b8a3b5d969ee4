import Documents

/// The lines in which two texts differ, with a little of what stands around them.
enum ChangedLines {
  /// Lines that go with `-`, lines that come with `+`, and two lines around each change.
  static func text(from old: [UInt8], to new: [UInt8]) -> String {
    let hunks = LineDiff(from: old, to: new).hunks(context: 2)
    return hunks.map { hunk in
      hunk.map { "\($0.kind.rawValue) \($0.text)" }.joined(separator: "\n")
    }.joined(separator: "\n  …\n")
  }

  /// Lines that go and lines that come, with their numbers.
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
  /// The line as it is shown: the line break of Windows is none of its characters.
  fileprivate var text: String {
    String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
  }
}
