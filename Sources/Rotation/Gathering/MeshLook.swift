public import Cluster
public import X509

/// One look at a mesh's cluster, as far as rotations wait for what is there.
public struct MeshLook: Sendable {
  /// A connection with a peer, as the mesh's own control plane reports it.
  public struct Connection: Hashable, Sendable {
    public let peer: String
    /// Whether living replicas of istiod report both directions; nil if it may not be read which are alive.
    public let isConnected: Bool?
    public let text: String
    public let object: SeenObject

    public init(peer: String, isConnected: Bool?, text: String, object: SeenObject) {
      self.peer = peer
      self.isConnected = isConnected
      self.text = text
      self.object = object
    }
  }

  /// What a Pod of a federation gateway presents.
  public struct Gateway: Hashable, Sendable {
    public let gateway: String
    public let pod: PodState
    /// The leaf; nil if the handshake failed.
    public let leaf: Certificate?
    /// Why there is none.
    public let fault: String?

    public init(gateway: String, pod: PodState, leaf: Certificate?, fault: String? = nil) {
      self.gateway = gateway
      self.pod = pod
      self.leaf = leaf
      self.fault = fault
    }
  }

  /// The uid that identifies the cluster; nil if nothing that identifies it may be read.
  public var cluster: String?
  /// The latest time of the cluster's server.
  public var time: Timestamp
  /// The ConfigMaps of the control plane's namespace; nil if they may not be read.
  public var bundles: [ObservedRoots]?
  /// The ConfigMaps with the mesh's own roots, by namespace.
  public var ownRoots: [String: ObservedRoots]
  public var workloads: MeshWorkloads
  public var connections: [Connection]
  /// Why the operator has not taken up the control plane; nil if it has, or if that was not read.
  public var unreconciled: UnreconciledPlane?
  /// What gateways present, if they were asked.
  public var gateways: [Gateway] = []

  public init(
    cluster: String?, time: Timestamp, bundles: [ObservedRoots]?, ownRoots: [String: ObservedRoots],
    workloads: MeshWorkloads, connections: [Connection] = []
  ) {
    self.cluster = cluster
    self.time = time
    self.bundles = bundles
    self.ownRoots = ownRoots
    self.workloads = workloads
    self.connections = connections
  }
}
