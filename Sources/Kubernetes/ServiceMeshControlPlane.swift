public import Documents

/// The fields of a ServiceMeshControlPlane for federation and trust; all other fields are kept as read.
public struct ServiceMeshControlPlane: Sendable {
  /// Documents of version 1 have other fields and are not read as this type.
  public static let apiVersion = "maistra.io/v2"
  public static let kind = "ServiceMeshControlPlane"

  /// The name is istiod's revision.
  public var metadata: ObjectMetadata
  /// Such as `v2.5`; by default the operator's newest.
  public var version: String?
  public var clusterName: String?
  public var clusterNetwork: String?
  /// The environment of istiod, under `runtime.components.pilot.container.env`.
  public var pilotEnvironment: [String: String] = [:]
  /// The egress gateways other than the default one.
  public var additionalEgress: [ControlPlaneGateway] = []
  /// The ingress gateways other than the default one.
  public var additionalIngress: [ControlPlaneGateway] = []
  /// The domain of the cluster's Services; by default `cluster.local`.
  public var clusterDomain: String?
  /// By default `cluster.local`, which cannot be federated.
  public var trustDomain: String?
  /// Whether every workload requires mutual TLS.
  public var mutualTLS: Bool?
  /// The CA for the workloads.
  public var certificateAuthority: CertificateAuthority?

  private var base = Mapping()

  public init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    base = reader.mapping
    metadata = try ObjectMetadata(of: &reader)
    var spec = try reader.child(
      "spec", fields: ["version", "cluster", "runtime", "gateways", "proxy", "security"])
    version = try spec.string("version")
    var cluster = try spec.child("cluster", fields: ["name", "network"])
    clusterName = try cluster.string("name")
    clusterNetwork = try cluster.string("network")
    pilotEnvironment = try Self.pilotEnvironment(of: &spec)
    var gateways = try spec.child("gateways", fields: ["additionalEgress", "additionalIngress"])
    additionalEgress = try Self.gateways("additionalEgress", of: &gateways)
    additionalIngress = try Self.gateways("additionalIngress", of: &gateways)
    var proxy = try spec.child("proxy", fields: ["networking"])
    var networking = try proxy.child("networking", fields: ["clusterDomain"])
    clusterDomain = try networking.string("clusterDomain")
    var security = try spec.child("security", fields: ["trust", "dataPlane", "certificateAuthority"])
    var trust = try security.child("trust", fields: ["domain"])
    trustDomain = try trust.string("domain")
    var dataPlane = try security.child("dataPlane", fields: ["mtls"])
    mutualTLS = try dataPlane.bool("mtls")
    certificateAuthority =
      security.has("certificateAuthority") ? try CertificateAuthority(of: &security) : nil
  }

  private static func pilotEnvironment(of spec: inout ObjectReader) throws(DocumentsError) -> [String: String] {
    var runtime = try spec.child("runtime", fields: ["components"])
    var components = try runtime.child("components", fields: ["pilot"])
    var pilot = try components.child("pilot", fields: ["container"])
    var container = try pilot.child("container", fields: ["env"])
    return try container.stringTable("env")
  }

  private static func gateways(
    _ key: String, of reader: inout ObjectReader
  ) throws(DocumentsError) -> [ControlPlaneGateway] {
    var gateways: [ControlPlaneGateway] = []
    for var row in try reader.table(key, fields: ControlPlaneGateway.fields) {
      gateways.append(try ControlPlaneGateway(name: row.name, &row.reader))
    }
    return gateways
  }
}

extension ServiceMeshControlPlane: Equatable {
  public var node: Node {
    var mapping = base
    mapping.set("apiVersion", to: .string(Self.apiVersion))
    mapping.set("kind", to: .string(Self.kind))
    mapping.set("metadata", to: metadata.node)
    mapping.set("spec", "version", to: version.map { .string($0) })
    mapping.set("spec", "cluster", "name", to: clusterName.map { .string($0) })
    mapping.set("spec", "cluster", "network", to: clusterNetwork.map { .string($0) })
    mapping.set("spec", "runtime", "components", "pilot", "container", "env", to: .table(pilotEnvironment))
    mapping.set("spec", "gateways", "additionalEgress", to: Self.node(additionalEgress))
    mapping.set("spec", "gateways", "additionalIngress", to: Self.node(additionalIngress))
    mapping.set("spec", "proxy", "networking", "clusterDomain", to: clusterDomain.map { .string($0) })
    mapping.set("spec", "security", "trust", "domain", to: trustDomain.map { .string($0) })
    mapping.set("spec", "security", "dataPlane", "mtls", to: mutualTLS.map { .bool($0) })
    mapping.set("spec", "security", "certificateAuthority", to: certificateAuthority?.node)
    return .mapping(mapping)
  }

  private static func node(_ gateways: [ControlPlaneGateway]) -> Node? {
    gateways.isEmpty ? nil : .mapping(gateways.map { ($0.name, $0.node) })
  }

  public static func == (left: ServiceMeshControlPlane, right: ServiceMeshControlPlane) -> Bool {
    left.node == right.node
  }
}
