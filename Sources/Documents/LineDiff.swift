/// The lines of two texts, side by side: what is in both, what goes and what comes.
public struct LineDiff {
  /// A line of either text, or of both.
  public struct Step: Sendable {
    /// Where a line is.
    public enum Kind: String, Sendable {
      /// In both texts.
      case same = " "
      /// In the old text only.
      case gone = "-"
      /// In the new text only.
      case new = "+"
    }

    /// Where it is.
    public let kind: Kind
    /// The number of the line in the old text, counted from 0; for a new line, that of the next one there.
    public let old: Int
    /// The same in the new text.
    public let new: Int
    /// The bytes without their LF, so that a CR shows as a change.
    public let line: ArraySlice<UInt8>
  }

  /// The lines in their order; what goes stands before what comes in its place.
  public let steps: [Step]

  /// Compares two texts.
  public init(from old: [UInt8], to new: [UInt8]) {
    let before = Self.lines(old)
    let after = Self.lines(new)
    // What is the same in front and behind need not be searched.
    let head = zip(before, after).prefix { $0 == $1 }.count
    let tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    let difference = after[head..<after.count - tail].difference(from: before[head..<before.count - tail])
    let gone = Set(difference.removals.map { $0.offset + head })
    let come = Set(difference.insertions.map { $0.offset + head })
    var steps: [Step] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if gone.contains(left) {
        steps.append(Step(kind: .gone, old: left, new: right, line: before[left]))
        left += 1
      } else if come.contains(right) {
        steps.append(Step(kind: .new, old: left, new: right, line: after[right]))
        right += 1
      } else {
        steps.append(Step(kind: .same, old: left, new: right, line: before[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    self.steps = steps
  }

  /// Whether the texts have the same lines.
  public var isEmpty: Bool { steps.allSatisfy { $0.kind == .same } }

  /// What changes, each with some of the lines that stay around it.
  public func hunks(context: Int) -> [ArraySlice<Step>] {
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

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }
}

extension CollectionDifference.Change {
  /// Where the element stands in the collection that has it.
  var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
