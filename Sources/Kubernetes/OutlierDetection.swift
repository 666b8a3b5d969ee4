import Documents

/// `outlierDetection` of a DestinationRule: when an endpoint is ejected.
public struct OutlierDetection: Sendable {
  /// 5xx responses in a row.
  public var consecutive5xxErrors: Int?
  /// 502, 503 or 504 responses in a row.
  public var consecutiveGatewayErrors: Int?
  /// The deprecated name of ``consecutiveGatewayErrors``.
  public private(set) var consecutiveErrors: Int?
  /// How often endpoints are checked, such as `10s`.
  public var interval: String?
  /// The duration of the first ejection, such as `1m`.
  public var baseEjectionTime: String?
  /// The share of the endpoints that may be ejected at once, in per cent; by default 10.
  public var maxEjectionPercent: Int?

  private var base = Mapping()

  /// The defaults are the manual's for failover.
  public init(consecutive5xxErrors: Int = 3, interval: String = "10s", baseEjectionTime: String = "1m") {
    self.consecutive5xxErrors = consecutive5xxErrors
    self.interval = interval
    self.baseEjectionTime = baseEjectionTime
  }

  /// Nil if `outlierDetection` is missing.
  init?(of policy: inout ObjectReader) throws(DocumentsError) {
    guard policy.has("outlierDetection") else { return nil }
    var reader = try policy.child(
      "outlierDetection",
      fields: [
        "consecutive5xxErrors", "consecutiveGatewayErrors", "consecutiveErrors", "consecutiveLocalOriginFailures",
        "interval", "baseEjectionTime", "maxEjectionPercent", "minHealthPercent", "splitExternalLocalOriginErrors",
      ])
    base = reader.mapping
    consecutive5xxErrors = try reader.int("consecutive5xxErrors")
    consecutiveGatewayErrors = try reader.int("consecutiveGatewayErrors")
    consecutiveErrors = try reader.int("consecutiveErrors")
    interval = try reader.string("interval")
    baseEjectionTime = try reader.string("baseEjectionTime")
    maxEjectionPercent = try reader.int("maxEjectionPercent")
  }

  var node: Node {
    var mapping = base
    mapping.set("consecutive5xxErrors", to: consecutive5xxErrors.map { .int($0) })
    mapping.set("consecutiveGatewayErrors", to: consecutiveGatewayErrors.map { .int($0) })
    mapping.set("interval", to: interval.map { .string($0) })
    mapping.set("baseEjectionTime", to: baseEjectionTime.map { .string($0) })
    mapping.set("maxEjectionPercent", to: maxEjectionPercent.map { .int($0) })
    return .mapping(mapping)
  }
}
