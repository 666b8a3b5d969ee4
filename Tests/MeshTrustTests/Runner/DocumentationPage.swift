import Foundation
import Testing

/// A page of the documentation as a session: every block of ```console and ```sh is run, in order, in one folder.
///
///     $ meshtrust plan            # exit status 2      a command as a shell takes it; 0 unless it says otherwise
///     6 to issue, 3 folders …                          lines that it prints; `…` stands for anything, a line of it
///                                                      for any number of lines
///
/// In a block of ```sh every line is a command, and what it prints does not matter. Dates, digests and versions may be
/// others. A comment `<!-- run: COMMAND -->` is run too, and not shown. A block that no test can run has a comment
/// `<!-- not run: REASON -->` above it.
struct DocumentationPage: CustomTestStringConvertible, Sendable {
  struct Command: Sendable {
    let number: Int
    var text: String
    var expected: [String] = []

    /// The exit status that the command's comment promises.
    var status: Int32 {
      let words = text.split(separator: "# exit status ").dropFirst().last ?? ""
      return Int32(words.prefix { $0.isNumber }) ?? 0
    }
  }

  let path: String
  let lines: [String]
  let commands: [Command]
  /// Why blocks are not run.
  let reasons: [String]
  /// The first lines of blocks that would be taken for no commands although they may have some: indented ones, and those
  /// without a language.
  let unclear: [String]

  var name: String { URL(filePath: path).lastPathComponent }
  var testDescription: String { name }

  init(path: String) throws {
    self.path = path
    lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var commands: [Command] = []
    var reasons: [String] = []
    var unclear: [String] = []
    var fence: Fence?
    var isSkipped = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if fence == nil, line == "```" { unclear.append(lines[index...].dropFirst().first ?? line) }
        fence = fence == nil ? isSkipped ? .other : Fence(rawValue: String(line.dropFirst(3))) ?? .other : nil
        isSkipped = false
      } else if let fence {
        Self.read(line, index + 1, fence, into: &commands)
      } else if line.hasPrefix("<!-- run: "), line.hasSuffix(" -->") {
        commands.append(Command(number: index + 1, text: String(line.dropFirst(10).dropLast(4))))
      } else if line.hasPrefix("<!-- not run: "), line.hasSuffix(" -->") {
        reasons.append(String(line.dropFirst(14).dropLast(4)))
        isSkipped = true
      } else if line.hasPrefix("    ") {
        unclear.append(line)
      }
    }
    (self.commands, self.reasons, self.unclear) = (commands, reasons, unclear)
  }

  private enum Fence: String {
    case console, sh, other
  }

  private static func read(_ line: String, _ number: Int, _ fence: Fence, into commands: inout [Command]) {
    let last = commands.indices.last
    switch fence {
    case .console where line.hasPrefix("$ "):
      commands.append(Command(number: number, text: String(line.dropFirst(2))))
    case .console where line.hasPrefix("> "):
      // The shell's own sign that a command goes on.
      if let last { commands[last].text += "\n" + line.dropFirst(2) }
    case .console where !line.isEmpty:
      if let last { commands[last].expected.append(line) }
    case .sh where !line.isEmpty:
      if let last, ["\\", "|"].contains(commands[last].text.last) {
        commands[last].text += "\n" + line
      } else {
        commands.append(Command(number: number, text: line))
      }
    default: break
    }
  }

  /// The links to files, without what stands after `#`.
  var links: [String] {
    lines.joined(separator: "\n").matches(of: /\]\(([^()#:\s]+)[^():\s]*\)/).map { String($0.1) }
  }

  /// The pages with commands.
  static func all() throws -> [DocumentationPage] { try everything().filter { !$0.commands.isEmpty } }

  /// README in both languages and every page below docs, but for those that the tool makes: their examples are run by
  /// ``HelpTests``.
  static func everything() throws -> [DocumentationPage] {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
    let docs = try FileManager.default.subpathsOfDirectory(atPath: package.path + "/docs").filter {
      $0.hasSuffix(".md") && !["codes.md", "commands.md"].contains($0)
    }
    return try (["README.md", "README.ja.md"] + docs.sorted().map { "docs/\($0)" }).map {
      try DocumentationPage(path: "\(package.path)/\($0)")
    }
  }

  /// The first line that was promised and is not there.
  static func missing(_ expected: [String], in printed: String) -> String? {
    var rest = printed.split(separator: "\n").map { plain(String($0)) }[...]
    var mayskip = false
    for line in expected {
      if line.trimmingCharacters(in: .whitespaces) == "…" {
        mayskip = true
        continue
      }
      let parts = plain(line).components(separatedBy: "…").map { NSRegularExpression.escapedPattern(for: $0) }
      let pattern = "^" + parts.joined(separator: ".*") + "$"
      guard let index = rest.firstIndex(where: { $0.range(of: pattern, options: .regularExpression) != nil }),
        mayskip || index == rest.startIndex
      else { return line }
      rest = rest[(index + 1)...]
      mayskip = false
    }
    return nil
  }

  /// Without what differs from run to run.
  private static func plain(_ line: String) -> String {
    var line = line
    for (pattern, replacement) in [
      ("[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}Z)?", "DATE"), ("[0-9a-f]{16,64}", "DIGEST"), ("\\s+", " "),
    ] {
      line = line.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
    }
    return line.trimmingCharacters(in: .whitespaces)
  }
}
