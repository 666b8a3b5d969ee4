import ArgumentParser
import Diagnostics

/// Finds the command that somebody meant: the parser itself only says that a word is unexpected.
enum CommandNames {
  /// - Throws: ``CommandLineError/unknownCommand(_:nearest:)`` when the first word is no command.
  static func check(_ arguments: [String]) throws(CommandLineError) {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return }
    let known = MeshTrust.configuration.subcommands.compactMap { $0._commandName }
    guard !known.contains(word) else { return }
    throw .unknownCommand(word, nearest: Spelling.nearest(to: word, among: known))
  }
}
