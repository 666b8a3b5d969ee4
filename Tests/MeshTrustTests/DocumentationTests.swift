import Foundation
import Testing

/// Every command block of README and docs, run as a reader would run it.
@Suite struct DocumentationTests {
  @Test(arguments: try DocumentationPage.all())
  func itsCommandsDoWhatItSays(_ page: DocumentationPage) async throws {
    let wrong = try await Lanes.run { try Self.run(page) }
    for (command, text) in wrong {
      Issue.record(
        "\(page.name):\(command.number): \(command.text)\n\(text)",
        sourceLocation: SourceLocation(
          fileID: "MeshTrustTests/\(page.name)", filePath: page.path, line: command.number, column: 1))
    }
  }

  /// Why a block is not run: what the machine of a test does not have.
  private static let reasons: Set = [
    "needs Swift and the network", "needs root", "needs a cluster", "needs a server that runs",
    "needs a PostgreSQL server",
    "needs kubeseal and a cluster", "needs sops", "needs a token", "needs an account at AWS",
  ]

  /// Every block is a session, or says what it is: one without a language, or one that is only indented, would be run by
  /// nobody. A reason stands in the list, and is used.
  @Test func noBlockIsLeftOut() throws {
    let pages = try DocumentationPage.everything()
    for page in pages { #expect(page.unclear.isEmpty, "\(page.name)") }
    #expect(Set(pages.flatMap(\.reasons)) == Self.reasons)
  }

  /// Links to pages and files of the repository lead somewhere.
  @Test func linksLeadToFiles() throws {
    for page in try DocumentationPage.everything() {
      for link in page.links {
        let path = URL(filePath: page.path).deletingLastPathComponent().appending(path: link).path
        #expect(FileManager.default.fileExists(atPath: path), "\(page.name): \(link)")
      }
    }
  }

  private static func run(_ page: DocumentationPage) throws -> [(DocumentationPage.Command, String)] {
    try TemporaryFolder.with { folder in
      let work = folder + "/work"
      let home = folder + "/home"
      for path in [work, home] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      var environment = Binary.environment(home: home)
      environment["EXAMPLE"] = ScriptRun.example
      environment["MESHTRUST_CLIENT"] = ScriptRun.client
      environment["CLUSTERS"] = work + "/clusters"
      var wrong: [(DocumentationPage.Command, String)] = []
      for command in page.commands {
        let ended = try Subprocess(
          "/bin/sh", ["-c", "exec 2>&1; umask 077\n" + command.text], in: work, environment: environment, scratch: home)
        if ended.status != command.status {
          wrong.append((command, "it ended with \(ended.transcript)"))
          break
        }
        if let line = DocumentationPage.missing(command.expected, in: ended.standardOutput) {
          wrong.append((command, "it does not print “\(line)”, but\n\(ended.transcript)"))
        }
      }
      return wrong
    }
  }
}
