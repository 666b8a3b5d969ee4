/// Where a mesh runs, in the three steps of Kubernetes topology. A zone needs a region, and a subzone a zone.
public struct Locality: Hashable, Sendable {
  /// The region, such as `us-west`.
  public let region: String
  /// The zone of the region.
  public let zone: String?
  /// The subzone of the zone.
  public let subzone: String?

  /// The locality as Istio writes it, `region/zone/subzone`.
  public var path: String { [region, zone, subzone].compactMap { $0 }.joined(separator: "/") }
}
