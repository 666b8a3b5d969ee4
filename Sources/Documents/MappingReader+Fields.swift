/// Fields by name and type. Each method throws if the field has another type.
extension MappingReader {
  /// Nil if it is missing.
  public mutating func string(_ key: String) throws(DocumentsError) -> String? {
    try node(key)?.requireString(at: name(of: key), in: source)
  }

  /// Throws `missingField` if it is missing.
  public mutating func requiredString(_ key: String) throws(DocumentsError) -> String {
    guard let value = try string(key) else { throw missing(key) }
    return value
  }

  /// Nil if it is missing.
  public mutating func int(_ key: String, in range: ClosedRange<Int>) throws(DocumentsError) -> Int? {
    try node(key)?.requireInt(range, at: name(of: key), in: source)
  }

  /// Nil if it is missing.
  public mutating func bool(_ key: String) throws(DocumentsError) -> Bool? {
    try node(key)?.requireBool(at: name(of: key), in: source)
  }

  /// Empty if it is missing.
  public mutating func strings(_ key: String) throws(DocumentsError) -> [String] {
    var values: [String] = []
    for (index, item) in (try sequence(key) ?? []).enumerated() {
      values.append(try item.requireString(at: "\(name(of: key))[\(index)]", in: source))
    }
    return values
  }

  /// Nil if it is missing.
  public mutating func sequence(_ key: String) throws(DocumentsError) -> [Node]? {
    try node(key)?.requireSequence(at: name(of: key), in: source)
  }

  /// A reader for a nested mapping; nil if it is missing.
  public mutating func mapping(_ key: String) throws(DocumentsError) -> MappingReader? {
    guard let node = node(key) else { return nil }
    return try MappingReader(node, at: name(of: key), source: source)
  }

  /// The entries of a mapping; empty if it is missing.
  public mutating func entries(_ key: String) throws(DocumentsError) -> [Mapping.Entry] {
    try node(key)?.requireMapping(at: name(of: key), in: source).entries ?? []
  }
}
