import Diagnostics

/// The argument parser's error message, in parts.
struct ParserMessage: Hashable {
  let what: String
  /// The usage in one line.
  let usage: String
  /// The command that prints the help.
  let help: SuggestedCommand

  /// - Parameters:
  ///   - message: The sentence alone.
  ///   - full: The parser's whole answer, with `Usage:` and the help command at its end.
  init(_ message: String, full: String) {
    what = message.prefix(1).lowercased() + message.dropFirst()
    let lines = full.split(separator: "\n").map { $0.drop { $0 == " " } }
    let words = lines.first { $0.hasPrefix("Usage: ") }?.dropFirst(7) ?? "meshtrust --help"
    usage = ToolName.inserted(into: String(words))
    let command = full.split(separator: "'").last { $0.hasSuffix(" --help") } ?? ""
    let path = command.split(separator: " ").dropFirst().map(String.init)
    help = SuggestedCommand(path.isEmpty ? ["--help"] : path)
  }
}
