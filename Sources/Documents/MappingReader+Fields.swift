// MARK: - Scalars

extension MappingReader {
  /// Nil if it is missing.
  public mutating func string(_ key: String) throws(DocumentsError) -> String? {
    guard let node = node(key) else { return nil }
    guard let value = node.string else { throw fault(node, key, expected: stringDue(for: node)) }
    return value
  }

  /// Throws `missingField` if it is missing.
  public mutating func requiredString(_ key: String) throws(DocumentsError) -> String {
    guard let value = try string(key) else { throw missing(key) }
    return value
  }

  /// Nil if it is missing.
  public mutating func int(_ key: String, in range: ClosedRange<Int>) throws(DocumentsError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let value = node.int, range.contains(value) else {
      let end = range.upperBound == .max ? "\(range.lowerBound) on" : "\(range.lowerBound) to \(range.upperBound)"
      throw fault(node, key, expected: "a whole number from \(end)")
    }
    return value
  }

  /// Nil if it is missing.
  public mutating func bool(_ key: String) throws(DocumentsError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw fault(node, key, expected: "`true` or `false`") }
    return value
  }

  /// Nil if it is missing.
  public mutating func oneOf(_ key: String, _ words: [String]) throws(DocumentsError) -> String? {
    guard let node = node(key) else { return nil }
    guard let word = node.string, words.contains(word) else {
      throw fault(node, key, expected: "one of " + words.map { "`\($0)`" }.joined(separator: ", "))
    }
    return word
  }

  private func stringDue(for node: Node) -> String { node.text == nil ? "a string" : "a string in quotes" }

  private func missing(_ key: String) -> DocumentsError {
    .missingField(path: name(of: key), place: mark.place(in: source))
  }
}

// MARK: - Collections

extension MappingReader {
  /// Empty if it is missing.
  public mutating func strings(_ key: String) throws(DocumentsError) -> [String] {
    var values: [String] = []
    for (index, item) in (try sequence(key) ?? []).enumerated() {
      guard let value = item.string else { throw fault(item, "\(key)[\(index)]", expected: stringDue(for: item)) }
      values.append(value)
    }
    return values
  }

  /// Nil if it is missing.
  public mutating func sequence(_ key: String) throws(DocumentsError) -> [Node]? {
    guard let node = node(key) else { return nil }
    guard let items = node.sequence else { throw fault(node, key, expected: "a sequence") }
    return items
  }

  /// A reader for a nested mapping; nil if it is missing.
  public mutating func mapping(_ key: String) throws(DocumentsError) -> MappingReader? {
    guard let node = node(key) else { return nil }
    return try MappingReader(node, at: name(of: key), source: source)
  }
}
