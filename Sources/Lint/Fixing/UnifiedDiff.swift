/// What changes in a file, as `diff -u` tells it.
public enum UnifiedDiff {
  private static let context = 3

  /// The hunks with their head; empty for the same bytes. Lines of Secrets are left out.
  public static func text(_ change: Fixing.Change) -> String {
    let before = lines(change.before)
    let after = lines(change.after)
    var steps = steps(from: before, to: after)
    guard steps.contains(where: { $0.kind != .same }) else { return "" }
    let secretsBefore = SecretLines(change.before)
    let secretsAfter = SecretLines(change.after)
    for index in steps.indices {
      let step = steps[index]
      steps[index].isSecret =
        (step.kind != .new && secretsBefore.contains(step.old + 1))
        || (step.kind != .gone && secretsAfter.contains(step.new + 1))
    }
    var text = "--- \(change.file)\n+++ \(change.file)\n"
    for hunk in hunks(steps) { text += self.text(of: hunk, before, after) }
    return text
  }

  /// One line of either file, or of both.
  private struct Step {
    enum Kind: String {
      case same = " "
      case gone = "-"
      case new = "+"
    }

    let kind: Kind
    /// The line before and after, counted from 0; for a line of one side only, the next one of the other.
    let old: Int
    let new: Int
    var isSecret = false
  }

  /// Lines without their LF, so that a CR stays visible as a change.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }

  private static func steps(from before: [ArraySlice<UInt8>], to after: [ArraySlice<UInt8>]) -> [Step] {
    // What is the same in front and behind need not be searched.
    let head = zip(before, after).prefix { $0 == $1 }.count
    let tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    let difference = after[head..<after.count - tail].difference(from: before[head..<before.count - tail])
    var gone: Set<Int> = []
    var new: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset + head)
      case .insert(let offset, _, _): new.insert(offset + head)
      }
    }
    var steps: [Step] = []
    var (old, fresh) = (0, 0)
    while old < before.count || fresh < after.count {
      if gone.contains(old) {
        steps.append(Step(kind: .gone, old: old, new: fresh))
        old += 1
      } else if new.contains(fresh) {
        steps.append(Step(kind: .new, old: old, new: fresh))
        fresh += 1
      } else {
        steps.append(Step(kind: .same, old: old, new: fresh))
        old += 1
        fresh += 1
      }
    }
    return steps
  }

  private static func hunks(_ steps: [Step]) -> [ArraySlice<Step>] {
    var ranges: [Range<Int>] = []
    for (index, step) in steps.enumerated() where step.kind != .same {
      let range = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { steps[$0] }
  }

  private static func text(
    of hunk: ArraySlice<Step>, _ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]
  ) -> String {
    guard let first = hunk.first else { return "" }
    let removed = hunk.count { $0.kind != .new }
    let added = hunk.count { $0.kind != .gone }
    var text = "@@ -\(first.old + 1),\(removed) +\(first.new + 1),\(added) @@\n"
    for step in hunk {
      let line = step.kind == .new ? after[step.new] : before[step.old]
      let shown = step.isSecret ? "(a line of a Secret)" : String(decoding: line, as: UTF8.self)
      text += step.kind.rawValue + shown + "\n"
    }
    return text
  }
}
