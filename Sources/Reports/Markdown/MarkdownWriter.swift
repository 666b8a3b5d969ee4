import Diagnostics

/// Writes Markdown as GitHub and GitLab read it, in which no value can become markup, a link or a mention.
struct MarkdownWriter {
  private(set) var document = ""

  mutating func line(_ text: String = "") { document += text + "\n" }

  mutating func heading(_ level: Int, _ text: String) {
    document += "\n\(String(repeating: "#", count: level)) \(Self.escaped(text))\n\n"
  }

  /// A table; its cells are Markdown already.
  mutating func table(_ head: [String], _ rows: [[String]]) {
    document += "| " + head.joined(separator: " | ") + " |\n|" + String(repeating: " --- |", count: head.count) + "\n"
    for row in rows { document += "| " + row.joined(separator: " | ") + " |\n" }
    document += "\n"
  }

  /// Words: every character with a meaning is escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in HTMLWriter.shortened(text, to: 600).printable.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      // A mention is made of what stands in the text afterwards, however it is written.
      case "@": result += "@<!-- -->"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "(", ")", "#", "+", "!", "|", "~", "$", ":":
        result += "\\"
        result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A name or a command as code, delimited by more backticks than it has in a row.
  static func code(_ text: String) -> String {
    let text = HTMLWriter.shortened(text, to: 600).printable
    let longest = text.split(omittingEmptySubsequences: true) { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    let inner = text.replacing("|", with: "\\|")
    let padding = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return text.isEmpty ? "" : fence + padding + inner + padding + fence
  }
}
