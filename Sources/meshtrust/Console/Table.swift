import Diagnostics

/// Aligned columns; the last one has any length.
struct Table {
  private var rows: [[String]] = []

  /// Starts with a row of headings, or without.
  init(_ headings: String...) {
    if !headings.isEmpty { rows.append(headings) }
  }

  mutating func add(_ cells: String...) { add(cells) }

  /// A row with any number of cells. A line break in one would look like another row.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map { $0.contains(where: \.isNewline) ? $0.printable : $0 })
  }

  /// `indent` is the number of spaces before each line.
  func lines(indent: Int = 0) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
      }
      let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
      return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
    }
  }

  func text(indent: Int = 0) -> String { lines(indent: indent).joined(separator: "\n") }
}
