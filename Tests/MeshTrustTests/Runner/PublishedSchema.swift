import Foundation

/// A schema of docs/schemas, as far as those go: types, members, items and constants. What a document has and its schema
/// does not tell of is a fault, so that a new member cannot be printed unpublished.
struct PublishedSchema {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/schemas")
    .standardizedFileURL.path

  let root: [String: Any]
  var id: String { root["$id"] as? String ?? "" }

  /// Nil for a file that is no schema.
  init?(file: String) {
    guard let data = FileManager.default.contents(atPath: file),
      let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return nil }
    self.root = root
  }

  /// What is wrong with what a command has printed with `--json`, each with its place.
  static func faults(of text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    if let document = object(text) { return faults(of: document) }
    // Answers to many questions are one document a line.
    let lines = text.split(separator: "\n").map { object(String($0)) }
    guard lines.allSatisfy({ $0 != nil }) else { return ["it prints no document"] }
    return lines.compactMap { $0 }.flatMap(faults)
  }

  private static func object(_ text: String) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
  }

  private static func faults(of document: [String: Any]) -> [String] {
    guard let name = document["schema"] as? String else {
      // Manifests have the schemas of their own definitions.
      return document["apiVersion"] is String ? [] : ["it prints no document with a schema"]
    }
    let file = name.split(separator: "/").dropFirst().joined(separator: ".")
    guard let schema = PublishedSchema(file: "\(folder)/\(file).json") else {
      return ["\(name) is not in docs/schemas"]
    }
    return faults(of: document, schema.root, at: file)
  }

  private static func faults(of value: Any, _ schema: [String: Any], at place: String) -> [String] {
    if let constant = schema["const"] as? String { return value as? String == constant ? [] : ["\(place): \(value)"] }
    let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? ""]
    guard types.contains(type(of: value)) else { return ["\(place): \(type(of: value)) instead of \(types)"] }
    if let items = value as? [Any] {
      guard let item = schema["items"] as? [String: Any] else {
        return items.isEmpty ? [] : ["\(place) has items, of which the schema says nothing"]
      }
      return items.enumerated().flatMap { faults(of: $1, item, at: "\(place)[\($0)]") }
    }
    guard let members = value as? [String: Any] else { return [] }
    let required = schema["required"] as? [String] ?? []
    let properties = schema["properties"] as? [String: Any] ?? [:]
    let rest = schema["additionalProperties"] as? [String: Any]
    return required.filter { members[$0] == nil }.map { "\(place).\($0) is missing" }
      + members.sorted { $0.key < $1.key }.flatMap { key, value in
        guard let known = properties[key] as? [String: Any] ?? rest else {
          return ["\(place).\(key) is not in the schema"]
        }
        return faults(of: value, known, at: "\(place).\(key)")
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
