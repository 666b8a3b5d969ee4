import ArgumentParser
import Diagnostics

/// `meshtrust completion`: completion scripts for shells.
struct CompletionCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print the completion script for bash, zsh or fish.",
    discussion: Manual.text(
      examples: [
        "meshtrust completion bash > /etc/bash_completion.d/meshtrust",
        "meshtrust completion fish > ~/.config/fish/completions/meshtrust.fish",
      ],
      exits: [.done: "printed", .malformed: "there is no script for that shell"]))

  @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"), completion: .list(["bash", "zsh", "fish"]))
  var shell: String

  func execute(_ console: Console) throws -> ExitStatus {
    let shell: Shell = try OptionValue.choice("SHELL", shell)
    let script: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    console.print(MeshTrust.completionScript(for: script))
    return .done
  }

  private enum Shell: String, CaseIterable {
    case bash, zsh, fish
  }
}
