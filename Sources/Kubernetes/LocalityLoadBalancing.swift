import Documents

/// `localityLbSetting` of a DestinationRule.
public struct LocalityLoadBalancing: Sendable {
  /// Where the traffic of a region goes once it has no healthy endpoint.
  public struct Failover: Hashable, Sendable {
    /// The region of the clients.
    public var from: String?
    /// The region that takes over.
    public var to: String?

    public init(from: String?, to: String?) {
      self.from = from
      self.to = to
    }
  }

  /// By default true.
  public var isEnabled: Bool?
  /// Pairs of regions.
  public var failover: [Failover]
  /// Whether traffic is also distributed among regions by weight, which istiod rejects together with failover.
  public let distributes: Bool

  private var base = Mapping()

  public init(isEnabled: Bool? = true, failover: [Failover]) {
    self.isEnabled = isEnabled
    self.failover = failover
    distributes = false
  }

  /// Nil if `localityLbSetting` is missing.
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
