import Foundation
import Testing

/// What `--json` prints is as docs/schemas says. `scripts/schemas` writes the schemas anew, from everything that the
/// command-line scripts print; `scripts/interop json` compares with another validator. In each script what a command prints
/// with `--json` is compared as well (`Runner/ScriptRun.swift`).
@Suite struct PublishedSchemaTests {
  private static let lines = [
    "show", "plan", "status", "verify leaf/cert-chain.pem --peer red --for green",
    "verify leaf/cert-chain.pem --peer green --for red", "inspect leaf/cert-chain.pem", "lint pki/out", "diff pki/out",
    "checklist pki/out", "rehearse", "timeline", "blast-radius red/root", "drill --lose-key red/intermediate",
    "rotate plan red", "rotate start red --yes", "rotate status", "rotate next red", "rotate proof red", "log show",
    "log verify", "trust export green", "trust list", "report", "issued list", "explain MT-V-06", "version",
  ]

  /// Between meshes of Istio.
  private static let istio = [
    "services --home sail", "services imported red-mesh --from green-mesh --home sail",
    "services exported green-mesh --to red-mesh --home sail",
  ]

  @Test func documentsAreAsPublished() async throws {
    let faults = try await Lanes.run { try Self.faults() }
    #expect(faults == [])
  }

  @Test func everySchemaIsWellFormed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: PublishedSchema.folder).filter {
      $0.hasSuffix(".json")
    }
    #expect(names.count > 80)
    for name in names {
      let schema = try #require(PublishedSchema(file: "\(PublishedSchema.folder)/\(name)"))
      #expect("\(schema.id.split(separator: "/").dropFirst().joined(separator: ".")).json" == name)
    }
  }

  /// Each name of a document in the sources has its file.
  @Test func everyDocumentIsPublished() throws {
    let folder = URL(filePath: PublishedSchema.folder).appending(path: "../../Sources/meshtrust").standardizedFileURL
      .path
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    var names: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      for match in text.matches(of: /\.schema\(\s*"(?<name>[a-z-]+)"|schema: "(?<other>[a-z-]+)"/) {
        names.insert(String(match.output.name ?? match.output.other ?? ""))
      }
    }
    #expect(names.count > 80)
    let published = Set(try FileManager.default.contentsOfDirectory(atPath: PublishedSchema.folder))
    #expect(names.filter { !published.contains("\($0).v1.json") }.sorted() == [])
  }

  /// A schema that lacks a member, or its items, is found by any document that has them.
  @Test func whatAnExampleHasItsSchemaTells() throws {
    let known = ["services": "borders", "services-exported": "border", "services-imported": "border"]
    for (name, member) in known { #expect(try Self.properties(name)[member] != nil, "\(name).\(member)") }
    let diff = try #require(PublishedSchema(file: "\(PublishedSchema.folder)/diff.v1.json"))
    #expect("\(diff.root)".contains("widens"))
    let waiting = try #require(try Self.properties("trust-list")["waiting"] as? [String: Any])
    #expect(waiting["items"] != nil)
    let extra = #"{"schema": "meshtrust/version/v1", "version": "1", "other": []}"#
    #expect(PublishedSchema.faults(of: extra).contains("version.v1.other is not in the schema"))
    #expect(
      PublishedSchema.faults(of: #"{"schema": "meshtrust/none/v1"}"#) == ["meshtrust/none/v1 is not in docs/schemas"])
  }

  private static func properties(_ name: String) throws -> [String: Any] {
    let schema = try #require(PublishedSchema(file: "\(PublishedSchema.folder)/\(name).v1.json"))
    return try #require(schema.root["properties"] as? [String: Any])
  }

  private static func faults() throws -> [String] {
    try TemporaryFolder.with { folder in
      let environment = Binary.environment(home: folder)
      func run(_ line: String) throws -> String {
        try Subprocess(
          Binary.path, line.split(separator: " ").map(String.init), in: folder, environment: environment,
          scratch: folder
        ).standardOutput
      }
      for line in ["init red green", "apply --yes", "issue red --gateway egress-green --out leaf"] { _ = try run(line) }
      try FileManager.default.copyItem(atPath: "\(ScriptRun.example)/examples/sail", toPath: "\(folder)/sail")
      _ = try run("apply --home sail")
      return try (lines + istio).flatMap { line in
        let printed = try run("\(line) --json")
        guard !printed.isEmpty else { return ["\(line): it prints nothing"] }
        return PublishedSchema.faults(of: printed).map { "\(line): \($0)" }
      }
    }
  }
}
