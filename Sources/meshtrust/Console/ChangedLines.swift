/// The lines in which two texts differ, with some context.
enum ChangedLines {
  /// Removed lines with `-`, added lines with `+`, and two lines around each change.
  static func text(from old: String, to new: String) -> String {
    let before = lines(old)
    let after = lines(new)
    let difference = after.difference(from: before)
    var gone: Set<Int> = []
    var come: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): come.insert(offset)
      }
    }
    var shown: [(mark: String, line: Substring)] = []
    var (left, right) = (0, 0)
    while left < before.count || right < after.count {
      if left < before.count, gone.contains(left) {
        shown.append(("-", before[left]))
        left += 1
      } else if right < after.count, come.contains(right) {
        shown.append(("+", after[right]))
        right += 1
      } else {
        shown.append((" ", before[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return around(shown).joined(separator: "\n")
  }

  private static func around(_ shown: [(mark: String, line: Substring)]) -> [String] {
    let changed = shown.indices.filter { shown[$0].mark != " " }
    let near = Set(changed.flatMap { ($0 - 2)...($0 + 2) })
    var lines: [String] = []
    var last: Int?
    for index in shown.indices where near.contains(index) {
      if let last, index > last + 1 { lines.append("  …") }
      lines.append(shown[index].mark + " " + shown[index].line)
      last = index
    }
    return lines
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }
}
