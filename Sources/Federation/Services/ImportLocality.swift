/// The locality of imported services, as in an ImportedServiceSet.
public struct ImportLocality: Hashable, Sendable {
  public var region: String?
  public var zone: String?
  public var subzone: String?

  /// Takes a locality as written.
  public init(region: String? = nil, zone: String? = nil, subzone: String? = nil) {
    self.region = region
    self.zone = zone
    self.subzone = subzone
  }

  /// The locality that the control plane assigns to the endpoints. Nil if no region is given, or if a level is missing,
  /// because then the control plane silently drops the whole locality.
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
