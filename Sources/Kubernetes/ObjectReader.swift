import Diagnostics
import Documents

/// Reads the typed fields of one mapping of a resource; whatever has no type here is left alone.
///
/// A resource may well have fields that nothing here knows. But one that looks like a slip of the fingers for a typed
/// field that is missing is an error: the API server would drop it and say so in a warning that scrolls by.
struct ObjectReader {
  /// The mapping itself, with everything that has no type.
  let mapping: Mapping

  private var reader: MappingReader

  /// Takes the document of a resource; `fields` are the typed ones at its top.
  init(_ document: Document, fields: [String]) throws(DocumentsError) {
    try self.init(document.root, at: "", source: document.source, fields: ["apiVersion", "kind"] + fields)
  }

  /// Takes a mapping by its path from the top of the document; `fields` are the typed ones.
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

  /// The fields of a mapping below; none if it is missing.
  mutating func child(_ key: String, fields: [String]) throws(DocumentsError) -> ObjectReader {
    let node = reader.node(key) ?? Node(.mapping(Mapping()), mark: reader.mark)
    return try ObjectReader(node, at: reader.name(of: key), source: reader.source, fields: fields)
  }

  /// The mappings in a sequence of mappings, each to be read with these fields.
  mutating func children(_ key: String, fields: [String]) throws(DocumentsError) -> [ObjectReader] {
    var children: [ObjectReader] = []
    for (index, node) in (try reader.sequence(key) ?? []).enumerated() {
      children.append(
        try ObjectReader(node, at: "\(reader.name(of: key))[\(index)]", source: reader.source, fields: fields))
    }
    return children
  }

  /// The entries of a mapping from names to mappings, in their order, each to be read with these fields.
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
  /// A string; nil if it is missing.
  mutating func string(_ key: String) throws(DocumentsError) -> String? { try reader.string(key) }

  /// A string that must be there.
  mutating func requiredString(_ key: String) throws(DocumentsError) -> String { try reader.requiredString(key) }

  /// A boolean; nil if it is missing.
  mutating func bool(_ key: String) throws(DocumentsError) -> Bool? { try reader.bool(key) }

  /// A number as the API server takes it (`int32`); whether it makes sense is not asked here.
  mutating func int(_ key: String) throws(DocumentsError) -> Int? {
    try reader.int(key, in: Int(Int32.min)...Int(Int32.max))
  }

  /// A sequence of strings; empty if it is missing.
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

  /// The entries of a mapping; none if it is missing.
  mutating func entries(_ key: String) throws(DocumentsError) -> [Mapping.Entry] { try reader.entries(key) }

  /// Whether a field is there and not null.
  func has(_ key: String) -> Bool { mapping[key].map { !$0.isNull } ?? false }

  /// The error that the value of an entry is not what it should be, in words that show nothing of the value; `key` is
  /// the field that holds the entry.
  func fault(
    _ entry: Mapping.Entry, in key: String? = nil, found: String, expected: String
  ) -> DocumentsError {
    let path = [key, entry.key].compactMap { $0 }.joined(separator: ".")
    return .invalidValue(
      path: reader.name(of: path), found: found, expected: expected,
      place: entry.value.mark.place(in: reader.source))
  }
}
