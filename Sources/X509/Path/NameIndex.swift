/// Certificates by subject. Up to eight are compared one by one, which is faster than an index.
public struct NameIndex: Sendable {
  static let fewCount = 8
  private let certificates: [Certificate]
  private let many: [DistinguishedName: [Int]]

  package init(_ certificates: [Certificate]) {
    self.certificates = certificates
    many =
      certificates.count <= Self.fewCount
      ? [:] : Dictionary(grouping: certificates.indices) { certificates[$0].subject }
  }

  /// The positions of the certificates with this subject, ascending.
  package func positions(of name: DistinguishedName) -> [Int] {
    many.isEmpty ? certificates.indices.filter { certificates[$0].subject == name } : many[name] ?? []
  }

  /// The certificates with this subject, in order.
  func named(_ name: DistinguishedName) -> [Certificate] {
    guard many.isEmpty else { return (many[name] ?? []).map { certificates[$0] } }
    var found: [Certificate] = []
    for certificate in certificates where certificate.subject == name { found.append(certificate) }
    return found
  }
}

extension [Certificate] {
  /// Each certificate once, at its first position.
  package func distinct() -> [Certificate] {
    guard count > 1 else { return self }
    guard count > NameIndex.fewCount else {
      return indices.filter { !self[..<$0].contains(self[$0]) }.map { self[$0] }
    }
    var seen: Set<Certificate> = []
    return filter { seen.insert($0).inserted }
  }
}
