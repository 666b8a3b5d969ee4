/// Patterns of which any counts, such as those of `notPrincipals`.
struct PrincipalSet: Sendable {
  /// The trust domains of those that are of one.
  let domains: Set<String>
  private let patterns: [PrincipalPattern]
  /// Nil where each is looked at.
  private let index: PrincipalIndex?

  static let empty = PrincipalSet([])

  init(_ patterns: [PrincipalPattern]) {
    self.patterns = patterns
    domains = Set(patterns.compactMap(\.domain))
    index = patterns.count > PrincipalIndex.few ? PrincipalIndex(patterns) : nil
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// Whether one of them certainly matches everybody of a set.
  func includes(_ names: PrincipalPattern) -> Bool {
    guard let index else { return patterns.contains { $0.includes(names) } }
    return index.including(names).contains { list in list.contains { patterns[$0].includes(names) } }
  }

  /// Whether one of them may match somebody of a set.
  func touches(_ names: PrincipalPattern) -> Bool {
    guard let index else { return patterns.contains { $0.intersection(names) != nil } }
    return index.touching(names).contains { patterns[$0].intersection(names) != nil }
  }

  /// Whom of a set each of them may match, in order.
  func parts(of names: PrincipalPattern) -> [PrincipalPattern] {
    guard let index else { return patterns.compactMap { names.intersection($0) } }
    return index.touching(names).compactMap { names.intersection(patterns[$0]) }
  }
}
