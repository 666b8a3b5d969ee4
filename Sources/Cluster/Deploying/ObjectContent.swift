public import Cryptography
public import Documents
import Kubernetes

/// What an object says, as one value for each path: labels, annotations, and everything beside metadata and status.
///
/// Lists are one value each, as the API server treats them in kinds whose definition says no more. Of Secrets there is
/// the SHA-256 of each value. The marks that a deployment leaves are no part of it.
public struct ObjectContent: Hashable, Sendable {
  /// The values as JSON.
  public private(set) var fields: [FieldPath: String] = [:]

  init(fields: [FieldPath: String]) {
    self.fields = fields
  }

  /// - Parameter values: Those of a Secret, whose `node` has none.
  public init(_ node: Node, values: [String: SecretBytes] = [:]) {
    for entry in node.mapping?.entries ?? [] {
      switch entry.key {
      case "apiVersion", "kind", "status": break
      case "metadata":
        for key in ["labels", "annotations"] { add(entry.value[key] ?? .null, ["metadata", key]) }
      default: add(entry.value, [entry.key])
      }
    }
    for (key, value) in values { fields[FieldPath("data", key)] = Self.digest(value) }
    for mark in Annotation.deployment { fields[FieldPath("metadata", "annotations", mark)] = nil }
  }

  private mutating func add(_ node: Node, _ path: [String]) {
    guard !node.isNull else { return }
    if let mapping = node.mapping, !mapping.entries.isEmpty {
      for entry in mapping.entries { add(entry.value, path + [entry.key]) }
    } else if path != ["metadata", "labels"], path != ["metadata", "annotations"] {
      fields[FieldPath(path)] = Self.text(node)
    }
  }

  /// As JSON with the keys in order, since the API server keeps objects of definitions with theirs in order.
  private static func text(_ value: Node) -> String { JSONWriter.write(ordered(value)) }

  private static func ordered(_ value: Node) -> Node {
    if let mapping = value.mapping {
      return .mapping(mapping.entries.sorted { $0.key < $1.key }.map { ($0.key, ordered($0.value)) })
    }
    return value.sequence.map { .sequence($0.map(ordered)) } ?? value
  }

  private static func digest(_ value: SecretBytes) -> String {
    value.withBytes { bytes in unsafe "sha256:\(sha256Hex(bytes))" }
  }

  /// A mapping without entries, which is a value like any other until something is in it.
  static let empty = "{}"

  public subscript(path: FieldPath) -> String? { fields[path] }

  /// Without some fields.
  func without(_ isLeftOut: (FieldPath) -> Bool) -> ObjectContent {
    ObjectContent(fields: fields.filter { !isLeftOut($0.key) })
  }

  /// The fields within a path.
  func fields(within path: FieldPath) -> [FieldPath: String] { fields.filter { $0.key.isWithin(path) } }
}

// MARK: - Keeping

extension ObjectContent {
  /// In one line, for the home to keep.
  public var text: String {
    JSONWriter.write(
      .sequence(
        fields.sorted { $0.key < $1.key }.map { path, value in
          .sequence([.sequence(path.keys.map { .string($0) }), .string(value)])
        }))
  }

  /// A value that an earlier version kept with its keys in the order in which they were written.
  private static func reordered(_ value: String) -> String {
    guard value.contains("{"), value != empty, !value.hasPrefix("\"") else { return value }
    let root = (try? DocumentReader.all(bytes: Array(value.utf8), source: "content", format: .json))?.first?.root
    return root.map(text) ?? value
  }

  /// Nil for a text of another form.
  public init?(text: String) {
    let root = (try? DocumentReader.all(bytes: Array(text.utf8), source: "content", format: .json))?.first?.root
    guard let entries = root?.sequence else { return nil }
    for entry in entries {
      guard let pair = entry.sequence, pair.count == 2, let keys = pair[0].sequence, let value = pair[1].string else {
        return nil
      }
      fields[FieldPath(keys.compactMap(\.string))] = Self.reordered(value)
    }
  }
}
