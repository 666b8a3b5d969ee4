import Foundation

extension ScriptRun {
  /// The lines that change files, variables or how the script goes on.
  mutating func change(_ verb: String, _ arguments: [String]) throws {
    let files = FileManager.default
    switch verb {
    // `stdin file`: the standard input of the next program.
    case "stdin": input = path(arguments.first ?? "")
    // `env NAME=value…`: variables for the programs that follow; `NAME=<file` takes the first line of a file.
    case "env":
      for assignment in arguments {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? String(parts[1]) : nil
        if let name = value, name.hasPrefix("<") {
          let text = String(decoding: try contents(of: String(name.dropFirst())), as: UTF8.self)
          value = text.split(separator: "\n").first.map(String.init)
        }
        environment[String(parts[0])] = value
      }
    // `cp from to`: a file or a whole folder; `stdout` and `stderr` are what the last program printed.
    case "cp":
      guard arguments.count == 2 else { throw ScriptFailure("cp takes two paths") }
      if ["stdout", "stderr"].contains(arguments[0]) {
        try contents(of: arguments[0]).write(to: URL(filePath: path(arguments[1])))
      } else {
        try? files.removeItem(atPath: path(arguments[1]))
        try files.copyItem(atPath: path(arguments[0]), toPath: path(arguments[1]))
      }
    // `rm path…`: files or folders.
    case "rm": for name in arguments { try files.removeItem(atPath: path(name)) }
    // `mkdir path…`
    case "mkdir":
      for name in arguments { try files.createDirectory(atPath: path(name), withIntermediateDirectories: true) }
    // `chmod 644 path…`
    case "chmod":
      guard let mode = Int(arguments.first ?? "", radix: 8) else { throw ScriptFailure("chmod takes an octal mode") }
      for name in arguments.dropFirst() {
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
      }
    // `skip reason…`: the rest of the script does not run, and the reason is told.
    case "skip": skipped = arguments.joined(separator: " ")
    default: throw ScriptFailure("there is no command `\(verb)` for scripts")
    }
  }
}
