/// A service of a mesh as its control plane sees it: a candidate for export.
public struct LocalService: Hashable, Sendable {
  /// What decides whether a service can be exported.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A service with its own address.
    case regular
    /// A service without an address (`clusterIP: None`).
    case headless
    /// A Service of type ExternalName, or a ServiceEntry with `MESH_EXTERNAL`.
    case external
    /// Imported from a peer; imports are not exported to a third mesh.
    case imported
  }

  public struct Port: Hashable, Sendable {
    public var number: Int
    public var name: String?
    /// `TCP`, `UDP` or `SCTP`.
    public var transport: String

    public init(_ number: Int, name: String? = nil, transport: String = "TCP") {
      self.number = number
      self.name = name
      self.transport = transport
    }
  }

  public var name: ServiceName
  /// For label selectors.
  public var labels: [String: String]
  /// Nil if unknown.
  public var ports: [Port]?
  /// The namespaces in the annotation `networking.istio.io/exportTo`; empty means all.
  public var exportTo: [String]
  public var kind: Kind

  public init(
    _ name: ServiceName, labels: [String: String] = [:], ports: [Port]? = nil, exportTo: [String] = [],
    kind: Kind = .regular
  ) {
    self.name = name
    self.labels = labels
    self.ports = ports
    self.exportTo = exportTo
    self.kind = kind
  }

  /// Whether the control plane in a namespace may export the service.
  public func isVisible(fromControlPlane namespace: String) -> Bool {
    exportTo.isEmpty
      || exportTo.contains { $0 == "*" || $0 == namespace || ($0 == "." && name.namespace == namespace) }
  }
}
