/// Name patterns with their positions in a list, so that the first one for a service is found without trying all of
/// them.
struct PatternIndex {
  private var positions: [NamePattern: [Int]] = [:]

  /// Adds a pattern. Its position must not be below those added before.
  mutating func add(_ pattern: NamePattern, at position: Int) {
    positions[pattern.canonical, default: []].append(position)
  }

  /// The first pattern that selects everything that another one does.
  func firstCover(of pattern: NamePattern) -> Int? {
    Self.covers(pattern.canonical).compactMap { positions[$0]?.first }.min()
  }

  /// The first result of a body that is called with the positions of all patterns that select a service, in order.
  func first<Result>(selecting service: ServiceName, _ body: (Int) -> Result?) -> Result? {
    var lists = NamePattern.all(selecting: service).compactMap { positions[$0]?[...] }
    while let next = lists.indices.min(by: { lists[$0].first ?? .max < lists[$1].first ?? .max }) {
      guard let position = lists[next].popFirst() else {
        lists.remove(at: next)
        continue
      }
      if let result = body(position) { return result }
    }
    return nil
  }

  /// The patterns that select everything that one in canonical form does.
  private static func covers(_ pattern: NamePattern) -> Set<NamePattern> {
    [
      pattern, NamePattern(namespace: pattern.namespace), NamePattern(name: pattern.name), NamePattern(),
    ]
  }
}
