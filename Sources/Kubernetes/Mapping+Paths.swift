import Documents

extension Mapping {
  /// Sets the field at the end of a path, creating the mappings on the way; nil removes the field.
  ///
  /// Other fields stay as they are, so a resource that was read is written with all its fields.
  mutating func set(_ path: String..., to value: Node?) { set(path[...], to: value) }

  /// The same for a path as a list.
  mutating func set(_ path: [String], to value: Node?) { set(path[...], to: value) }

  mutating func set(_ path: ArraySlice<String>, to value: Node?) {
    guard let key = path.first else { return }
    let rest = path.dropFirst()
    if rest.isEmpty {
      if let value { set(key, to: value) } else { remove(key) }
    } else if let inner = self[key]?.mapping ?? (value == nil ? nil : Mapping()) {
      var inner = inner
      inner.set(rest, to: value)
      set(key, to: .mapping(inner))
    }
  }
}

extension Node {
  /// A mapping of strings in the order of their keys, as the API server writes it; nil if empty.
  static func table(_ values: [String: String]) -> Node? {
    values.isEmpty ? nil : .mapping(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
  }

  /// A sequence of strings; nil if empty.
  static func list(_ values: [String]) -> Node? {
    values.isEmpty ? nil : .sequence(values.map { .string($0) })
  }
}
