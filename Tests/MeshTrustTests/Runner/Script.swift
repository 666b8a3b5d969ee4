import Foundation
import Testing

/// A session at the command line as a file: commands first, then the files that it starts from.
///
///     meshtrust init red-mesh green-mesh      must exit with 0
///     ! meshtrust plan                        must not
///     status 2                                how exactly
///     stdout 'issue +red-mesh/root'           a regular expression in what it printed
///     ! stderr .                              nothing at all there
///
///     -- name of a file --
///     its text, up to the next such line
///
/// `ScriptRun+Checks.swift`, `ScriptRun+Files.swift`, `ScriptRun+Servers.swift`, `ScriptRun+Terminal.swift`,
/// `ScriptRun+Repairs.swift` and `ScriptRun+Faults.swift` hold the other commands, each with a line that says what it does.
struct Script: CustomTestStringConvertible, Sendable {
  /// One command of a script.
  struct Line: Sendable {
    let number: Int
    let text: String
  }

  let path: String
  let lines: [Line]
  let files: [(name: String, text: String)]

  var name: String { URL(filePath: path).deletingPathExtension().lastPathComponent }
  var testDescription: String { name }

  init(path: String) throws {
    self.path = path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var lines: [Line] = []
    var files: [(name: String, text: String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("-- "), line.hasSuffix(" --"), line.count > 6 {
        files.append((String(line.dropFirst(3).dropLast(3)), ""))
      } else if files.isEmpty {
        let command = line.trimmingCharacters(in: .whitespaces)
        if !command.isEmpty, !command.hasPrefix("#") { lines.append(Line(number: index + 1, text: command)) }
      } else {
        files[files.count - 1].text += line + "\n"
      }
    }
    // The text's own last newline is no empty line of the last file.
    if let last = files.last, text.hasSuffix("\n") { files[files.count - 1].text = String(last.text.dropLast()) }
    self.lines = lines
    self.files = files
  }

  /// The scripts beside this folder, or those whose names contain one of the words of $MESHTRUST_SCRIPT.
  static func all() throws -> [Script] {
    let wanted = ProcessInfo.processInfo.environment["MESHTRUST_SCRIPT"] ?? ""
    let words = wanted.split(separator: " ")
    return try everything().filter { script in words.isEmpty || words.contains { script.name.contains($0) } }
  }

  /// The scripts beside this folder.
  static func everything() throws -> [Script] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Scripts"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }.sorted()
    return try names.map { try Script(path: "\(folder)/\($0)") }
  }
}
