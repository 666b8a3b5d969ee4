/// Fields by name and kind; each throws at the first that is of another kind.
extension MappingReader {
  /// A string; nil if it is missing.
  public mutating func string(_ key: String) throws(DocumentsError) -> String? {
    try node(key)?.requireString(at: name(of: key), in: source)
  }

  /// A string that must be there.
  public mutating func requiredString(_ key: String) throws(DocumentsError) -> String {
    guard let value = try string(key) else { throw missing(key) }
    return value
  }

  /// A whole number within a range; nil if it is missing.
  public mutating func int(_ key: String, in range: ClosedRange<Int>) throws(DocumentsError) -> Int? {
    try node(key)?.requireInt(range, at: name(of: key), in: source)
  }

  /// `true` or `false`; nil if it is missing.
  public mutating func bool(_ key: String) throws(DocumentsError) -> Bool? {
    try node(key)?.requireBool(at: name(of: key), in: source)
  }

  /// A sequence of strings; empty if it is missing.
  public mutating func strings(_ key: String) throws(DocumentsError) -> [String] {
    var values: [String] = []
    for (index, item) in (try sequence(key) ?? []).enumerated() {
      values.append(try item.requireString(at: "\(name(of: key))[\(index)]", in: source))
    }
    return values
  }

  /// A sequence; nil if it is missing.
  public mutating func sequence(_ key: String) throws(DocumentsError) -> [Node]? {
    try node(key)?.requireSequence(at: name(of: key), in: source)
  }

  /// A mapping, to be read field by field in turn; nil if it is missing.
  public mutating func mapping(_ key: String) throws(DocumentsError) -> MappingReader? {
    guard let node = node(key) else { return nil }
    return try MappingReader(node, at: name(of: key), source: source)
  }

  /// The entries of a mapping; none if it is missing.
  public mutating func entries(_ key: String) throws(DocumentsError) -> [Mapping.Entry] {
    try node(key)?.requireMapping(at: name(of: key), in: source).entries ?? []
  }
}
