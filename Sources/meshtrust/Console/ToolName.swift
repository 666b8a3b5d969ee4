import ArgumentParser

/// What the user types to run the tool.
///
/// kubectl and oc run `kubectl-meshtrust` and `oc-meshtrust` for `kubectl meshtrust` and `oc meshtrust`.
enum ToolName {
  /// `meshtrust`, or its name as a plugin.
  static let typed = typed(CommandLine.arguments.first ?? "")

  static func typed(_ program: String) -> String {
    let file = program[(program.lastIndex(of: "/").map(program.index(after:)) ?? program.startIndex)...]
    let owner = ["kubectl", "oc"].first { file == "\($0)-meshtrust" }
    return owner.map { "\($0) meshtrust" } ?? "meshtrust"
  }

  /// Whether kubectl asks what completes a command line of its plugin.
  static var isAskedToComplete: Bool {
    let program = CommandLine.arguments.first ?? ""
    return program.hasSuffix("kubectl_complete-meshtrust") || program.hasSuffix("oc_complete-meshtrust")
  }

  /// The parser's text, in which commands of the tool begin as the user types them.
  static func inserted(into text: String) -> String {
    guard typed != "meshtrust" else { return text }
    let commands = MeshTrust.configuration.subcommands.map { $0._commandName } + ["help"]
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: "meshtrust ") {
      let before = rest[..<found.lowerBound].last ?? " "
      let next = rest[found.upperBound...].prefix { $0.isLetter || $0 == "-" || $0 == "<" || $0 == "[" }
      let isCommand = next.first.map { "-<[".contains($0) } ?? false || commands.contains(String(next))
      result +=
        rest[..<found.lowerBound] + (isCommand && !before.isLetter && before != "/" ? "\(typed) " : "meshtrust ")
      rest = rest[found.upperBound...]
    }
    return result + rest
  }
}
