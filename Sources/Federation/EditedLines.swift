import Documents

/// The lines of a YAML text, to be changed at places that the parser names. Every change says whether it could be made.
struct EditedLines {
  /// Lines without their ends, in Unicode scalars as the parser counts columns; a carriage return stays at a line's
  /// end.
  private var lines: [[Unicode.Scalar]]
  private let isCRLF: Bool

  init(_ text: String) {
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    isCRLF = text.unicodeScalars.contains("\r")
  }

  /// The text with its changes.
  var text: String {
    var scalars = String.UnicodeScalarView()
    for (index, line) in lines.enumerated() {
      if index > 0 { scalars.append("\n") }
      scalars.append(contentsOf: line)
    }
    return String(scalars)
  }

  /// What stands at a place.
  func character(at mark: Mark) -> Unicode.Scalar? {
    guard lines.indices.contains(mark.line - 1), lines[mark.line - 1].indices.contains(mark.column - 1) else {
      return nil
    }
    return lines[mark.line - 1][mark.column - 1]
  }

  /// Adds a field at the end of the flow mapping that begins at a place.
  mutating func add(_ field: String, toFlowAt mark: Mark) -> Bool {
    guard let end = closing(mark) else { return false }
    let isEmpty = mark.line == end.line && lines[mark.line - 1][mark.column..<(end.column - 1)].allSatisfy { $0 == " " }
    var column = end.column - 1
    while column > 0, lines[end.line - 1][column - 1] == " " { column -= 1 }
    lines[end.line - 1].insert(contentsOf: Array(((isEmpty ? "" : ", ") + field).unicodeScalars), at: column)
    return true
  }

  /// Adds lines at the end of the block mapping whose first key is at a place.
  mutating func add(_ fields: [String], toBlockAt mark: Mark) -> Bool {
    guard lines.indices.contains(mark.line - 1) else { return false }
    let indent = mark.column - 1
    let end = lastLine(from: mark.line - 1, indent: indent)
    lines.insert(contentsOf: fields.map { line($0, indent: indent) }, at: end + 1)
    endLastLine(before: end + 1)
    return true
  }

  /// Puts a line below the one with a key, with the key's indentation.
  mutating func insert(_ field: String, below mark: Mark) -> Bool {
    guard lines.indices.contains(mark.line - 1) else { return false }
    lines.insert(line(field, indent: mark.column - 1), at: mark.line)
    endLastLine(before: mark.line)
    return true
  }

  /// Replaces the flow sequence that begins at a place.
  mutating func replace(flowAt mark: Mark, with text: String) -> Bool {
    guard let end = closing(mark), end.line == mark.line else { return false }
    lines[mark.line - 1].replaceSubrange((mark.column - 1)..<end.column, with: Array(text.unicodeScalars))
    return true
  }

  /// Replaces the items of a block sequence, one a line; an item that stays keeps its line with what is beside it.
  mutating func replace(items: [(mark: Mark, text: String)], with new: [(text: String, scalar: String)]) -> Bool {
    guard let first = items.first?.mark.line, Set(items.map(\.mark.line)).count == items.count else { return false }
    let head = lines[first - 1]
    guard let dash = head.firstIndex(where: { $0 != " " }), head[dash] == "-" else { return false }
    let kept = Dictionary(items.map { ($0.text, lines[$0.mark.line - 1]) }) { first, _ in first }
    for item in items.sorted(by: { $0.mark.line > $1.mark.line }) { lines.remove(at: item.mark.line - 1) }
    lines.insert(contentsOf: new.map { kept[$0.text] ?? line("- \($0.scalar)", indent: dash) }, at: first - 1)
    return true
  }
}

extension EditedLines {
  private func line(_ text: String, indent: Int) -> [Unicode.Scalar] {
    Array((String(repeating: " ", count: indent) + text + (isCRLF ? "\r" : "")).unicodeScalars)
  }

  /// The file's last line may lack its end; once something stands below it, it must not.
  private mutating func endLastLine(before index: Int) {
    guard isCRLF, index > 0, lines[index - 1].last != "\r" else { return }
    lines[index - 1].append("\r")
  }

  /// The last line of a block that is neither blank nor a comment.
  private func lastLine(from start: Int, indent: Int) -> Int {
    var last = start
    for index in lines.indices.dropFirst(start + 1) {
      guard let column = lines[index].firstIndex(where: { $0 != " " && $0 != "\r" }) else { continue }
      if lines[index][column] == "#" { continue }
      if column < indent { break }
      last = index
    }
    return last
  }

  /// Where the bracket or brace that opens at a place closes. Quotes and comments are passed over.
  private func closing(_ mark: Mark) -> Mark? {
    var depth = 0
    var quote: Unicode.Scalar?
    for index in lines.indices.dropFirst(mark.line - 1) {
      let line = lines[index]
      var column = index == mark.line - 1 ? mark.column - 1 : 0
      while column < line.count {
        let scalar = line[column]
        if let open = quote {
          if scalar == "\\", open == "\"" { column += 1 } else if scalar == open { quote = nil }
        } else if scalar == "#", column == 0 || line[column - 1] == " " {
          break
        } else if scalar == "\"" || scalar == "'" {
          quote = scalar
        } else if "[{".unicodeScalars.contains(scalar) {
          depth += 1
        } else if "]}".unicodeScalars.contains(scalar) {
          depth -= 1
          if depth == 0 { return Mark(line: index + 1, column: column + 1) }
        }
        column += 1
      }
    }
    return nil
  }
}
