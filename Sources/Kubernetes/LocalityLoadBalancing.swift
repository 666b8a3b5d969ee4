import Documents

/// `localityLbSetting` of a DestinationRule.
public struct LocalityLoadBalancing: Sendable {
  /// Where traffic of one region goes when it has no healthy endpoint any more.
  public struct Failover: Hashable, Sendable {
    /// The region of the clients.
    public var from: String?
    /// The region that takes over.
    public var to: String?

    /// Takes the regions as they are written.
    public init(from: String?, to: String?) {
      self.from = from
      self.to = to
    }
  }

  /// Whether it counts at all; true if it is missing.
  public var isEnabled: Bool?
  /// From region to region.
  public var failover: [Failover]
  /// Whether traffic is also divided among regions by weight, which istiod refuses beside failover.
  public let distributes: Bool

  private var base = Mapping()

  /// Makes regions take over from each other.
  public init(isEnabled: Bool? = true, failover: [Failover]) {
    self.isEnabled = isEnabled
    self.failover = failover
    distributes = false
  }

  /// Reads `localityLbSetting`; nil if it is missing.
  init?(of balancing: inout ObjectReader) throws(DocumentsError) {
    guard balancing.has("localityLbSetting") else { return nil }
    var reader = try balancing.child(
      "localityLbSetting", fields: ["enabled", "failover", "failoverPriority", "distribute"])
    base = reader.mapping
    isEnabled = try reader.bool("enabled")
    failover = []
    for var entry in try reader.children("failover", fields: ["from", "to"]) {
      failover.append(Failover(from: try entry.string("from"), to: try entry.string("to")))
    }
    distributes = try !reader.children("distribute", fields: ["from", "to"]).isEmpty
  }

  var node: Node {
    var mapping = base
    mapping.set("enabled", to: isEnabled.map { .bool($0) })
    mapping.set("failover", to: .items(failover.map(\.node)))
    return .mapping(mapping)
  }
}

extension LocalityLoadBalancing.Failover {
  fileprivate var node: Node {
    var mapping = Mapping()
    mapping.set("from", to: from.map { .string($0) })
    mapping.set("to", to: to.map { .string($0) })
    return .mapping(mapping)
  }
}
