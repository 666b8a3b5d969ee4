import ArgumentParser
import Diagnostics

/// Makes suggested commands mean the home that the command line named: whoever types one as it stands must not end up
/// in another home.
struct HomeHint {
  private let option: String?

  init(arguments: [String]) {
    var home: String?
    // As the parser has it, the last one counts.
    var rest = arguments.prefix { $0 != "--" }[...]
    while let word = rest.popFirst() {
      if word == "--home" { home = rest.popFirst() ?? home }
      if word.hasPrefix("--home=") { home = String(word.dropFirst("--home=".count)) }
    }
    option = home.map { " --home \(ShellWord.quoted($0))" }
  }

  /// The diagnostic, with the home in every command of its advice.
  func added(to diagnostic: Diagnostic) -> Diagnostic {
    guard option != nil else { return diagnostic }
    var copy = diagnostic
    copy.next = Message(added(to: copy.next.description))
    copy.why = Message(added(to: copy.why.description))
    return copy
  }

  /// The text, with the home behind the words of every command that takes it and does not have it yet.
  func added(to text: String) -> String {
    guard let option else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "meshtrust ") {
      result += rest[..<start.upperBound]
      rest = rest[start.upperBound...]
      // A command ends with the quotation that it stands in, or with the text.
      var command = rest.prefix { $0 != "`" && $0 != "\n" }
      if let next = command.firstRange(of: "meshtrust ") { command = command[..<next.lowerBound] }
      let words = Self.commandWords(command)
      guard let words, !command.contains("--home") else { continue }
      result += words + option
      rest = rest.dropFirst(words.count)
    }
    return result + rest
  }

  /// The words that name the command; nil when it is none, or one that knows of no home.
  private static func commandWords(_ text: Substring) -> Substring? {
    var group: any ParsableCommand.Type = MeshTrust.self
    var end = text.startIndex
    for word in text.split(separator: " ") {
      let name = word.prefix { $0.isLetter || $0 == "-" }
      guard let command = group.configuration.subcommands.first(where: { $0._commandName == name }) else { break }
      group = command
      end = name.endIndex
    }
    guard end > text.startIndex, group.configuration.subcommands.isEmpty,
      group.helpMessage(columns: 120).contains("--home <dir>")
    else { return nil }
    return text[..<end]
  }
}
