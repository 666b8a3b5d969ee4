import Foundation
import Testing

/// On a terminal of 80 characters what every command prints for people fits, with short names and with long ones.
@Suite struct TerminalWidthTests {
  /// What programs read, whose lines are what they are.
  private static let data = [
    "emit ", "trust export", "log checkpoint", "report", "metrics", "schema", "completion", "verify --batch", "crl ",
    "status --check", "key export", "request", "sign", "issue red --gateway egress-green --print-key", "fetch",
  ]

  private static let names: [[String: String]] = [
    [:],
    ["red": "north-american-payments", "green": "european-customer-data", "blue": "asia-pacific-logistics"],
  ]

  @Test(arguments: names) func everyLineFits(names: [String: String]) async throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: UUID().uuidString)
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/base", withIntermediateDirectories: true)
    try OutputFaultTests.base(in: folder + "/base") { Self.named($0, names) }
    let lines = OutputFaultTests.lines.filter { line in !Self.data.contains { line.hasPrefix($0) } }
    let wide = try await withThrowingTaskGroup(of: [String].self) { group in
      for (index, line) in lines.enumerated() {
        group.addTask {
          try await Lanes.run { try Self.wide(Self.named(line, names), in: "\(folder)/\(index)", "\(folder)/base") }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(wide.isEmpty, "\(wide.sorted().joined(separator: "\n"))")
  }

  /// Names of files keep their names.
  private static func named(_ text: String, _ names: [String: String]) -> String {
    text.replacing(/\b(?:red|green|blue)\b(?!\.(?:card|csr|key))/) { names[String($0.output)] ?? String($0.output) }
  }

  /// The lines that are too long, although they could be broken.
  private static func wide(_ line: String, in place: String, _ base: String) throws -> [String] {
    try FileManager.default.createDirectory(atPath: place + "-copy", withIntermediateDirectories: true)
    _ = try Subprocess("/bin/cp", ["-a", base, place], in: "/", environment: [:], scratch: place + "-copy")
    let terminal = try Terminal(
      Binary.path, OutputFaultTests.words(of: line), in: place, environment: Binary.environment(home: place))
    // The answer to whatever it may ask.
    terminal.type("n")
    // It was typed before the question, so that no line ends behind it.
    let screen = terminal.finish().standardOutput.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
      .replacing("[y/N] ", with: "[y/N]\n")
    return screen.split(separator: "\n").compactMap { row in
      let shown = row.split(separator: "\r").last ?? row
      return shown.count <= 80 || Self.isWhole(shown) ? nil : "\(line): \(shown.count) characters: \(shown)"
    }
  }

  /// Whether there is nowhere to break a line: it is a command to copy, one word, or a text in backticks.
  private static func isWhole(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    return text.wholeMatch(of: /(?:[a-z ]+: )?(?:meshtrust|oc|kubectl|chmod|git) .*|\S+|[(]?`[^`]*`\S*/) != nil
  }
}
