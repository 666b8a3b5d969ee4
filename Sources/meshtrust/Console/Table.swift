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

  /// `indent` is the number of spaces before each line. A last cell that would not fit into `width` characters goes on
  /// below itself; nil is any width, as in a file.
  func lines(indent: Int = 0, width: Int? = nil) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.flatMap { row -> [String] in
      let cells = row.dropLast().enumerated().map { index, cell in
        cell + String(repeating: " ", count: widths[index] - cell.count) + "  "
      }
      let head = String(repeating: " ", count: indent) + cells.joined()
      let room = width.map { max($0 - head.count, Self.narrowest) }
      return Self.wrapped(row.last ?? "", room).enumerated().map { index, part in
        let line = (index == 0 ? head : String(repeating: " ", count: head.count)) + part
        return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
      }
    }
  }

  /// A cell is not wrapped into less than this.
  private static let narrowest = 24

  private static func wrapped(_ text: String, _ room: Int?) -> [String] {
    guard let room, text.count > room else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(line)
        line = String(word)
      } else {
        line += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }

  func text(indent: Int = 0) -> String { lines(indent: indent).joined(separator: "\n") }
}
