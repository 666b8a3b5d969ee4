/// Where imported services are said to be, as an ImportedServiceSet writes it.
public struct ImportLocality: Hashable, Sendable {
  /// The region.
  public var region: String?
  /// The zone.
  public var zone: String?
  /// The subzone.
  public var subzone: String?

  /// Takes a locality as it is written.
  public init(region: String? = nil, zone: String? = nil, subzone: String? = nil) {
    self.region = region
    self.zone = zone
    self.subzone = subzone
  }

  /// What the control plane gives to the endpoints: nil when no region is given, and also when a step is missing, for
  /// then it drops the whole without a word.
  public var locality: Locality? {
    guard !isDropped, let region = Self.given(region) else { return nil }
    return Locality(region: region, zone: Self.given(zone), subzone: Self.given(subzone))
  }

  /// Whether something is given but dropped: a zone without a region, or a subzone without both.
  public var isDropped: Bool {
    let (hasRegion, hasZone) = (Self.given(region) != nil, Self.given(zone) != nil)
    return Self.given(subzone) != nil ? !(hasRegion && hasZone) : hasZone && !hasRegion
  }

  private static func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
