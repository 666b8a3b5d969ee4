/// The certificates among which issuers are looked for: those of the bundle, and those that came with the leaf.
struct IssuerCandidates {
  private let anchors: TrustAnchors
  private let presented: NameIndex

  init(_ anchors: TrustAnchors, _ intermediates: [Certificate]) {
    self.anchors = anchors
    var seen: Set<Certificate> = []
    presented = NameIndex(
      intermediates.count > 1 ? intermediates.filter { seen.insert($0).inserted } : intermediates)
  }

  /// Everything named as the issuer, and whether it stands in the bundle: anchors first, then those whose key identifier
  /// fits, then the rest.
  ///
  /// Key identifiers are hints (RFC 5280 4.2.1.1): they order the candidates and exclude none.
  func issuers(of certificate: Certificate, _ path: [Certificate]) -> [(Certificate, Bool)] {
    let fromBundle = anchors.named(certificate.issuer)
    var all = fromBundle.map { ($0, true) }
    let bundled = fromBundle.count > NameIndex.fewCount ? Set(fromBundle) : []
    for candidate in presented.named(certificate.issuer) {
      let isKnown = bundled.isEmpty ? fromBundle.contains(candidate) : bundled.contains(candidate)
      if !isKnown { all.append((candidate, false)) }
    }
    all.removeAll { Self.repeats($0.0, in: path) }
    guard all.count > 1, let wanted = certificate.extensions.authorityKeyIdentifier?.keyIdentifier else { return all }
    func fits(_ candidate: Certificate) -> Bool {
      candidate.extensions.subjectKeyIdentifier.map { $0 == wanted } ?? true
    }
    return all.filter { fits($0.0) } + all.filter { !fits($0.0) }
  }

  /// Whether a path already runs through the same name and key; going there again cannot make it valid.
  private static func repeats(_ candidate: Certificate, in path: [Certificate]) -> Bool {
    path.contains {
      $0.publicKeyInfo.der.isIdentical(to: candidate.publicKeyInfo.der) && $0.subject == candidate.subject
    }
  }
}
