public import Documents

/// The fields of a Service that federation needs; all other fields are kept as read.
public struct Service: Sendable {
  public static let apiVersion = "v1"
  public static let kind = "Service"

  public struct Port: Hashable, Sendable {
    public let port: Int?
    /// The port on every node, for type NodePort.
    public let nodePort: Int?
    public let name: String?
    /// `TCP`, `UDP` or `SCTP`; by default TCP.
    public let transport: String?
    /// The application protocol.
    public let appProtocol: String?
  }

  /// One address of a load balancer: a host name on AWS, an IP address elsewhere.
  public struct Ingress: Hashable, Sendable {
    public let hostname: String?
    public let ip: String?
  }

  public let metadata: ObjectMetadata
  /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`; by default ClusterIP.
  public let type: String?
  /// The address inside the cluster; `None` for a headless Service.
  public let clusterIP: String?
  /// The external host name, for type ExternalName.
  public let externalName: String?
  public let ports: [Port]
  /// The addresses of the load balancer, `status.loadBalancer.ingress`.
  public let ingress: [Ingress]
  /// The Service as read.
  public let node: Node

  /// The caller has checked the kind of the document.
  init(_ document: Document) throws(DocumentsError) {
    node = document.root
    var reader = try ObjectReader(document, fields: ["metadata", "spec", "status"])
    metadata = try ObjectMetadata(of: &reader)
    // `clusterIPs` and `externalIPs` are listed so that they are not taken for misspelt fields.
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
