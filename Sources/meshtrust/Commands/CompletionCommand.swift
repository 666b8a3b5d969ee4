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
      exits: [.done: "printed", .usage: "there is no such shell"]))

  @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"))
  var shell: String

  func execute(_ console: Console) throws -> ExitStatus {
    let known = CompletionShell.allCases.map(\.rawValue)
    guard let shell = CompletionShell(rawValue: shell) else {
      throw CommandLineError.usage(
        what: "there is no completion script for `\(shell)`", why: "there is one for \(known.joined(separator: ", "))",
        next: "meshtrust completion \(Spelling.nearest(to: shell, among: known) ?? "bash")")
    }
    console.print(MeshTrust.completionScript(for: shell))
    return .done
  }
}
