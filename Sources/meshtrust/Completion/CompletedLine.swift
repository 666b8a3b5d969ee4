import ArgumentParser

/// The finished words of a command line: which command it is, and what its next word may be.
struct CompletedLine {
  let words: [String]
  /// Those of the command; of a group, those of the command that it has without a name.
  let arguments: [CompletableArgument]
  /// The option that the last word began and whose value is to come.
  private(set) var pending: CompletableArgument?
  /// Whether `--` ended the options.
  private(set) var isBehindOptions = false
  /// The commands that the next word may name.
  let subcommands: [any ParsableCommand.Type]
  private var count = 0

  init(_ words: some Sequence<String>) {
    self.words = Array(words)
    var rest = CommandNames.ordered(self.words)[...]
    if rest.first == "help" { rest.removeFirst() }
    var command: any ParsableCommand.Type = MeshTrust.self
    while let word = rest.first, let next = command.configuration.subcommands.first(where: { $0._commandName == word })
    {
      command = next
      rest.removeFirst()
    }
    subcommands = rest.isEmpty ? command.configuration.subcommands : []
    while let next = command.configuration.defaultSubcommand { command = next }
    // The parser would describe every command of a group.
    arguments = command.configuration.subcommands.isEmpty ? CompletableArgument.all(of: command) : []
    for word in rest { take(word) }
  }

  /// The argument that the next word is, if there is one more.
  var positional: CompletableArgument? {
    let positional = arguments.filter(\.names.isEmpty)
    guard count < positional.count else { return positional.last.flatMap { $0.isRepeating ? $0 : nil } }
    return positional[count]
  }

  /// Whether clusters take the place of files.
  var isLive: Bool { words.contains("--live") }

  private mutating func take(_ word: String) {
    if pending != nil {
      pending = nil
    } else if isBehindOptions || !word.hasPrefix("-") || word == "-" {
      count += 1
    } else if word == "--" {
      isBehindOptions = true
    } else if let option = arguments.first(where: { $0.names.contains(word) }), !option.isFlag {
      pending = option
    }
  }
}
