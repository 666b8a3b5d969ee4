import Foundation
import Testing

/// The pages docs/commands.md and docs/codes.md are made from what the tool says of itself. `MESHTRUST_UPDATE_SNAPSHOTS=1
/// swift test --filter ReferenceTests` writes them anew.
@Suite struct ReferenceTests {
  private struct Manual: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    struct Argument: Decodable {
      let kind: String
      let abstract: String?
      let valueName: String?
      let defaultValue: String?
      let names: [Name]?
      let sectionTitle: String?
      let shouldDisplay: Bool
      let isRepeating: Bool

      /// As it is typed.
      var form: String {
        let value = "<\(valueName ?? "value")>" + (isRepeating ? "…" : "")
        guard kind != "positional" else { return value }
        let typed = (names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name }.joined(separator: ", ")
        return kind == "flag" ? typed : "\(typed) \(value)"
      }
    }

    let commandName: String
    let superCommands: [String]?
    let abstract: String?
    let discussion: String?
    let subcommands: [Manual]?
    let arguments: [Argument]?

    var all: [Manual] { [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all) }
    var name: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }
  }

  private struct Whole: Decodable {
    let command: Manual
  }

  private struct Codes: Decodable {
    struct Entry: Decodable {
      let code: String
      let title: String
      let source: String
      let why: String
      let repair: String
      let successors: [String]
    }

    let codes: [Entry]
  }

  @Test func theCommandsAreThoseOfHelp() throws {
    let dump = try Binary.run(["--experimental-dump-help"])
    let commands = try JSONDecoder().decode(Whole.self, from: Data(dump.standardOutput.utf8)).command.all
    let common = Set(["Home Options", "Output Options"])
    var lines = [
      "# Every command", "", "Made from `meshtrust help`. Options that all commands of a kind share stand at the end.",
      "",
    ]
    for command in commands.dropFirst() {
      lines += ["## \(command.name)", "", Self.escaped(command.abstract ?? ""), ""]
      lines += Self.body(command.discussion ?? "")
      lines += Self.table((command.arguments ?? []).filter { !common.contains($0.sectionTitle ?? "") })
    }
    for title in common.sorted() {
      let all = commands.flatMap { $0.arguments ?? [] }.filter { $0.sectionTitle == title }
      let single = all.reduce(into: [Manual.Argument]()) { seen, argument in
        if !seen.contains(where: { $0.form == argument.form }) { seen.append(argument) }
      }
      lines += ["## \(title)", ""] + Self.table(single)
    }
    try Self.expect(lines, in: "commands.md")
  }

  @Test func theCodesAreThoseOfExplain() throws {
    let printed = try Binary.run(["explain", "--list", "--json"])
    let codes = try JSONDecoder().decode(Codes.self, from: Data(printed.standardOutput.utf8)).codes
    var lines = [
      "# Every code", "",
      "What `meshtrust explain CODE` prints: the rule, its source, why it matters, and the repair. A code never changes its meaning.",
      "",
    ]
    for entry in codes {
      lines += [
        "## \(entry.code)", "", "**\(Self.escaped(entry.title))**", "",
        "- source: \(Self.escaped(entry.source))", "- why: \(Self.escaped(entry.why))",
        "- repair: \(Self.escaped(entry.repair))",
      ]
      if !entry.successors.isEmpty { lines.append("- in use instead: \(entry.successors.joined(separator: ", "))") }
      lines.append("")
    }
    try Self.expect(lines, in: "codes.md")
  }

  /// Paragraphs, with examples as commands and statuses as a list.
  private static func body(_ discussion: String) -> [String] {
    var lines: [String] = []
    for paragraph in discussion.components(separatedBy: "\n\n") where !paragraph.isEmpty {
      let rows = paragraph.components(separatedBy: "\n")
      switch rows.first {
      case "EXAMPLES:"?: lines += ["```sh"] + rows.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) } + ["```"]
      case "EXIT STATUS:"?:
        lines += ["| exit status | |", "|---|---|"]
        for row in rows.dropFirst() {
          let words = row.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
          lines.append("| \(words.first ?? "") | \(cell(words.last.map(String.init) ?? "")) |")
        }
      default: lines.append(escaped(paragraph))
      }
      lines.append("")
    }
    return lines
  }

  private static func table(_ arguments: [Manual.Argument]) -> [String] {
    let shown = arguments.filter { $0.shouldDisplay && !["help", "version"].contains($0.names?.last?.name) }
    guard !shown.isEmpty else { return [] }
    return ["| option | |", "|---|---|"]
      + shown.map { argument in
        let standard = argument.defaultValue.map { " (default: \($0))" } ?? ""
        return "| `\(argument.form)` | \(cell((argument.abstract ?? "") + standard)) |"
      } + [""]
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "<", with: "\\<").replacingOccurrences(of: "*", with: "\\*")
  }

  private static func cell(_ text: String) -> String {
    escaped(text.trimmingCharacters(in: .whitespaces)).replacingOccurrences(of: "|", with: "\\|")
      .replacingOccurrences(of: "\n", with: " ")
  }

  private static func expect(_ lines: [String], in name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/\(name)")
    let text = lines.joined(separator: "\n")
    guard ProcessInfo.processInfo.environment["MESHTRUST_UPDATE_SNAPSHOTS"] == nil else {
      return try Data(text.utf8).write(to: file)
    }
    let known = try String(contentsOf: file, encoding: .utf8)
    #expect(known == text, "MESHTRUST_UPDATE_SNAPSHOTS=1 swift test --filter ReferenceTests writes docs/\(name) anew")
  }
}
