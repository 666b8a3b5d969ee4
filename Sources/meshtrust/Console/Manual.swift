import Diagnostics

/// The two sections at the end of every command's help.
enum Manual {
  /// Examples that run, and the exit statuses of the command.
  static func text(
    _ introduction: String = "", examples: [String], exits: KeyValuePairs<ExitStatus, String>
  ) -> String {
    var lines = introduction.isEmpty ? [] : [introduction, ""]
    lines.append("EXAMPLES:")
    lines += examples.map { "  \($0)" }
    lines += ["", "EXIT STATUS:"]
    lines += ExitStatus.allCases.compactMap { status in
      exits.first { $0.key == status }.map { "  \(status.rawValue)\(status.rawValue < 10 ? " " : "")  \($0.value)" }
    }
    return lines.joined(separator: "\n")
  }
}
