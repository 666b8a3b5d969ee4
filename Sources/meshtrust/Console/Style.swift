import Diagnostics
import Glibc

/// The style of diagnostics and emphasised words.
struct Style {
  private let isColoured: Bool

  init(arguments: [String]) {
    isColoured =
      switch try? ColorChoice(arguments: arguments) {
      case .always: true
      case .never: false
      case .auto, nil: isatty(2) == 1 && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
      }
  }

  /// One line for what is wrong, one for why, one for what to do.
  func text(_ diagnostic: Diagnostic, in context: CommandContext) -> String {
    let place = diagnostic.place.map { $0.description.isEmpty ? "" : "\($0): " } ?? ""
    let head = emphasised("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", diagnostic.severity)
    var lines = ["\(head): \(place)\(diagnostic.what.text(in: context))"]
    if !diagnostic.why.isEmpty { lines.append("  why: \(diagnostic.why.text(in: context))") }
    if !diagnostic.next.isEmpty { lines.append("  fix: \(diagnostic.next.text(in: context))") }
    return lines.joined(separator: "\n")
  }

  /// Red for errors, yellow for warnings, bold for notes, green without a severity.
  func emphasised(_ word: String, _ severity: Severity?) -> String {
    guard isColoured else { return word }
    let colour =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      case nil: "32"
      }
    return "\u{1B}[1;\(colour)m\(word)\u{1B}[0m"
  }
}

/// When to use colours.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  /// Read before the command line is parsed, because errors on it are coloured too.
  init(arguments: [String]) throws {
    let next = arguments.firstIndex(of: "--color").flatMap { arguments.dropFirst($0 + 1).first }
    let joined = arguments.first { $0.hasPrefix("--color=") }.map { String($0.dropFirst(8)) }
    self = if let text = next ?? joined { try OptionValue.choice("--color", text) } else { .auto }
  }
}
