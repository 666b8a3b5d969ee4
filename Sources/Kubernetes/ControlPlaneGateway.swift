import Documents

/// One gateway of a control plane, under `additionalIngress` or `additionalEgress`.
public struct ControlPlaneGateway: Sendable {
  /// The name of its Deployment and Service.
  public var name: String
  /// Whether it is deployed; by default the operator does not deploy it.
  public var enabled: Bool?
  /// The namespace; any other than the control plane's breaks federation.
  public var namespace: String?
  /// The networks whose endpoints it requests; only for egress gateways.
  public var requestedNetworkView: [String] = []
  /// `sni-dnat` for federation.
  public var routerMode: String?
  public var service: GatewayService?

  private var base = Mapping()

  /// A gateway that is deployed.
  public init(
    name: String, requestedNetworkView: [String] = [], routerMode: String? = "sni-dnat", service: GatewayService
  ) {
    self.name = name
    enabled = true
    self.requestedNetworkView = requestedNetworkView
    self.routerMode = routerMode
    self.service = service
  }

  init(name: String, _ reader: inout ObjectReader) throws(DocumentsError) {
    self.name = name
    base = reader.mapping
    enabled = try reader.bool("enabled")
    namespace = try reader.string("namespace")
    requestedNetworkView = try reader.strings("requestedNetworkView")
    routerMode = try reader.string("routerMode")
    service = reader.has("service") ? try GatewayService(of: &reader) : nil
  }

  /// The fields that are read.
  static let fields = ["enabled", "namespace", "requestedNetworkView", "routerMode", "service"]

  var node: Node {
    var mapping = base
    mapping.set("enabled", to: enabled.map { .bool($0) })
    mapping.set("namespace", to: namespace.map { .string($0) })
    mapping.set("requestedNetworkView", to: .list(requestedNetworkView))
    mapping.set("routerMode", to: routerMode.map { .string($0) })
    mapping.set("service", to: service?.node)
    return .mapping(mapping)
  }
}
