/// How the room of a line is divided among the columns of a table.
struct ColumnWidths {
  let widths: [Int]

  /// Between two columns.
  static let gap = "  "

  /// - Parameters:
  ///   - room: The characters for all columns and the gaps between them; nil for any number.
  ///   - endsInText: Whether the last column may go below its row; another one wraps like all others.
  init(_ rows: [[String]], room: Int?, endsInText: Bool = true) {
    let count = rows.map(\.count).max() ?? 0
    let cells = (0..<count).map { column in rows.compactMap { column < $0.count ? $0[column] : nil } }
    let natural = cells.map { $0.map(\.count).max() ?? 0 }
    let budget = room.map { $0 - Self.gap.count * max(0, count - 1) }
    guard let budget, natural.reduce(0, +) > budget else {
      widths = natural
      return
    }
    // A column keeps its words whole as long as there is room.
    let whole = cells.map { min($0.flatMap { $0.split(separator: " ") }.map(\.count).max() ?? 0, Self.longestWord) }
    // A list or a sentence stands last. It wraps, or goes below its row, before the other cells wrap.
    let (word, isText) = (whole.last ?? 0, endsInText && (natural.last ?? 0) > Self.longestWord)
    let spare = budget - (isText ? 1 : word) - whole.dropLast().reduce(0, +)
    guard spare >= 0 else {
      widths = Self.shares(of: max(budget, count), among: whole).map { max(1, $0) }
      return
    }
    guard endsInText else {
      widths = zip(whole, Self.shares(of: spare, among: zip(natural, whole).map(-))).map(+)
      return
    }
    let front = zip(whole, Self.shares(of: spare, among: zip(natural, whole).dropLast().map(-))).map(+)
    widths = front + [budget - front.reduce(0, +)]
  }

  /// A longer word, such as a URI, may be broken.
  private static let longestWord = 24

  /// Divides `total` so that each gets at most what it asks for, and those that ask for more get equal shares.
  private static func shares(of total: Int, among wishes: [Int]) -> [Int] {
    var shares = wishes.map { _ in 0 }
    var left = total
    for (done, index) in wishes.indices.sorted(by: { wishes[$0] < wishes[$1] }).enumerated() {
      shares[index] = min(wishes[index], left / (wishes.count - done))
      left -= shares[index]
    }
    return shares
  }
}
