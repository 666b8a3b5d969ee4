import Documents

/// `outlierDetection` of a DestinationRule: when an endpoint is given up for a while.
public struct OutlierDetection: Sendable {
  /// Answers 5xx in a row.
  public var consecutive5xxErrors: Int?
  /// Answers 502, 503 and 504 in a row.
  public var consecutiveGatewayErrors: Int?
  /// The deprecated name of ``consecutiveGatewayErrors``.
  public private(set) var consecutiveErrors: Int?
  /// How often endpoints are looked at, such as `10s`.
  public var interval: String?
  /// How long an endpoint is given up for the first time, such as `1m`.
  public var baseEjectionTime: String?
  /// The share of the endpoints that may be given up at once, in per cent; 10 if it is missing.
  public var maxEjectionPercent: Int?

  private var base = Mapping()

  /// Gives up an endpoint after errors in a row; without arguments as the manual does for failover.
  public init(consecutive5xxErrors: Int = 3, interval: String = "10s", baseEjectionTime: String = "1m") {
    self.consecutive5xxErrors = consecutive5xxErrors
    self.interval = interval
    self.baseEjectionTime = baseEjectionTime
  }

  /// Reads `outlierDetection`; nil if it is missing.
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
