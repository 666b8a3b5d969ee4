/// Revocation lists at hand, found by their issuer; building it once serves any number of verifications.
public struct RevocationLists: Hashable, Sendable {
  /// All lists, in their order.
  public let lists: [RevocationList]
  private let complete: [[UInt8]: [RevocationList]]
  private let deltas: [[UInt8]: [RevocationList]]

  /// Takes lists of any issuers, complete and delta, in any order.
  public init(_ lists: [RevocationList]) {
    self.lists = lists
    // The newest first: an older list must not hide what a newer one says.
    let sorted = lists.sorted { $0.thisUpdate > $1.thisUpdate }
    complete = Dictionary(grouping: sorted.filter { !$0.isDelta }, by: \.issuer.comparisonKey)
    deltas = Dictionary(grouping: sorted.filter(\.isDelta), by: \.issuer.comparisonKey)
  }

  func complete(of issuer: DistinguishedName) -> [RevocationList] { complete[issuer.comparisonKey] ?? [] }

  func deltas(of issuer: DistinguishedName) -> [RevocationList] { deltas[issuer.comparisonKey] ?? [] }

  /// Whether the lists are the same, in the same order.
  public static func == (left: RevocationLists, right: RevocationLists) -> Bool { left.lists == right.lists }

  /// Hashes the lists.
  public func hash(into hasher: inout Hasher) { hasher.combine(lists) }
}
