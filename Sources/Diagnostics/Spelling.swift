/// Suggests the spelling that a user probably meant.
public enum Spelling {
  /// The candidate nearest to `word`, or nil if none is near enough to be a typing error.
  ///
  /// Near means at most one edit for every three characters, and at least one; a difference in case is no edit.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().utf8)
    let limit = max(1, wanted.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= limit, best.map({ (distance, candidate) < ($0.distance, $0.candidate) }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.candidate
  }

  /// Asks whether the nearest candidate was meant.
  public static func question(_ nearest: String) -> String { "did you mean `\(nearest)`?" }

  /// Edits (insert, delete, replace, swap of neighbours) between two words: optimal string alignment.
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1] + [Int](repeating: 0, count: right.count)
      for column in right.indices {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        current[column + 1] = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          current[column + 1] = min(current[column + 1], beforeLast[column - 1] + 1)
        }
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}

extension Message {
  /// Asks whether the nearest spelling was meant; gives the other advice where none comes near.
  public static func didYouMean(_ nearest: String?, otherwise advice: Message) -> Message {
    nearest.map { Message(Spelling.question($0)) } ?? advice
  }
}
