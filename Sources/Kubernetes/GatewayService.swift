import Documents

/// The Service of a gateway, as a control plane describes it.
public struct GatewayService: Sendable {
  /// One port.
  public struct Port: Sendable {
    /// The port inside the cluster.
    public var port: Int?
    /// The port of every node, for the type NodePort.
    public var nodePort: Int?
    /// The port's name.
    public var name: String?

    fileprivate var base = Mapping()

    /// Describes a port.
    public init(_ port: Int, nodePort: Int? = nil, name: String) {
      self.port = port
      self.nodePort = nodePort
      self.name = name
    }
  }

  /// `LoadBalancer`, `NodePort` or `ClusterIP`; ClusterIP if it is missing.
  public var type: String?
  /// The labels that the gateway's pods are found by.
  public var labels: [String: String]
  /// What the platform's load balancers read.
  public var annotations: [String: String]
  /// The ports; without any the gateway has those of the operator's charts.
  public var ports: [Port]

  private var base = Mapping()

  /// Describes a Service.
  public init(
    type: String? = nil, labels: [String: String] = [:], annotations: [String: String] = [:], ports: [Port]
  ) {
    self.type = type
    self.labels = labels
    self.annotations = annotations
    self.ports = ports
  }

  /// Reads `service` of a gateway.
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
