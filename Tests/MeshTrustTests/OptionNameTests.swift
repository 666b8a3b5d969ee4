import Foundation
import Testing

/// An option that a text names is one of some command, or one of another program.
@Suite struct OptionNameTests {
  /// Options of `oc`, `kubectl`, `openssl`, `gpg`, `kubeseal` and `pkcs11-tool`, which stand in commands to type.
  private static let foreign: Set = [
    "--address", "--append-server-path", "--decrypt", "--fetch-cert", "--field-manager", "--force-conflicts",
    "--from-file", "--ignore-not-found", "--login", "--minify", "--module", "--namespace", "--overwrite",
    "--patch-file", "--raw", "--reject-methods", "--server-side", "--show-managed-fields", "--type", "--unix-socket",
  ]

  @Test func everyNamedOptionExists() throws {
    let dump = try Binary.run(["--experimental-dump-help"]).standardOutput
    let commands = try JSONDecoder().decode(HelpTests.Dump.self, from: Data(dump.utf8)).command.all
    let names = commands.flatMap { $0.arguments ?? [] }.flatMap { $0.names ?? [] }.map { "--\($0.name)" }
    let known = Set(names).union(Self.foreign)
    var found: Set<String> = []
    for (module, sources) in try SourceTree.modules() {
      for (file, text) in sources {
        for option in Self.options(in: text) {
          found.insert(option)
          #expect(known.contains(option), "\(module)/\(file): no command has \(option)")
        }
      }
    }
    #expect(found.count > 100)
    for option in Self.foreign where !found.contains(option) { Issue.record("\(option) is named nowhere") }
  }

  /// In string literals; comments are left out.
  private static func options(in text: String) -> [String] {
    text.split(separator: "\n").filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }.flatMap { line in
      line.matches(of: /"((?:[^"\\]|\\.)*)"/).flatMap { literal in
        literal.output.1.matches(of: /(?:^|[^\w-])(--[a-z][a-z0-9-]+)/).map { String($0.output.1) }
      }
    }
  }
}
