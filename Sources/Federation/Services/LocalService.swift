/// A service of a mesh as its control plane sees it: what may leave for a peer.
public struct LocalService: Hashable, Sendable {
  /// What a service is, as far as it decides whether it can leave.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A service with an address of its own.
    case regular
    /// A service without one (`clusterIP: None`).
    case headless
    /// What is outside the mesh: a Service of type ExternalName, or a ServiceEntry with `MESH_EXTERNAL`.
    case external
    /// What came from a peer itself; nothing is passed on to a third mesh.
    case imported
  }

  /// One port.
  public struct Port: Hashable, Sendable {
    /// The number.
    public var number: Int
    /// The name, if it has one.
    public var name: String?
    /// `TCP`, `UDP` or `SCTP`.
    public var transport: String

    /// Describes a port.
    public init(_ number: Int, name: String? = nil, transport: String = "TCP") {
      self.number = number
      self.name = name
      self.transport = transport
    }
  }

  /// Namespace and name.
  public var name: ServiceName
  /// What label selectors look at.
  public var labels: [String: String]
  /// The ports; nil when they are not known.
  public var ports: [Port]?
  /// The namespaces that the annotation `networking.istio.io/exportTo` names; none is all.
  public var exportTo: [String]
  /// What it is.
  public var kind: Kind

  /// Describes a service.
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

  /// Whether the control plane in a namespace takes the service for one that may be exported.
  public func isVisible(fromControlPlane namespace: String) -> Bool {
    exportTo.isEmpty
      || exportTo.contains { $0 == "*" || $0 == namespace || ($0 == "." && name.namespace == namespace) }
  }
}
