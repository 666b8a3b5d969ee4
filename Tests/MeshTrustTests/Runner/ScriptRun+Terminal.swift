extension ScriptRun {
  /// The lines about a program that asks.
  mutating func converse(_ verb: String, _ arguments: [String]) throws {
    switch verb {
    // `terminal meshtrust …`: starts it at a terminal; the script goes on while it runs.
    case "terminal":
      guard arguments.first == "meshtrust" else { throw ScriptFailure("terminal is followed by meshtrust") }
      terminal = try Terminal(Binary.path, Array(arguments.dropFirst()), in: folder, environment: environment)
    // `prompt 'regex'`: until it has printed that.
    case "prompt": try running().expect(arguments.first ?? "")
    // `answer y`: types a line and waits until it has ended; what it printed is `stdout`.
    default:
      let terminal = try running()
      terminal.type(arguments.joined(separator: " "))
      last = terminal.finish()
      self.terminal = nil
    }
  }

  private func running() throws(ScriptFailure) -> Terminal {
    guard let terminal else { throw ScriptFailure("nothing runs at a terminal") }
    return terminal
  }
}
