import Diagnostics

/// The two sections at the end of every command's help.
enum Manual {
  /// Examples that run, and the exit statuses of the command.
  static func text(
    _ introduction: String = "", examples: [String], exits: KeyValuePairs<ExitStatus, String>
  ) -> String {
    // Written without collections in between: a short run spends its time on what is generic.
    var text = introduction.isEmpty ? "" : introduction + "\n\n"
    text += "EXAMPLES:"
    for example in examples { text += "\n  " + example }
    text += "\n\nEXIT STATUS:"
    for status in ExitStatus.allCases {
      for (key, meaning) in exits where key == status {
        text += "\n  " + String(status.rawValue) + (status.rawValue < 10 ? "   " : "  ") + meaning
      }
    }
    return text
  }
}
