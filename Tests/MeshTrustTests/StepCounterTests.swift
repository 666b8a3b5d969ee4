import Diagnostics
import Foundation
import Testing

@testable import meshtrust

/// A command parses each text, opens the database, derives a key from a passphrase and renders each mesh at most once.
///
/// What needs more is listed with the command, and with the reason, in `StepCounterTests+Lines.swift`.
@Suite(.serialized) struct StepCounterTests {
  /// A kind of expensive step, without the text or mesh that it is about.
  enum Kind: Hashable {
    case parse, open, derive, render

    init(_ step: ExpensiveStep) {
      self =
        switch step {
        case .parsedDescription: .parse
        case .openedStore: .open
        case .derivedKey: .derive
        case .rendered: .render
        }
    }
  }

  /// A command line, how it ends, and how often it may take a step when once is not enough.
  struct Line: Sendable, CustomTestStringConvertible {
    let words: String
    let status: Diagnostics.ExitStatus
    /// A script of sh that runs before, in the test's folder.
    let preparation: String
    let more: [Kind: (count: Int, reason: String)]

    init(
      _ words: String, ends status: Diagnostics.ExitStatus = .done, after preparation: String = "",
      more: [Kind: (count: Int, reason: String)] = [:]
    ) {
      self.words = words
      self.status = status
      self.preparation = preparation
      self.more = more
    }

    var testDescription: String { words }
  }

  @Test func everyCommandTakesEachStepOnce() throws {
    try TemporaryFolder.with { folder in
      for file in ["pass", "other"] {
        try Data("correct horse \(file)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
      }
      try Self.shell(Self.preparation, in: folder)
      var taken: Set<Kind> = []
      for line in Self.lines {
        if !line.preparation.isEmpty { try Self.shell(line.preparation, in: folder) }
        let counter = StepCounter()
        let arguments = try Self.arguments(line.words, folder)
        let status = StepCounter.$current.withValue(counter) {
          MeshTrust.run(arguments, Console(arguments: arguments, sink: OutputSink(isDiscarding: true)))
        }
        // What fails early has shown nothing.
        #expect(status == line.status, "\(line.words) ends with \(status)")
        for (step, count) in counter.steps {
          taken.insert(Kind(step))
          let allowed = line.more[Kind(step)]?.count ?? 1
          #expect(count <= allowed, "\(line.words): \(step) \(count) times")
        }
      }
      #expect(taken == [.parse, .open, .derive, .render], "a step that is never counted shows nothing")
    }
  }

  /// A command of a home that has no line would be counted by nobody.
  @Test func noCommandOfAHomeIsLeftOut() throws {
    let dump = try Binary.run(["--experimental-dump-help"]).standardOutput
    let tree = try JSONDecoder().decode(HelpTests.Dump.self, from: Data(dump.utf8)).command.all
    let commands = tree.filter { command in
      (command.subcommands ?? []).allSatisfy { $0.commandName == "help" }
        && (command.arguments ?? []).contains { ($0.names ?? []).contains { $0.name == "home" } }
    }
    let names = commands.map { $0.words.dropFirst().joined(separator: " ") }
    #expect(names.count > 70)
    for words in names {
      let isTried = Self.lines.contains { $0.words == words || $0.words.hasPrefix(words + " ") }
      #expect(isTried != (Self.untried[words] != nil), "\(words) has neither a line nor a reason, or both")
    }
    for words in Self.untried.keys { #expect(names.contains(words), "there is no command \(words)") }
  }

  private static func shell(_ script: String, in folder: String) throws {
    var environment = Binary.environment(home: folder)
    environment["MESHTRUST_CLIENT"] = ScriptRun.client
    environment["MESHTRUST_PASSPHRASE_FILE"] = folder + "/pass"
    let ended = try Subprocess(
      "/bin/sh", ["-ec", script], in: folder, environment: environment, scratch: folder)
    guard ended.status == 0 else { throw ScriptFailure("\(script)\n\(ended.transcript)") }
  }

  /// The words of a line: `@` stands for the folder, and `$NAME` for the first line of a file in it.
  private static func arguments(_ words: String, _ folder: String) throws -> [String] {
    var arguments: [String] = []
    for (index, part) in words.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      guard index.isMultiple(of: 2) else {
        arguments.append(String(part))
        continue
      }
      for word in part.split(separator: " ") {
        guard word.hasPrefix("$") else {
          arguments.append(String(word).replacing("@", with: folder))
          continue
        }
        let text = try String(contentsOfFile: "\(folder)/\(word.dropFirst())", encoding: .utf8)
        arguments.append(text.split(separator: "\n").first.map(String.init) ?? "")
      }
    }
    let home = arguments.contains("--home") ? [] : ["--home", "\(folder)/home"]
    return arguments + home + ["--passphrase-file", "\(folder)/pass"]
  }
}
