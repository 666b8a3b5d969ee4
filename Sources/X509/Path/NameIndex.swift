/// Certificates by their subject. A few are compared one by one, which is faster than an index; many have one.
struct NameIndex: Sendable {
  static let fewCount = 8
  private let few: [Certificate]
  private let many: [DistinguishedName: [Certificate]]

  init(_ certificates: [Certificate]) {
    let areFew = certificates.count <= Self.fewCount
    few = areFew ? certificates : []
    many = areFew ? [:] : Dictionary(grouping: certificates, by: \.subject)
  }

  /// Those of a name, in their order.
  func named(_ name: DistinguishedName) -> [Certificate] {
    many.isEmpty ? few.filter { $0.subject == name } : many[name] ?? []
  }
}
