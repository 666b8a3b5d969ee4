import Foundation
import Testing

/// A page of the documentation as a session: every block of ```console is run, in order, in one folder.
///
///     $ meshtrust plan            # exit status 2      a command as a shell takes it; 0 unless it says otherwise
///     6 to issue, 3 folders …                          lines that it prints; `…` stands for anything, a line of it
///                                                      for any number of lines
///
/// Dates, digests and versions may be others. A comment `<!-- run: COMMAND -->` is run too, and not shown.
struct DocumentationPage: CustomTestStringConvertible, Sendable {
  struct Command: Sendable {
    let number: Int
    let text: String
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

  var name: String { URL(filePath: path).lastPathComponent }
  var testDescription: String { name }

  init(path: String) throws {
    self.path = path
    lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var commands: [Command] = []
    var isInside = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if line.hasPrefix("<!-- run: "), line.hasSuffix(" -->") {
        commands.append(Command(number: index + 1, text: String(line.dropFirst(10).dropLast(4))))
      } else if isInside, line.hasPrefix("$ ") {
        commands.append(Command(number: index + 1, text: String(line.dropFirst(2))))
      } else if isInside, line.hasPrefix("> "), let last = commands.indices.last {
        // The shell's own sign that a command goes on.
        commands[last] = Command(number: commands[last].number, text: commands[last].text + "\n" + line.dropFirst(2))
      } else if isInside, !line.isEmpty, let last = commands.indices.last {
        commands[last].expected.append(line)
      }
    }
    self.commands = commands
  }

  /// The links to files, without what stands after `#`.
  var links: [String] {
    lines.joined(separator: "\n").matches(of: /\]\(([^()#:\s]+)[^():\s]*\)/).map { String($0.1) }
  }

  /// The pages with commands.
  static func all() throws -> [DocumentationPage] { try everything().filter { !$0.commands.isEmpty } }

  /// README and every page below docs.
  static func everything() throws -> [DocumentationPage] {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
    let docs = try FileManager.default.subpathsOfDirectory(atPath: package.path + "/docs").filter {
      $0.hasSuffix(".md")
    }
    return try (["README.md"] + docs.sorted().map { "docs/\($0)" }).map {
      try DocumentationPage(path: "\(package.path)/\($0)")
    }
    .filter { !$0.commands.isEmpty }
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
