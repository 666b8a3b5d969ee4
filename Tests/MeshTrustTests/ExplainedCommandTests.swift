import Foundation
import Testing

/// The commands in the explanations can be typed, as far as that shows without a home, a cluster or a key.
@Suite struct ExplainedCommandTests {
  private struct Entry: Decodable {
    let code, source, why, repair: String
  }

  private struct Catalogue: Decodable {
    let codes: [Entry]
  }

  /// What stands in backticks and begins with a program.
  private static func lines(of program: String) throws -> [(code: String, words: [String])] {
    let text = try Binary.run(["explain", "--list", "--json"]).standardOutput
    let entries = try JSONDecoder().decode(Catalogue.self, from: Data(text.utf8)).codes
    return try entries.flatMap { entry in
      try [entry.source, entry.why, entry.repair].flatMap { text in
        try text.matches(of: /`([^`]+)`/).map { String($0.output.1) }.filter { $0.hasPrefix(program + " ") }
          .map { (entry.code, try Words.split($0.replacing("\"", with: "'"), [:])) }
      }
    }
  }

  /// Names of commands are names; what has arguments is right but for the missing files and homes.
  @Test func ownCommandsAreRight() throws {
    let dump = try Binary.run(["--experimental-dump-help"]).standardOutput
    let tree = try JSONDecoder().decode(HelpTests.Dump.self, from: Data(dump.utf8)).command.all
    let names = Set(tree.map { $0.words.joined(separator: " ") })
    let lines = try Self.lines(of: "meshtrust")
    #expect(lines.count > 80)
    for (code, words) in lines {
      if names.contains(words.joined(separator: " ")) { continue }
      if words[1] == "help" {
        #expect(names.contains((["meshtrust"] + words.dropFirst(2)).joined(separator: " ")), "\(code): \(words)")
        continue
      }
      // Groups and commands that stand for any.
      if ["GROUP", "COMMAND"].contains(words[1]) { continue }
      let ended = try Binary.run(Array(words.dropFirst()))
      #expect(ended.status != 64, "\(code): \(words)\n\(ended.standardError)")
    }
    print("explanations: \(lines.count) commands of the tool are right")
  }

  /// The command is one of OpenSSL's, and so are its options.
  @Test func commandsOfOpenSSLAreRight() throws {
    let openssl = try #require(Subprocess.locate("openssl", path: Binary.environment(home: "/")["PATH"] ?? ""))
    let lines = try Self.lines(of: "openssl")
    #expect(lines.count > 5)
    for (code, words) in lines {
      let help = try TemporaryFolder.with { folder in
        try Subprocess(
          openssl, [words[1], "-help"], in: folder, environment: Binary.environment(home: folder), scratch: folder)
      }
      #expect(help.status == 0, "\(code): \(words)")
      let known = (help.standardOutput + help.standardError).split(whereSeparator: \.isWhitespace).map(String.init)
      for option in words.dropFirst(2) where option.hasPrefix("-") {
        #expect(known.contains(option), "\(code): openssl \(words[1]) has no \(option)")
      }
    }
  }

  /// `oc` takes what `kubectl` takes, and that says what it knows without a cluster.
  @Test func commandsOfTheClusterAreRight() throws {
    guard let kubectl = Subprocess.locate("kubectl", path: Binary.environment(home: "/")["PATH"] ?? "") else {
      try Test.cancel("there is no kubectl to ask")
    }
    func help(_ words: [String]) throws -> Subprocess {
      try TemporaryFolder.with { folder in
        try Subprocess(kubectl, words, in: folder, environment: Binary.environment(home: folder), scratch: folder)
      }
    }
    let common = try help(["options"]).standardOutput
    // Only oc logs in.
    for (code, words) in try Self.lines(of: "oc") where words[1] != "login" {
      // `create configmap` and `create secret generic` are commands of their own.
      let depth = words[1] != "create" ? 1 : words.dropFirst(2).first == "secret" ? 3 : 2
      let path = words.dropFirst().prefix(depth)
      let verb = path.joined(separator: " ")
      let told = try help(path + ["--help"])
      #expect(told.status == 0 && told.standardOutput.contains("kubectl \(words[1])"), "\(code): \(words)")
      for option in words.dropFirst(2) where option.hasPrefix("-") {
        let name = option.prefix { $0 != "=" }
        let known = told.standardOutput + common
        #expect(known.contains("\(name)=") || known.contains("\(name), "), "\(code): oc \(verb) has no \(name)")
      }
    }
  }
}
