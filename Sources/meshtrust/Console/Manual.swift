import Diagnostics

/// The two parts that every command's help ends with.
enum Manual {
  /// Examples that can be run, and the exit statuses that the command uses.
  static func text(_ introduction: String = "", examples: [String], exits: [ExitStatus: String]) -> String {
    var lines = introduction.isEmpty ? [] : [introduction, ""]
    lines.append("EXAMPLES:")
    lines += examples.map { "  \($0)" }
    lines += ["", "EXIT STATUS:"]
    lines += ExitStatus.allCases.compactMap { status in
      exits[status].map { "  \(status.rawValue)\(status.rawValue < 10 ? " " : "")  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
