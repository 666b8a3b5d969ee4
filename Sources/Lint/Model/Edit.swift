/// A repair that is certain, as a change to one place of a file. Comments, order and layout stay as they are.
public struct Edit: Hashable, Sendable {
  /// What is done at the place.
  public enum Action: Hashable, Sendable {
    /// The scalar or key `old` becomes `new`; quotes around it stay.
    case replace(old: String, new: String)
    /// A field comes in front of the first one of the mapping that begins here.
    case insert(key: String, value: String)
    /// The field that begins here goes, if it has a line to itself.
    case remove(key: String, value: String)
  }

  /// The file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The column, counted from 1 in characters.
  public let column: Int
  /// What is done there.
  public let action: Action

  /// Describes a change.
  public init(file: String, line: Int, column: Int, action: Action) {
    self.file = file
    self.line = line
    self.column = column
    self.action = action
  }
}

extension Edit {
  /// The text with every edit made that still fits it, and the edits that did not fit; later places first, so that
  /// earlier ones keep their positions.
  public static func apply(_ edits: [Edit], to text: String) -> (text: String, refused: [Edit]) {
    // Lines end with LF or CR LF; Swift takes CR LF for one character, and it is kept as it is.
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }).map(
      Array.init)
    let lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    var refused: [Edit] = []
    var made: Set<Edit> = []
    let ordered = edits.sorted { ($0.line, $0.column) > ($1.line, $1.column) }
    for edit in ordered where made.insert(edit).inserted {
      if !edit.change(&lines) { refused.append(edit) }
    }
    return (lines.map { String($0) }.joined(separator: lineEnd), refused)
  }

  /// Makes the change; false if the text at the place is not what it should be.
  private func change(_ lines: inout [[Character]]) -> Bool {
    guard lines.indices.contains(line - 1), column >= 1, column <= lines[line - 1].count else { return false }
    switch action {
    case .replace(let old, let new): return replace(old, new, &lines[line - 1])
    case .insert(let key, let value): return insert(key, value, &lines)
    case .remove(let key, let value): return remove(key, value, &lines)
    }
  }

  private func replace(_ old: String, _ new: String, _ text: inout [Character]) -> Bool {
    var start = column - 1
    let quote: Character? = text[start] == "\"" || text[start] == "'" ? text[start] : nil
    if quote != nil { start += 1 }
    let end = start + old.count
    guard end <= text.count, Array(text[start..<end]) == Array(old) else { return false }
    if let quote {
      guard end < text.count, text[end] == quote else { return false }
    } else if end < text.count, !(" \t:,]}".contains(text[end])) {
      return false
    }
    text.replaceSubrange(start..<end, with: Array(new))
    return true
  }

  private func insert(_ key: String, _ value: String, _ lines: inout [[Character]]) -> Bool {
    let text = lines[line - 1]
    if text[column - 1] == "{" {
      lines[line - 1].insert(contentsOf: Array("\"\(key)\": \(value), "), at: column)
      return true
    }
    // The first entry of a block mapping: what comes before it on the line is blank, or the dash of a sequence.
    let before = text[..<(column - 1)]
    guard before.allSatisfy({ $0 == " " || $0 == "-" }) else { return false }
    let rest = text[(column - 1)...]
    lines[line - 1] = Array(before) + Array("\(key): \(value)")
    lines.insert(Array(repeating: " ", count: column - 1) + Array(rest), at: line)
    return true
  }

  private func remove(_ key: String, _ value: String, _ lines: inout [[Character]]) -> Bool {
    let text = String(lines[line - 1])
    guard text.prefix(column - 1).allSatisfy({ $0 == " " }) else { return false }
    var body = Substring(text.dropFirst(column - 1))
    guard body.hasPrefix("\(key):") else { return false }
    body = body.dropFirst(key.count + 1).drop { $0 == " " }
    let forms = [value, "\"\(value)\"", "'\(value)'"]
    guard let form = forms.first(where: { body.hasPrefix($0) }) else { return false }
    let rest = body.dropFirst(form.count).drop { $0 == " " }
    // A comment says something that nobody but its writer can judge.
    guard rest.isEmpty else { return false }
    lines.remove(at: line - 1)
    return true
  }
}
