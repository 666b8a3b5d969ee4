/// Name patterns with their positions in a list, so that the first one for a service is found without trying all of
/// them.
struct PatternIndex {
  private struct Entry: Hashable {
    let pattern: NamePattern
    /// Nil for a pattern that asks for no labels.
    var anchor: LabelAnchor?
  }

  private var positions: [Entry: [Int]] = [:]
  private var hasAnchors = false

  /// Adds a pattern. Its position must not be below those added before.
  ///
  /// - Parameter anchors: Labels of which a service must have one; nil if it needs none.
  mutating func add(_ pattern: NamePattern, with anchors: [LabelAnchor]? = nil, at position: Int) {
    let pattern = pattern.canonical
    guard let anchors else { return positions[Entry(pattern: pattern), default: []].append(position) }
    hasAnchors = true
    for anchor in anchors { positions[Entry(pattern: pattern, anchor: anchor), default: []].append(position) }
  }

  /// The first pattern that selects everything that another one does.
  func firstCover(of pattern: NamePattern) -> Int? {
    Self.covers(pattern.canonical).compactMap { positions[Entry(pattern: $0)]?.first }.min()
  }

  /// The first result of a body that is called with the positions of all patterns that may select a service, in order.
  func first<Result>(
    selecting service: ServiceName, labels: [String: String] = [:], _ body: (Int) -> Result?
  ) -> Result? {
    let anchors = [nil] + (hasAnchors ? LabelAnchor.all(of: labels).map(Optional.some) : [])
    var lists = NamePattern.all(selecting: service).flatMap { pattern in
      anchors.compactMap { positions[Entry(pattern: pattern, anchor: $0)]?[...] }
    }
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
