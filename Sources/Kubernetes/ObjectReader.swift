import Diagnostics
import Documents

/// Reads the typed fields of one mapping of a resource, and keeps all others.
///
/// A resource may have unknown fields. But an unknown field that looks like a misspelt typed field is an error, because
/// the API server would drop it with nothing but a warning.
struct ObjectReader {
  /// The mapping itself, with all its fields.
  let mapping: Mapping

  private var reader: MappingReader

  /// `fields` are the typed fields at the top of the document.
  init(_ document: Document, fields: [String]) throws(DocumentsError) {
    try self.init(document.root, at: "", source: document.source, fields: ["apiVersion", "kind"] + fields)
  }

  /// `path` leads to the mapping from the top of the document; `fields` are the typed fields.
  init(_ node: Node, at path: String, source: String, fields: [String]) throws(DocumentsError) {
    reader = try MappingReader(node, at: path, source: source)
    mapping = node.mapping ?? Mapping()
    let missing = fields.filter { mapping[$0] == nil }
    for entry in mapping.entries where !fields.contains(entry.key) {
      guard let nearest = Spelling.nearest(to: entry.key, among: missing) else { continue }
      throw .unknownField(
        path: reader.name(of: entry.key), nearest: nearest, known: fields, place: entry.keyMark.place(in: source))
    }
  }

  /// A nested mapping; without any fields if it is missing.
  mutating func child(_ key: String, fields: [String]) throws(DocumentsError) -> ObjectReader {
    let node = reader.node(key) ?? Node(.mapping(Mapping()), mark: reader.mark)
    return try ObjectReader(node, at: reader.name(of: key), source: reader.source, fields: fields)
  }

  /// The mappings in a sequence, each with these typed fields.
  mutating func children(_ key: String, fields: [String]) throws(DocumentsError) -> [ObjectReader] {
    var children: [ObjectReader] = []
    for (index, node) in (try reader.sequence(key) ?? []).enumerated() {
      children.append(
        try ObjectReader(node, at: "\(reader.name(of: key))[\(index)]", source: reader.source, fields: fields))
    }
    return children
  }

  /// The entries of a mapping from names to mappings, in order, each with these typed fields.
  mutating func table(
    _ key: String, fields: [String]
  ) throws(DocumentsError) -> [(name: String, reader: ObjectReader)] {
    var rows: [(name: String, reader: ObjectReader)] = []
    for entry in try entries(key) {
      let path = "\(reader.name(of: key)).\(entry.key)"
      rows.append((entry.key, try ObjectReader(entry.value, at: path, source: reader.source, fields: fields)))
    }
    return rows
  }
}

// MARK: - Values

extension ObjectReader {
  /// Nil if it is missing.
  mutating func string(_ key: String) throws(DocumentsError) -> String? { try reader.string(key) }

  /// Nil if it is missing or empty, which the API server does not tell apart, or blank, which it never writes.
  mutating func filledString(_ key: String) throws(DocumentsError) -> String? {
    try reader.string(key).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// Throws if it is missing.
  mutating func requiredString(_ key: String) throws(DocumentsError) -> String { try reader.requiredString(key) }

  /// Nil if it is missing.
  mutating func bool(_ key: String) throws(DocumentsError) -> Bool? { try reader.bool(key) }

  /// An `int32`, as in the API server; the range of the field is not checked here.
  mutating func int(_ key: String) throws(DocumentsError) -> Int? {
    try reader.int(key, in: Int(Int32.min)...Int(Int32.max))
  }

  /// Empty if it is missing.
  mutating func strings(_ key: String) throws(DocumentsError) -> [String] { try reader.strings(key) }

  /// A mapping from names to strings; empty if it is missing.
  mutating func stringTable(_ key: String) throws(DocumentsError) -> [String: String] {
    var table: [String: String] = [:]
    for entry in try entries(key) {
      guard let value = entry.value.string else {
        throw reader.fault(entry.value, "\(key).\(entry.key)", expected: "a string")
      }
      table[entry.key] = value
    }
    return table
  }

  /// The entries of a mapping; empty if it is missing.
  mutating func entries(_ key: String) throws(DocumentsError) -> [Mapping.Entry] { try reader.entries(key) }

  /// Whether a field is present and not null.
  func has(_ key: String) -> Bool { mapping[key].map { !$0.isNull } ?? false }

  /// The error for an invalid value of an entry, without any part of the value; `key` is the field that contains the
  /// entry.
  func fault(
    _ entry: Mapping.Entry, in key: String? = nil, found: String, expected: String
  ) -> DocumentsError {
    let path = [key, entry.key].compactMap { $0 }.joined(separator: ".")
    return .invalidValue(
      path: reader.name(of: path), found: found, expected: expected,
      place: entry.value.mark.place(in: reader.source))
  }
}
