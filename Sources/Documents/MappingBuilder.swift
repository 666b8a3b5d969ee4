/// Gathers the entries of a mapping while it is read, and detects duplicate keys.
struct MappingBuilder {
  private(set) var entries: [Mapping.Entry]
  /// The index of each key, kept once there are too many for a linear search.
  private var places: [String: Int] = [:]

  init() {
    entries = []
    // Most mappings have as many, and each time an array grows it is copied.
    entries.reserveCapacity(4)
  }

  /// Adds an entry, or returns where the same key already is.
  mutating func append(_ key: String, at mark: Mark, _ value: Node) -> Mark? {
    if let earlier = place(of: key) { return entries[earlier].keyMark }
    if !places.isEmpty { places[key] = entries.count }
    entries.append(Mapping.Entry(key: key, keyMark: mark, value: value))
    if entries.count == Self.fewEntries {
      places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key, $0) })
    }
    return nil
  }

  private func place(of key: String) -> Int? {
    places.isEmpty ? entries.firstIndex { $0.key == key } : places[key]
  }

  private static let fewEntries = 16
}
