import X509

/// The presented certificates arranged by their names: the leaf, its issuers, and those that belong to neither.
struct ChainOrder {
  /// Each certificate once, in the order presented.
  let distinct: [Certificate]
  /// The leaf, then its issuers level by level; empty when every certificate is a CA.
  let ordered: [Certificate]
  /// Certificates that no other presented certificate names as its issuer.
  let strangers: [Certificate]
  /// Whether every issuer comes after a certificate that names it (RFC 8446 section 4.4.2).
  let isInOrder: Bool

  init(_ chain: [Certificate]) {
    let distinct = chain.distinct()
    self.distinct = distinct
    guard let leaf = distinct.firstIndex(where: { !$0.isAuthority }) else {
      (ordered, strangers, isInOrder) = ([], distinct, true)
      return
    }
    let index = NameIndex(distinct)
    var members = [leaf]
    /// For each certificate, the position of the first one that names it as its issuer.
    var firstBelow: [Int?] = Array(repeating: nil, count: distinct.count)
    var visited = 0
    while visited < members.count {
      let member = members[visited]
      for issuer in index.positions(of: distinct[member].issuer) where issuer != leaf {
        if firstBelow[issuer] == nil { members.append(issuer) }
        firstBelow[issuer] = min(firstBelow[issuer] ?? member, member)
      }
      visited += 1
    }
    ordered = members.map { distinct[$0] }
    strangers = distinct.indices.filter { $0 != leaf && firstBelow[$0] == nil }.map { distinct[$0] }
    isInOrder = members.dropFirst().allSatisfy { position in firstBelow[position].map { $0 < position } ?? false }
  }
}
