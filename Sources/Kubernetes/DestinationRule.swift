public import Documents

/// A DestinationRule: the part that failover needs; every other field is kept as it was read.
public struct DestinationRule: Sendable {
  /// The API versions, all of one shape; the first is what is written.
  public static let apiVersions = [
    "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3", "networking.istio.io/v1",
  ]
  /// The kind.
  public static let kind = "DestinationRule"

  /// Name and namespace: the rule applies in the namespace of the client, of the service, or the root namespace.
  public var metadata: ObjectMetadata
  /// The host name of the service.
  public var host: String?
  /// The namespaces that see the rule; none is all.
  public var exportTo: [String] = []
  /// A simple way of load balancing, such as `LEAST_REQUEST`.
  public var loadBalancer: String?
  /// What locality has to do with load balancing.
  public var locality: LocalityLoadBalancing?
  /// When an endpoint is given up for a while; without it there is no failover.
  public var outlierDetection: OutlierDetection?
  /// How clients speak TLS.
  public var tls: ClientTLS?

  private var base = Mapping()

  /// Makes a rule whose fields are still to be set.
  public init(metadata: ObjectMetadata, host: String) {
    self.metadata = metadata
    self.host = host
  }

  /// Reads a document whose kind is known.
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

  /// The rule as it is written.
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
    return .mapping(mapping)
  }
}

extension DestinationRule: Equatable {
  /// Whether both are written alike.
  public static func == (left: DestinationRule, right: DestinationRule) -> Bool { left.node == right.node }
}
