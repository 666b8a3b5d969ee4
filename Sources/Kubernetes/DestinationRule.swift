public import Documents

/// The fields of a DestinationRule that failover needs; all other fields are kept as read.
public struct DestinationRule: Sendable {
  /// The API versions, all with the same fields; the first one is written.
  public static let apiVersions = [
    "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3", "networking.istio.io/v1",
  ]
  public static let kind = "DestinationRule"

  /// The rule applies in the namespace of the client, of the service, or the root namespace.
  public var metadata: ObjectMetadata
  public var host: String?
  /// The namespaces where the rule is visible; empty means all.
  public var exportTo: [String] = []
  /// `spec.trafficPolicy.loadBalancer.simple`, such as `LEAST_REQUEST`.
  public var loadBalancer: String?
  /// `localityLbSetting`.
  public var locality: LocalityLoadBalancing?
  /// Without it there is no failover.
  public var outlierDetection: OutlierDetection?
  public var tls: ClientTLS?
  /// `trafficPolicy.portLevelSettings`, only of rules that are made here; what is read is kept as it is.
  var portLevelSettings: Node?

  private var base = Mapping()

  public init(metadata: ObjectMetadata, host: String) {
    self.metadata = metadata
    self.host = host
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child("spec", fields: ["host", "exportTo", "subsets", "trafficPolicy", "workloadSelector"])
    host = try spec.string("host")
    exportTo = try spec.strings("exportTo")
    var policy = try spec.child(
      "trafficPolicy",
      fields: ["connectionPool", "loadBalancer", "outlierDetection", "portLevelSettings", "tls", "tunnel"])
    var balancing = try policy.child(
      "loadBalancer",
      fields: ["simple", "consistentHash", "localityLbSetting", "warmup", "warmupDurationSecs"])
    loadBalancer = try balancing.string("simple")
    locality = try LocalityLoadBalancing(of: &balancing)
    outlierDetection = try OutlierDetection(of: &policy)
    tls = try ClientTLS(of: &policy)
  }

  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: base["apiVersion"] ?? Self.apiVersions.first.map { .string($0) })
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    mapping.set("spec", "host", to: host.map { .string($0) })
    mapping.set("spec", "exportTo", to: .list(exportTo))
    mapping.set("spec", "trafficPolicy", "loadBalancer", "simple", to: loadBalancer.map { .string($0) })
    mapping.set("spec", "trafficPolicy", "loadBalancer", "localityLbSetting", to: locality?.node)
    mapping.set("spec", "trafficPolicy", "outlierDetection", to: outlierDetection?.node)
    mapping.set("spec", "trafficPolicy", "tls", to: tls?.node)
    if let portLevelSettings { mapping.set("spec", "trafficPolicy", "portLevelSettings", to: portLevelSettings) }
    return .mapping(mapping)
  }
}

extension DestinationRule: Equatable {
  public static func == (left: DestinationRule, right: DestinationRule) -> Bool { left.node == right.node }
}
