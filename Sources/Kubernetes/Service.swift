public import Documents

/// A Service: what federation needs of it; every other field is kept as it was read.
public struct Service: Sendable {
  /// The API version.
  public static let apiVersion = "v1"
  /// The kind.
  public static let kind = "Service"

  /// One port.
  public struct Port: Hashable, Sendable {
    /// The number.
    public let port: Int?
    /// The port of every node, for the type NodePort.
    public let nodePort: Int?
    /// The name.
    public let name: String?
    /// `TCP`, `UDP` or `SCTP`; TCP if it is missing.
    public let transport: String?
    /// What is spoken above it.
    public let appProtocol: String?
  }

  /// One address of a load balancer: a host name on AWS, an IP address elsewhere.
  public struct Ingress: Hashable, Sendable {
    /// The host name.
    public let hostname: String?
    /// The IP address.
    public let ip: String?
  }

  /// Name, namespace, labels and annotations.
  public let metadata: ObjectMetadata
  /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`; ClusterIP if it is missing.
  public let type: String?
  /// The address inside the cluster; `None` for a headless Service.
  public let clusterIP: String?
  /// The name that a Service of type ExternalName stands for.
  public let externalName: String?
  /// The ports.
  public let ports: [Port]
  /// What the load balancer is reached at, `status.loadBalancer.ingress`.
  public let ingress: [Ingress]
  /// The Service as it is written.
  public let node: Node

  /// Reads a document whose kind is known.
  init(_ document: Document) throws(DocumentsError) {
    node = document.root
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    metadata = try ObjectMetadata(of: &reader)
    // `clusterIPs` and `externalIPs` stand here so that they are not taken for misspelt neighbours.
    var spec = try reader.child(
      "spec", fields: ["type", "clusterIP", "clusterIPs", "externalIPs", "externalName", "ports", "selector"])
    type = try spec.string("type")
    clusterIP = try spec.string("clusterIP")
    externalName = try spec.string("externalName")
    ports = try spec.ports()
    var status = try reader.child("status", fields: ["loadBalancer", "conditions"])
    var loadBalancer = try status.child("loadBalancer", fields: ["ingress"])
    var ingress: [Ingress] = []
    for var entry in try loadBalancer.children("ingress", fields: ["hostname", "ip", "ipMode", "ports"]) {
      ingress.append(Ingress(hostname: try entry.string("hostname"), ip: try entry.string("ip")))
    }
    self.ingress = ingress
  }
}

extension Service: Equatable {
  /// Whether both are written alike.
  public static func == (left: Service, right: Service) -> Bool { left.node == right.node }
}

extension ObjectReader {
  fileprivate mutating func ports() throws(DocumentsError) -> [Service.Port] {
    var ports: [Service.Port] = []
    let fields = ["port", "nodePort", "name", "protocol", "appProtocol", "targetPort"]
    for var reader in try children("ports", fields: fields) {
      ports.append(
        Service.Port(
          port: try reader.int("port"), nodePort: try reader.int("nodePort"), name: try reader.string("name"),
          transport: try reader.string("protocol"), appProtocol: try reader.string("appProtocol")))
    }
    return ports
  }
}
