import ArgumentParser
import Diagnostics
import Files
import SystemPackage

/// A group whose command without a name takes the name of a mesh: `migrate red-mesh --to sail`.
protocol NamelessCommandGroup: ParsableCommand {
  /// What that command needs, and no other command of the group but `start` has.
  static var optionOfDefault: String { get }
}

/// Suggests the command that a user probably meant; the parser only says that a word is unexpected.
enum CommandNames {
  /// - Throws: ``CommandLineError/unknownCommand(_:nearest:rest:)`` if a word that must be a command is not one.
  static func check(_ arguments: [String]) throws(CommandLineError) {
    let isHelp = arguments.first == "help"
    var group: any ParsableCommand.Type = MeshTrust.self
    var path: [String] = []
    for word in isHelp ? arguments.dropFirst() : arguments[...] {
      let known = group.configuration.subcommands
      guard !word.hasPrefix("-"), word != "help", !known.isEmpty else { return }
      guard let command = known.first(where: { $0._commandName == word }) else {
        // The command that a group has without a name can take files.
        if group.configuration.defaultSubcommand != nil, FileSystem.exists(FilePath(word)) { return }
        let nearest = Spelling.nearest(to: word, among: known.map { $0._commandName })
        // Or a mesh: for certain if an option stands there that only it takes.
        if let option = (group as? any NamelessCommandGroup.Type)?.optionOfDefault,
          nearest == nil || arguments.contains(where: { $0 == option || $0.hasPrefix("\(option)=") })
        {
          return
        }
        let prefix = isHelp ? ["help"] + path : path
        throw .unknownCommand(
          (path + [word]).joined(separator: " "), nearest: nearest.map { prefix + [$0] },
          rest: Array(arguments.dropFirst(prefix.count + 1)))
      }
      group = command
      path.append(word)
    }
  }

  /// The options with a value that may stand before the command, as in `meshtrust --home DIR status`.
  private static let early = ["--home", "--passphrase-file", "--now", "--color"]
  /// Those without a value.
  private static let earlyFlags = ["--json", "-q", "--quiet"]

  /// The same arguments with the options before the command moved behind its name.
  static func ordered(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var moved: [String] = []
    while let word = rest.first {
      if early.contains(word), rest.count > 1 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if earlyFlags.contains(word) || early.contains(where: { word.hasPrefix($0 + "=") }) {
        moved.append(word)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !moved.isEmpty else { return arguments }
    var group: any ParsableCommand.Type = MeshTrust.self
    var path: [String] = []
    while let word = rest.first, let next = group.configuration.subcommands.first(where: { $0._commandName == word }) {
      group = next
      path.append(word)
      rest = rest.dropFirst()
    }
    return path.isEmpty ? arguments : path + moved + rest
  }

  /// Parses the named command alone: building the tree of all commands takes a good part of a short run.
  ///
  /// Nil if that fails or no command is named; the whole tree then knows what to say.
  static func parsed(_ arguments: [String]) -> (any Executable)? {
    var command: any ParsableCommand.Type = MeshTrust.self
    var rest = arguments[...]
    while !command.configuration.subcommands.isEmpty {
      guard let word = rest.popFirst(),
        let next = command.configuration.subcommands.first(where: { $0._commandName == word })
      else { return nil }
      command = next
    }
    return lone(command, Array(rest))
  }

  /// The parser answers `--help` with a command of its own, which would know this command only, and is nil here too.
  private static func lone(_ command: any ParsableCommand.Type, _ arguments: [String]) -> (any Executable)? {
    guard let command = command as? any Executable.Type else { return nil }
    func parsed<Command: Executable>(_ command: Command.Type) -> Command? {
      try? (LoneCommand<Command>.parseAsRoot(arguments) as? LoneCommand<Command>)?.command
    }
    return parsed(command)
  }

  /// The commands of a group as they are typed.
  static func known(in group: any ParsableCommand.Type) -> [SuggestedCommand] {
    let path = path(of: group)
    return group.configuration.subcommands.map { SuggestedCommand(path + [$0._commandName]) }
  }

  /// The words behind the tool's name that lead to a command.
  static func path(of command: any ParsableCommand.Type, below group: any ParsableCommand.Type = MeshTrust.self)
    -> [String]
  {
    for next in group.configuration.subcommands {
      if next == command { return [next._commandName] }
      let rest = path(of: command, below: next)
      if !rest.isEmpty { return [next._commandName] + rest }
    }
    return []
  }

  /// Whether a command line, without the tool's name, is of a command that takes the options of a home.
  static func takesHome(_ words: [String]) -> Bool {
    guard !words.contains("--help") else { return false }
    var command: any ParsableCommand.Type = MeshTrust.self
    for word in words {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
      command = next
    }
    // A group's name alone is its default.
    while let next = command.configuration.defaultSubcommand { command = next }
    return (command as? any Executable.Type)?.takesHome ?? false
  }
}
