import Foundation

/// A finding that a command printed, with the command.
struct PrintedFinding {
  let code: String
  let arguments: [String]
  /// The commands of the tool in it, those of its repair first.
  let commands: [[String]]
}

extension ScriptRun {
  /// The lines about repairs.
  mutating func mend(_ verb: String, _ arguments: [String], _ expected: Bool) throws {
    switch verb {
    // `finds MT-HOME-04 meshtrust status`: runs it, whatever its status; it must print a finding of that code, and a command
    // of the tool with it.
    case "finds":
      guard arguments.count > 1, arguments[1] == "meshtrust" else {
        throw ScriptFailure("finds is followed by a code and a command of meshtrust")
      }
      try runAny(Array(arguments.dropFirst(2)))
      guard let text = SuggestedLines.finding(arguments[0], in: printed) else {
        throw ScriptFailure("it printed no \(arguments[0])\n\(transcript)")
      }
      let commands = try SuggestedLines.commands(in: text)
      guard !commands.isEmpty else { throw ScriptFailure("\(arguments[0]) names no command\n\(text)") }
      finding = PrintedFinding(code: arguments[0], arguments: Array(arguments.dropFirst(2)), commands: commands)
    // `repair`, `repair 2 FILE=a.yaml -- --yes`: runs the first or second command of the finding, with its placeholders
    // filled, and options added that only a terminal could answer for. It must exit with 0.
    case "repair": try repair(arguments, expected)
    // `gone`, `gone --home new`: what the finding came from is run again, and no longer prints it.
    default:
      guard let finding else { throw ScriptFailure("nothing was found before") }
      try runAny(finding.arguments + arguments)
      guard SuggestedLines.finding(finding.code, in: printed) == nil else {
        throw ScriptFailure("\(finding.code) is still there\n\(transcript)")
      }
    }
  }

  private var printed: String { (last?.standardError ?? "") + "\n" + (last?.standardOutput ?? "") }

  private mutating func repair(_ arguments: [String], _ expected: Bool) throws {
    guard let finding else { throw ScriptFailure("nothing was found before") }
    var given = arguments[...]
    let number = given.first.flatMap { Int($0) } ?? 1
    if given.first.flatMap({ Int($0) }) != nil { given.removeFirst() }
    let added = given.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first ?? []
    var values: [String: String] = [:]
    for assignment in given.prefix(while: { $0 != "--" }) {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ScriptFailure("\(assignment) fills no placeholder") }
      values[parts[0]] = parts[1]
    }
    guard finding.commands.indices.contains(number - 1) else {
      throw ScriptFailure("\(finding.code) has \(finding.commands.count) commands: \(finding.commands)")
    }
    let words = finding.commands[number - 1].map { values[$0] ?? $0 }
    if let open = words.first(where: { $0.wholeMatch(of: /[A-Z][A-Z:…-]+/) != nil }) {
      throw ScriptFailure("\(open) of \(words) was not filled")
    }
    try runAny(words + added)
    guard let status = last?.status, Self.documented.contains(status), (status == 0) == expected else {
      throw ScriptFailure("\(words) ended with \(transcript)")
    }
  }

  private mutating func runAny(_ arguments: [String]) throws {
    last = try Subprocess(
      Binary.path, arguments, in: folder, environment: environment, input: input, scratch: scratch)
    input = "/dev/null"
    guard let status = last?.status, Self.documented.contains(status) else {
      throw ScriptFailure("it ended with \(transcript)")
    }
  }
}
