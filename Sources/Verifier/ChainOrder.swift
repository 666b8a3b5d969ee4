import X509

/// The presented certificates as a chain by their names: which is the leaf, who follows whom, who belongs to nobody.
struct ChainOrder {
  /// Each certificate once, in the order of the presentation.
  let distinct: [Certificate]
  /// The leaf and then, level by level, everything named as an issuer; empty when nothing could be a leaf.
  let ordered: [Certificate]
  /// Presented, but named as issuer by none of the others.
  let strangers: [Certificate]
  /// Whether every certificate above the leaf that belongs to the chain stands behind one that names it as issuer.
  let isInOrder: Bool

  init(_ chain: [Certificate]) {
    var seen: Set<Certificate> = []
    let distinct = chain.filter { seen.insert($0).inserted }
    let ordered = Self.order(distinct)
    let members = Set(ordered)
    self.distinct = distinct
    self.ordered = ordered
    strangers = distinct.filter { !members.contains($0) }
    var issuers: Set<DistinguishedName> = []
    var isInOrder = true
    for certificate in distinct where members.contains(certificate) {
      if certificate != ordered.first { isInOrder = isInOrder && issuers.contains(certificate.subject) }
      issuers.insert(certificate.issuer)
    }
    self.isInOrder = isInOrder
  }

  private static func order(_ distinct: [Certificate]) -> [Certificate] {
    guard let leaf = distinct.first(where: { !$0.isAuthority }) else { return [] }
    var bySubject = Dictionary(grouping: distinct.filter { $0 != leaf }, by: \.subject)
    var ordered = [leaf]
    var position = 0
    while position < ordered.count {
      // Whoever is taken is no longer there, so that loops of names end.
      ordered += bySubject.removeValue(forKey: ordered[position].issuer) ?? []
      position += 1
    }
    return ordered
  }
}
