import ArgumentParser
import Diagnostics

/// `meshtrust completion`: completion scripts for shells.
struct CompletionCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print the completion script for bash, zsh or fish.",
    discussion: Manual.text(
      "Meshes, peers, authorities, codes and contexts are completed too: from federation.yaml and the kubeconfig, never "
        + "with a secret.",
      examples: [
        "meshtrust completion bash > /etc/bash_completion.d/meshtrust",
        "meshtrust completion fish > ~/.config/fish/completions/meshtrust.fish",
      ],
      exits: [.done: "printed", .malformed: "there is no script for that shell"]))

  @Argument(
    help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"),
    completion: .list(CompletingShell.allCases.map(\.rawValue)))
  var shell: String

  func execute(_ console: Console) throws -> ExitStatus {
    let shell: CompletingShell = try OptionValue.choice("SHELL", shell)
    console.print(data: shell.script)
    return .done
  }
}
