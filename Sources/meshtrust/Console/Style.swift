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

  /// One line for what is wrong, one for why, one for what to do. Further lines of an answer are indented, so that no
  /// value in it can look like another diagnostic.
  func text(_ diagnostic: Diagnostic, in context: CommandContext) -> String {
    let place = diagnostic.place.map { $0.description.isEmpty ? "" : "\($0.description.printable): " } ?? ""
    let head = emphasised("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", diagnostic.severity)
    var lines = ["\(head): \(place)\(diagnostic.what.shown(in: context).printable)"]
    if !diagnostic.why.isEmpty { lines.append("  why: \(Self.indented(diagnostic.why.shown(in: context)))") }
    if !diagnostic.next.isEmpty { lines.append("  fix: \(Self.indented(diagnostic.next.shown(in: context)))") }
    return lines.joined(separator: "\n")
  }

  private static func indented(_ text: String) -> String {
    text.printableLines.replacing("\n", with: "\n    ")
  }

  /// Red for errors, yellow for warnings, bold for notes, green without a severity.
  func emphasised(_ word: String, _ severity: Severity?) -> String {
    guard isColoured else { return word }
    return Self.colour(of: severity) + word.printable + Self.end
  }

  /// The text with everything escaped that would act on a terminal, except for line breaks and our own colours.
  func shown(_ text: String) -> String {
    guard isColoured, text.unicodeScalars.contains("\u{1B}") else { return text.printableLines }
    var shown = ""
    var rest = text[...]
    while let escape = rest.firstIndex(of: "\u{1B}") {
      shown += String(rest[..<escape]).printableLines
      rest = rest[escape...]
      let own = Self.colours.first { rest.hasPrefix($0) }
      shown += own ?? "\u{1B}".printable
      rest = rest.dropFirst(own?.count ?? 1)
    }
    return shown + String(rest).printableLines
  }

  private static let end = "\u{1B}[0m"
  private static let colours = [end] + [nil, .error, .warning, .note].map { colour(of: $0) }

  private static func colour(of severity: Severity?) -> String {
    let number =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      case nil: "32"
      }
    return "\u{1B}[1;\(number)m"
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
