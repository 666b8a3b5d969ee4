import Foundation

/// A script while it runs: its folder, its variables, and what the last program printed.
struct ScriptRun {
  /// The exit statuses that `meshtrust` may ever end with; a defect (70) or a signal fails every script.
  static let documented: Set<Int32> = [0, 1, 2, 3, 4, 5, 64, 74, 130]

  /// The worked example of the repository, for scripts that copy it.
  static let example = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../pki").standardizedFileURL.path

  /// Homes that earlier versions made.
  static let homes = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Homes").standardizedFileURL.path

  /// A program that stands in for kubectl and its clusters; it says how it is told what they have.
  static let client = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Scripts/client.py").standardizedFileURL.path

  /// The programs of docs/ that sign with cloud key services.
  static let adapters = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../docs/signers").standardizedFileURL.path

  /// A PKCS #11 module in C, for scripts that compile it.
  static let token = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Scripts/token.c").standardizedFileURL.path

  let folder: String
  let scratch: String
  var environment: [String: String]
  var input = "/dev/null"
  var last: Subprocess?
  /// What runs beside the script until it ends.
  var background: [BackgroundProcess] = []
  /// What runs at a terminal and has not been answered yet.
  var terminal: Terminal?
  /// What `finds` found last.
  var finding: PrintedFinding?
  /// Set by `skip`: why the rest of the script does not run.
  var skipped: String?

  init(_ script: Script, in base: String) throws {
    folder = base + "/work"
    scratch = base + "/scratch"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    environment = Binary.environment(home: scratch)
    environment["EXAMPLE"] = Self.example
    environment["HOMES"] = Self.homes
    environment["MESHTRUST_CLIENT"] = Self.client
    environment["ADAPTERS"] = Self.adapters
    environment["WORK"] = folder
    environment["TOKEN_SOURCE"] = Self.token
    environment["CLUSTERS"] = folder + "/clusters"
    if script.lines.contains(where: { $0.text.contains("$PORT") }) {
      for number in 1...Self.ports { environment["PORT\(number)"] = "\(try Ports.free())" }
    }
    for file in script.files {
      let path = URL(filePath: folder).appending(path: file.name)
      try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: path)
    }
  }

  /// Runs one line; throws when it does not hold.
  mutating func run(_ line: Script.Line) throws {
    var words = try Words.split(line.text, environment)
    // `[exec:kubectl]` in front: only where that program is. `[!exec:kubectl]`: only where it is not.
    while let condition = words.first, condition.hasPrefix("["), condition.hasSuffix("]") {
      guard try holds(String(condition.dropFirst().dropLast())) else { return }
      words.removeFirst()
    }
    let expected = words.first != "!"
    if !expected { words.removeFirst() }
    guard let verb = words.first else { throw ScriptFailure("the line holds no command") }
    let arguments = Array(words.dropFirst())
    switch verb {
    case "meshtrust", "exec": try execute(verb, arguments, expected)
    case "status", "stdout", "stderr", "exists", "mode", "cmp", "grep": try check(verb, arguments, expected)
    case "background", "wait-port": try serve(verb, arguments)
    case "kills", "failures": try disturb(verb, arguments)
    case "terminal", "prompt", "answer": try converse(verb, arguments)
    case "finds", "repair", "gone": try mend(verb, arguments, expected)
    default: try change(verb, arguments)
    }
  }

  private func holds(_ condition: String) throws(ScriptFailure) -> Bool {
    let negated = condition.hasPrefix("!")
    let parts = condition.drop { $0 == "!" }.split(separator: ":")
    guard parts.count == 2, parts[0] == "exec" else { throw ScriptFailure("no such condition: [\(condition)]") }
    return (Subprocess.locate(String(parts[1]), path: environment["PATH"] ?? "") != nil) != negated
  }

  /// `meshtrust …` or `exec program …`: must exit with 0, or with `!` in front with anything else.
  private mutating func execute(_ verb: String, _ arguments: [String], _ expected: Bool) throws {
    let name = verb == "exec" ? arguments.first ?? "" : Binary.path
    guard let program = Subprocess.locate(name, path: environment["PATH"] ?? "") else {
      throw ScriptFailure("there is no program \(name); put `[exec:\(name)]` before the line")
    }
    let ended = try Subprocess(
      program, verb == "exec" ? Array(arguments.dropFirst()) : arguments, in: folder, environment: environment,
      input: input, scratch: scratch)
    last = ended
    input = "/dev/null"
    let isFine = ended.status.map { verb == "exec" || Self.documented.contains($0) } ?? (verb == "exec" && !expected)
    guard isFine, (ended.status == 0) == expected else { throw ScriptFailure("it ended with \(transcript)") }
    // While scripts/schemas writes them, they are those of before.
    let isPublished = ProcessInfo.processInfo.environment["MESHTRUST_SCHEMAS"] == nil
    if isPublished, verb == "meshtrust", arguments.prefix(while: { $0 != "--" }).contains("--json") {
      let faults = PublishedSchema.faults(of: ended.standardOutput)
      guard faults.isEmpty else {
        throw ScriptFailure("docs/schemas: \(faults.joined(separator: "\n"))\n\(transcript)")
      }
    }
  }

  /// What the last program printed, for whoever reads a failure.
  var transcript: String { last?.transcript ?? "nothing has run yet" }

  /// A file of the script's folder; `stdout` and `stderr` are what the last program printed.
  func contents(of name: String) throws -> Data {
    switch name {
    case "stdout": return Data((last?.standardOutput ?? "").utf8)
    case "stderr": return Data((last?.standardError ?? "").utf8)
    default:
      guard let data = FileManager.default.contents(atPath: path(name)) else {
        throw ScriptFailure("there is no file \(name)")
      }
      return data
    }
  }

  func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
}
