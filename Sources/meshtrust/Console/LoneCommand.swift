import ArgumentParser

/// A command that is parsed alone, without the tree of all commands.
///
/// The parser first asks whatever has no command above it whether it is to write completions, and then looks for names
/// of help, which together take a third of the time of parsing. Only the whole tool knows both.
struct LoneCommand<Command: Executable>: ParsableCommand {
  static var configuration: CommandConfiguration {
    var configuration = Command.configuration
    configuration._superCommandName = MeshTrust._commandName
    configuration.helpNames = []
    return configuration
  }

  @OptionGroup var command: Command
}
