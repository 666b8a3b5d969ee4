import Foundation
import Testing

/// Whatever writes is killed before each of its system calls, by scripts/attack or by a script of `Scripts`.
@Suite struct KillSweepTests {
  /// Commands that nothing kills, and why.
  static let spared: [String: String] = {
    let reading = [
      "show", "plan", "id", "inspect", "fetch", "explain", "issued list", "issued show", "rotate status", "rotate plan",
      "rotate proof", "migrate plan", "migrate status", "rehearse", "timeline", "blast-radius", "drill", "trust list",
      "trust show", "cluster rights", "diff", "checklist", "doctor", "services joined", "services exported",
      "services imported", "services diff", "log show", "log verify", "log checkpoint", "proposal list",
      "proposal show", "home seal list", "store status", "schema", "version", "completion",
    ]
    return Dictionary(uniqueKeysWithValues: reading.map { ($0, "it reads") }).merging([
      "verify": "it reads; with --client it issues a leaf like `issue`",
      "cluster check": "it reads; with --accept-new-cluster it records a cluster like `deploy`",
      "migrate seen": "it records what it reads in one transaction, like `migrate vouch`",
      "store init": "it needs a server, and makes all tables in one transaction",
      "store migrate": "it needs a server with older tables, and changes them in one transaction",
      "store move": "it needs a server: scripts/interop postgres kills it with moves.py",
    ]) { first, _ in first }
  }()

  @Test func everyCommandThatWritesIsKilled() throws {
    let dump = try Binary.run(["--experimental-dump-help"]).standardOutput
    let tree = try JSONDecoder().decode(HelpTests.Dump.self, from: Data(dump.utf8)).command.all
    let swept = try Self.swept()
    var names: Set<String> = []
    for command in tree where (command.subcommands ?? []).allSatisfy({ $0.commandName == "help" }) {
      let name = command.words.dropFirst().joined(separator: " ")
      names.insert(name)
      let isSwept = swept.contains { $0 == name || $0.hasPrefix(name + " ") }
      let isSpared = Self.spared[name] != nil
      #expect(isSwept || isSpared, "nothing kills `\(name)`: add it to scripts/attack.d/kills.py, or say here why not")
      #expect(!isSwept || !isSpared, "`\(name)` is killed after all")
    }
    #expect(Set(Self.spared.keys).subtracting(names).isEmpty)
  }

  /// The commands that are killed, without the tool's name.
  private static func swept() throws -> [String] {
    let file = SourceTree.root.appending(path: "scripts/attack.d/kills.py")
    let text = try String(contentsOf: file, encoding: .utf8)
    var commands = text.matches(of: /\("[a-z]+", "([^"]+)"\)/).map { String($0.output.1) }
    #expect(commands.count > 40)
    for script in try Script.everything() {
      for line in script.lines where line.text.hasPrefix("kills ") {
        commands += line.text.split(separator: " meshtrust ", maxSplits: 1).dropFirst().map(String.init)
      }
    }
    return commands
  }
}
