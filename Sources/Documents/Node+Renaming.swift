extension Node {
  /// The same with other keys, at every depth and with its positions. Where two keys become one, the entry that had that
  /// name from the start counts.
  ///
  /// - Parameter free: Keys, as renamed, below which keys are somebody's own words and stay.
  public func renamingKeys(notBelow free: Set<String>, _ rename: (String) -> String) -> Node {
    switch content {
    case .sequence(let items):
      return Node(.sequence(items.map { $0.renamingKeys(notBelow: free, rename) }), mark: mark)
    case .mapping(let mapping):
      var taken = Set(mapping.keys)
      let entries = mapping.entries.compactMap { entry -> Mapping.Entry? in
        let key = rename(entry.key)
        guard key == entry.key || taken.insert(key).inserted else { return nil }
        let value = free.contains(key) ? entry.value : entry.value.renamingKeys(notBelow: free, rename)
        return Mapping.Entry(key: key, keyMark: entry.keyMark, value: value)
      }
      return Node(.mapping(Mapping(distinct: entries)), mark: mark)
    case .null, .bool, .integer, .decimal, .string:
      return self
    }
  }
}
