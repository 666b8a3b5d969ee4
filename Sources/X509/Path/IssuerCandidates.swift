/// The certificates among which issuers are searched: the bundle's, and those presented with the leaf.
struct IssuerCandidates {
  private let anchors: TrustAnchors
  private let presented: NameIndex

  init(_ anchors: TrustAnchors, _ intermediates: [Certificate]) {
    self.anchors = anchors
    presented = NameIndex(intermediates.distinct())
  }

  /// Every certificate with the issuer's name, and whether it is in the bundle. Certificates of the bundle come first,
  /// then those with a matching key identifier, then the rest.
  ///
  /// Key identifiers are hints (RFC 5280 4.2.1.1): they order the candidates but exclude none.
  func issuers(of certificate: Certificate, _ path: [Certificate]) -> [(Certificate, Bool)] {
    let name = certificate.issuer
    let fromBundle = anchors.named(name)
    let bundled = fromBundle.count > NameIndex.fewCount ? Set(fromBundle) : []
    var all: [(Certificate, Bool)] = []
    for candidate in fromBundle where !Self.repeats(candidate, in: path) { all.append((candidate, true)) }
    for candidate in presented.named(name) where !Self.repeats(candidate, in: path) {
      let isKnown = bundled.isEmpty ? fromBundle.contains(candidate) : bundled.contains(candidate)
      if !isKnown { all.append((candidate, false)) }
    }
    guard all.count > 1, let wanted = certificate.extensions.authorityKeyIdentifier?.keyIdentifier else { return all }
    func fits(_ candidate: Certificate) -> Bool {
      candidate.extensions.subjectKeyIdentifier.map { $0 == wanted } ?? true
    }
    return all.filter { fits($0.0) } + all.filter { !fits($0.0) }
  }

  /// Whether the path already contains the same name and key; a loop cannot make it valid.
  private static func repeats(_ candidate: Certificate, in path: [Certificate]) -> Bool {
    for member in path
    where member.publicKeyInfo.der.isIdentical(to: candidate.publicKeyInfo.der) && member.subject == candidate.subject {
      return true
    }
    return false
  }
}
