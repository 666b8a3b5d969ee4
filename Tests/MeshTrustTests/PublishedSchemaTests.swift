import Foundation
import Testing

/// What `--json` prints is as docs/schemas says. `scripts/schemas` writes the schemas anew, from everything that the
/// command-line scripts print; `scripts/interop json` compares with another validator.
@Suite struct PublishedSchemaTests {
  static let lines = [
    "show", "plan", "status", "verify leaf/cert-chain.pem --peer red --for green",
    "verify leaf/cert-chain.pem --peer green --for red", "inspect leaf/cert-chain.pem", "lint pki/out", "diff pki/out",
    "checklist pki/out", "rehearse", "timeline", "blast-radius red/root", "drill --lose-key red/intermediate",
    "rotate plan red", "rotate start red --yes", "rotate status", "rotate next red", "rotate proof red", "log show",
    "log verify", "trust export green", "trust list", "report", "issued list", "explain MT-V-06", "version",
  ]

  @Test func documentsAreAsPublished() async throws {
    let faults = try await Lanes.run { try Self.faults() }
    #expect(faults == [])
  }

  @Test func everySchemaIsWellFormed() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".json") }
    #expect(names.count > 45)
    for name in names {
      let schema = try PublishedSchema(file: "\(Self.folder)/\(name)")
      #expect("\(schema.id.split(separator: "/").dropFirst().joined(separator: ".")).json" == name)
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/schemas")
    .standardizedFileURL.path

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
      return try lines.flatMap { line in
        let printed = try run("\(line) --json")
        return try PublishedSchema.faults(of: printed).map { "\(line): \($0)" }
      }
    }
  }
}

/// A schema of docs/schemas, as far as those go: types, members, items and constants.
private struct PublishedSchema {
  let root: [String: Any]
  var id: String { root["$id"] as? String ?? "" }

  init(file: String) throws {
    let data = try Data(contentsOf: URL(filePath: file))
    root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// What is wrong with a document, each with its place.
  static func faults(of text: String) throws -> [String] {
    guard let document = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      let name = document["schema"] as? String
    else { return ["it prints no document with a schema"] }
    let file = name.split(separator: "/").dropFirst().joined(separator: ".")
    let schema = try PublishedSchema(file: "\(PublishedSchemaTests.folder)/\(file).json")
    return Self.faults(of: document, schema.root, at: file)
  }

  private static func faults(of value: Any, _ schema: [String: Any], at place: String) -> [String] {
    if let constant = schema["const"] as? String { return value as? String == constant ? [] : ["\(place): \(value)"] }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
    guard types.contains(type(of: value)) else { return ["\(place): \(type(of: value)) instead of \(types)"] }
    if let items = value as? [Any], let item = schema["items"] as? [String: Any] {
      return items.enumerated().flatMap { faults(of: $1, item, at: "\(place)[\($0)]") }
    }
    guard let members = value as? [String: Any] else { return [] }
    let required = schema["required"] as? [String] ?? []
    let properties = schema["properties"] as? [String: Any] ?? [:]
    let rest = schema["additionalProperties"] as? [String: Any]
    return required.filter { members[$0] == nil }.map { "\(place).\($0) is missing" }
      + members.sorted { $0.key < $1.key }.flatMap { key, value in
        (properties[key] as? [String: Any] ?? rest).map { faults(of: value, $0, at: "\(place).\(key)") } ?? []
      }
  }

  private static func type(of value: Any) -> String {
    switch value {
    case is NSNull: "null"
    case is [Any]: "array"
    case is [String: Any]: "object"
    case is String: "string"
    case let number as NSNumber: isBoolean(number) ? "boolean" : "integer"
    default: "?"
    }
  }

  /// JSONSerialization reads `true` as a number too, but as one of the size of a character.
  private static func isBoolean(_ number: NSNumber) -> Bool {
    unsafe number.objCType.pointee == CChar(UInt8(ascii: "c"))
  }
}
