/// The difference between two texts, line by line.
public struct LineDiff {
  public struct Step: Sendable {
    public enum Kind: String, Sendable {
      case same = " "
      case gone = "-"
      case new = "+"
    }

    public let kind: Kind
    /// The number of the line in the old text, from 0; for a new line, of the next line there.
    public let old: Int
    /// The number of the line in the new text, from 0; for a removed line, of the next line there.
    public let new: Int
    /// The bytes without LF; a CR is part of the line.
    public let line: ArraySlice<UInt8>
  }

  /// In order, with removed lines before the lines that replace them.
  public let steps: [Step]

  public init(from old: [UInt8], to new: [UInt8]) {
    let before = Self.lines(old)
    let after = Self.lines(new)
    // The search only needs the lines between the common beginning and end.
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

  /// The changes, each with up to `context` unchanged lines before and after.
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
  /// The offset in the collection that contains the element.
  var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
