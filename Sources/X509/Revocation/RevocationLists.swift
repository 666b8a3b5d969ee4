/// Revocation lists indexed by issuer. One value serves any number of verifications.
public struct RevocationLists: Hashable, Sendable {
  package let lists: [RevocationList]
  private let complete: [[UInt8]: [RevocationList]]
  private let deltas: [[UInt8]: [RevocationList]]

  /// Lists of any issuers, complete and delta, in any order.
  public init(_ lists: [RevocationList]) {
    self.lists = lists
    // Newest first: an older list must not override a newer one.
    let sorted = lists.sorted { $0.thisUpdate > $1.thisUpdate }
    complete = Dictionary(grouping: sorted.filter { !$0.isDelta }, by: \.issuer.comparisonKey)
    deltas = Dictionary(grouping: sorted.filter(\.isDelta), by: \.issuer.comparisonKey)
  }

  func complete(of issuer: DistinguishedName) -> [RevocationList] { complete[issuer.comparisonKey] ?? [] }

  func deltas(of issuer: DistinguishedName) -> [RevocationList] { deltas[issuer.comparisonKey] ?? [] }

  public static func == (left: RevocationLists, right: RevocationLists) -> Bool { left.lists == right.lists }

  public func hash(into hasher: inout Hasher) { hasher.combine(lists) }
}
