import Foundation

extension ScriptRun {
  /// The lines that look and change nothing.
  func check(_ verb: String, _ arguments: [String], _ expected: Bool) throws {
    switch verb {
    // `status 4`: how the last program ended.
    case "status":
      let status = last?.status.map { "\($0)" } ?? "a signal"
      guard arguments == [status] else { throw ScriptFailure("it ended with status \(status)\n\(transcript)") }
    // `stdout 'regex'`, `stderr 'regex'`: in what the last program printed; with `!` in front, not in it.
    case "stdout", "stderr": try find(one(arguments), in: verb, expected)
    // `grep 'regex' file`: in a file.
    case "grep":
      guard arguments.count == 2 else { throw ScriptFailure("grep takes a regular expression and a file") }
      try find(arguments[0], in: arguments[1], expected)
    // `exists path…`: files or folders that are there; with `!` in front, that are not.
    case "exists":
      for name in arguments where FileManager.default.fileExists(atPath: path(name)) != expected {
        throw ScriptFailure("\(name) is \(expected ? "not there" : "there")")
      }
    // `mode 600 path…`: the permissions.
    case "mode":
      for name in arguments.dropFirst() {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
        let mode = String((attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0, radix: 8)
        guard mode == arguments.first else { throw ScriptFailure("\(name) has mode \(mode)") }
      }
    // `cmp a b`: the same bytes; with `!` in front, others.
    default:
      guard arguments.count == 2 else { throw ScriptFailure("cmp takes two files") }
      let (left, right) = (try contents(of: arguments[0]), try contents(of: arguments[1]))
      guard (left == right) == expected else {
        throw ScriptFailure("\(arguments[0]) and \(arguments[1]) are \(expected ? "not " : "")the same")
      }
    }
  }

  private func one(_ arguments: [String]) throws(ScriptFailure) -> String {
    guard arguments.count == 1, let only = arguments.first else {
      throw ScriptFailure("one regular expression is taken")
    }
    return only
  }

  private func find(_ pattern: String, in name: String, _ expected: Bool) throws {
    let regex = try Regex(pattern).anchorsMatchLineEndings()
    let text = String(decoding: try contents(of: name), as: UTF8.self)
    guard text.contains(regex) == expected else {
      let isStream = name == "stdout" || name == "stderr"
      throw ScriptFailure(
        "\(pattern) is \(expected ? "not " : "")in \(name)\n\(isStream ? transcript : String(text.prefix(4000)))")
    }
  }
}
