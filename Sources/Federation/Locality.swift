/// Where a mesh runs, in the three levels of Kubernetes topology. A zone needs a region, and a subzone a zone.
public struct Locality: Hashable, Sendable {
  /// Such as `us-west`.
  public let region: String
  public let zone: String?
  public let subzone: String?

  /// In Istio's notation, `region/zone/subzone`.
  public var path: String { [region, zone, subzone].compactMap { $0 }.joined(separator: "/") }
}
