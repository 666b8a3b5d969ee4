import Foundation
import Testing

/// What every command's help must tell.
@Suite struct HelpTests {
  /// A command as `--experimental-dump-help` tells of it.
  struct Command: Decodable, Sendable, CustomTestStringConvertible {
    let commandName: String
    let superCommands: [String]?
    let abstract: String?
    let discussion: String?
    let defaultSubcommand: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    var words: [String] { (superCommands ?? []) + [commandName] }
    var testDescription: String { words.joined(separator: " ") }

    /// The command and all below it, without the parser's own `help`.
    var all: [Command] { [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all) }

    /// The lines of a part of the discussion that starts with a heading.
    func lines(of heading: String) -> [String] {
      let lines = (discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      return lines.drop { $0 != "\(heading):" }.dropFirst().prefix { !$0.isEmpty }.map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// An argument or option of a command.
  struct Argument: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      let name: String
    }

    let kind: String
    let valueName: String?
    let names: [Name]?
  }

  struct Dump: Decodable {
    let command: Command
  }

  private static func commands() throws -> [Command] {
    let dump = try Binary.run(["--experimental-dump-help"])
    return try JSONDecoder().decode(Dump.self, from: Data(dump.standardOutput.utf8)).command.all
  }

  private static func subcommands() throws -> [Command] { Array(try commands().dropFirst()) }

  @Test(arguments: try subcommands())
  func tellsWhatItDoesHowAndHowItEnds(_ command: Command) throws {
    let abstract = try #require(command.abstract)
    #expect(abstract.hasSuffix("."))
    let examples = command.lines(of: "EXAMPLES")
    #expect(examples.count >= 2)
    #expect(examples.allSatisfy { $0.count <= 78 }, "an example that is broken into two lines cannot be pasted")
    let statuses = command.lines(of: "EXIT STATUS").compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(statuses.first == "0")
    #expect(statuses.allSatisfy { Int32($0).map(ScriptRun.documented.contains) ?? false })
    #expect(statuses == statuses.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) })
  }

  /// Whatever a command reads is named in the same two ways: at its end, and with -f.
  @Test(arguments: try subcommands())
  func filesAreNamedInOneWay(_ command: Command) throws {
    let arguments = command.arguments ?? []
    let read: Set = ["file", "path", "chain", "mesh-or-path"]
    let atEnd = arguments.filter { $0.kind == "positional" && read.contains($0.valueName ?? "") }.map(\.valueName)
    let byOption = arguments.filter { $0.kind == "option" && $0.names?.contains { $0.name == "f" } ?? false }
    // The file of `backup` is written.
    if command.words.last == "backup" { return #expect(byOption.isEmpty) }
    #expect(atEnd == byOption.map(\.valueName))
    #expect(byOption.allSatisfy { $0.names?.contains { $0.name == "file" } ?? false })
  }

  /// The file or folder for what a command makes, and quiet, are named in the same way everywhere.
  @Test(arguments: try subcommands().filter { ($0.subcommands ?? []).isEmpty })
  func outputIsNamedInOneWay(_ command: Command) {
    let options = (command.arguments ?? []).map { ($0.names ?? []).map(\.name) }
    for names in options where names.contains("out") || names.contains("o") {
      #expect(names.contains("out") && names.contains("o"))
    }
    // A script for a shell, and nothing else.
    guard command.words.last != "completion" else { return }
    #expect(options.contains { $0.contains("q") && $0.contains("quiet") })
  }

  /// What is typed for `meshtrust` in an example, without the other programs of its pipeline.
  private static func typed(_ example: String) throws -> [String] {
    let part = try #require(
      example.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        .first { $0.hasPrefix("meshtrust ") }, "no meshtrust in: \(example)")
    return part.prefix { $0 != ">" }.split(separator: " ").map(String.init)
  }

  /// The name of a subcommand that is the default of its group may be left out.
  @Test(arguments: try commands())
  func examplesAreOfTheCommandItself(_ command: Command) throws {
    for part in command.subcommands ?? [] {
      let short = part.commandName == command.defaultSubcommand ? command.words : part.words
      for example in part.lines(of: "EXAMPLES") {
        #expect(try Self.typed(example).starts(with: short), "\(part): \(example)")
      }
    }
  }

  /// They may fail for want of a home, and never because they are written wrongly.
  @Test(arguments: try subcommands())
  func examplesAreWrittenRightly(_ command: Command) throws {
    for example in command.lines(of: "EXAMPLES") {
      let typed = try Self.typed(example)
      try TemporaryFolder.with { folder in
        // Examples name places of a real machine; here they are inside of the test's folder.
        let arguments = typed.dropFirst().map { $0.hasPrefix("/") ? folder + $0 : $0 }
        let ended = try Subprocess(
          Binary.path, arguments, in: folder, environment: Binary.environment(home: folder), scratch: folder)
        #expect(ended.status != 64, "\(example)\n\(ended.standardError)")
        #expect(ended.status.map(ScriptRun.documented.contains) == true, "\(example)")
      }
    }
  }

  /// Every text of help in one file, so that a change of wording is seen. `MESHTRUST_UPDATE_SNAPSHOTS=1 swift test
  /// --filter HelpTests` writes it anew.
  @Test func textsAreTheKnownOnes() throws {
    let texts = try Self.commands().map { command in
      let help = try Binary.run(command.words.dropFirst() + ["--help"])
      return "$ \(command.testDescription) --help\n\(help.standardOutput)"
    }
    try Snapshot.expect(texts.joined(separator: "\n"), in: "help.txt")
  }
}
