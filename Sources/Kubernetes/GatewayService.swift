import Documents

/// The Service of a gateway, as configured in a control plane.
public struct GatewayService: Sendable {
  public struct Port: Sendable {
    /// The port inside the cluster.
    public var port: Int?
    /// The port on every node, for type NodePort.
    public var nodePort: Int?
    public var name: String?

    fileprivate var base = Mapping()

    public init(_ port: Int, nodePort: Int? = nil, name: String) {
      self.port = port
      self.nodePort = nodePort
      self.name = name
    }
  }

  /// `LoadBalancer`, `NodePort` or `ClusterIP`; by default ClusterIP.
  public var type: String?
  /// The labels that select the gateway's pods.
  public var labels: [String: String]
  /// For the platform's load balancers.
  public var annotations: [String: String]
  /// If empty, the ports of the operator's charts.
  public var ports: [Port]

  private var base = Mapping()

  public init(
    type: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:], ports: [Port]
  ) {
    self.type = type
    self.labels = labels
    self.annotations = annotations
    self.ports = ports
  }

  init(of gateway: inout ObjectReader) throws(DocumentsError) {
    var reader = try gateway.child("service", fields: ["type", "metadata", "ports"])
    base = reader.mapping
    type = try reader.string("type")
    var metadata = try reader.child("metadata", fields: ["labels", "annotations"])
    labels = try metadata.stringTable("labels")
    annotations = try metadata.stringTable("annotations")
    ports = []
    for var port in try reader.children("ports", fields: ["port", "nodePort", "name"]) {
      ports.append(try Port(&port))
    }
  }

  var node: Node {
    var mapping = base
    mapping.set("type", to: type.map { .string($0) })
    mapping.set("metadata", "labels", to: .table(labels))
    mapping.set("metadata", "annotations", to: .table(annotations))
    mapping.set("ports", to: ports.isEmpty ? nil : .sequence(ports.map(\.node)))
    return .mapping(mapping)
  }
}

extension GatewayService.Port {
  fileprivate init(_ reader: inout ObjectReader) throws(DocumentsError) {
    base = reader.mapping
    port = try reader.int("port")
    nodePort = try reader.int("nodePort")
    name = try reader.string("name")
  }

  fileprivate var node: Node {
    var mapping = base
    mapping.set("port", to: port.map { .int($0) })
    mapping.set("nodePort", to: nodePort.map { .int($0) })
    mapping.set("name", to: name.map { .string($0) })
    return .mapping(mapping)
  }
}
