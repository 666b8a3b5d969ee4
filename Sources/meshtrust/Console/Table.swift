import Diagnostics
import X509

/// Aligned columns, fitted to a page.
///
/// If the rows are too wide, the widest columns become narrower, and their cells go on below themselves: nothing is cut
/// off. A last cell that would be broken inside a word, or take more than two lines beside the others, gets lines of its
/// own; if there are headings, all cells of that column and their heading do. `--wide` keeps every row on one line.
struct Table {
  private var rows: [[String]] = []
  private let hasHeadings: Bool

  /// Starts with a row of headings, or without.
  init(_ headings: String...) {
    hasHeadings = !headings.isEmpty
    if hasHeadings { rows.append(headings) }
  }

  mutating func add(_ cells: String...) { add(cells) }

  /// A row with any number of cells. A line break in one would look like another row, and a private key that is cut into
  /// lines would not look like one.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map { $0.withoutPrivateKeys }.map { $0.contains(where: \.isNewline) ? $0.printable : $0 })
  }

  /// `indent` is the number of spaces before each line.
  func lines(on page: Page, indent: Int = 0) -> [String] {
    let room = page.width.map { max($0 - indent, Self.narrowest) }
    let fitted = ColumnWidths(rows, room: room).widths
    let isBelow = hasHeadings && rows.contains { Self.isCramped($0, fitted, room) }
    // The other columns have the room of the one that stands below them.
    let others = rows.map { Array($0.prefix(fitted.count - 1)) }
    let widths = isBelow ? ColumnWidths(others, room: room, endsInText: false).widths + [0] : fitted
    let margin = String(repeating: " ", count: indent)
    let inset = isBelow ? inset(in: room) : Self.inset
    return rows.flatMap { row -> [String] in
      let own = isBelow ? Self.below(row, widths.count, room, inset) : Self.ownLines(row, widths, room)
      let shown = isBelow ? row.prefix(widths.count - 1) : own.isEmpty ? row[...] : row.dropLast()
      let cells = zip(shown, widths).map { CellText.lines($0, width: $1) }
      return (0..<max(1, cells.map(\.count).max() ?? 1)).map { index in
        let parts = zip(cells, widths).map { cell, width in
          let text = index < cell.count ? cell[index] : ""
          return text + String(repeating: " ", count: max(0, width - text.count))
        }
        return (margin + parts.joined(separator: ColumnWidths.gap)).trimmedAtEnd
      } + own.map { margin + inset + $0 }
    }
  }

  /// As wide as usual, or narrower where that keeps a word whole.
  private func inset(in room: Int?) -> String {
    let longest = rows.compactMap(\.last).map(Self.longestWord).max() ?? 0
    guard let room, longest < room else { return Self.inset }
    return String(Self.inset.prefix(room - longest))
  }

  /// The last cell on lines of its own, if it says anything.
  private static func below(_ row: [String], _ columns: Int, _ room: Int?, _ inset: String) -> [String] {
    guard row.count == columns, let last = row.last, !last.isEmpty else { return [] }
    return CellText.lines(last, width: room.map { $0 - inset.count } ?? last.count)
  }

  /// Whether there is too little room for the last cell beside the others.
  private static func isCramped(_ row: [String], _ widths: [Int], _ room: Int?) -> Bool {
    guard room != nil, row.count > 1, row.count == widths.count, let last = row.last, let width = widths.last else {
      return false
    }
    return longestWord(last) > width || CellText.lines(last, width: width).count > 2
  }

  /// The last cell on lines of its own, if there is too little room for it beside the others and enough below them.
  private static func ownLines(_ row: [String], _ widths: [Int], _ room: Int?) -> [String] {
    guard isCramped(row, widths, room), let room, let last = row.last, longestWord(last) <= room - inset.count else {
      return []
    }
    return CellText.lines(last, width: room - inset.count)
  }

  private static func longestWord(_ text: String) -> Int { text.split(separator: " ").map(\.count).max() ?? 0 }

  private static let inset = "    "

  func text(on page: Page, indent: Int = 0) -> String { lines(on: page, indent: indent).joined(separator: "\n") }

  /// Nothing is fitted into less.
  private static let narrowest = 20
}

extension String {
  /// Without spaces at the end.
  fileprivate var trimmedAtEnd: String { String(prefix(count - reversed().prefix { $0 == " " }.count)) }
}
