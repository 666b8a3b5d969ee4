public import Documents
public import Federation
public import Kubernetes

/// A mesh as far as its cluster is asked about it.
public struct MeshPlace: Hashable, Sendable {
  public let name: String
  /// That of the control plane.
  public let namespace: String
  public let isMaistra: Bool
  /// Whether it exchanges services with meshes that have no service sets.
  public let hasBorder: Bool
  /// Nil where only the namespace is known.
  public let controlPlane: ControlPlane?
  /// Another namespace with ConfigMaps of the mesh: that of what signs for it. Nil if there is none.
  public let signerNamespace: String?

  public init(
    name: String, namespace: String, isMaistra: Bool, hasBorder: Bool = false, controlPlane: ControlPlane? = nil,
    signerNamespace: String? = nil
  ) {
    self.name = name
    self.namespace = namespace
    self.isMaistra = isMaistra
    self.hasBorder = hasBorder
    self.controlPlane = controlPlane
    self.signerNamespace = signerNamespace
  }
}

/// What of a mesh is read from its cluster.
public struct LiveParts: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The ServiceMeshControlPlanes.
  public static let controlPlane = LiveParts(rawValue: 1)
  /// The ServiceMeshMemberRoll.
  public static let members = LiveParts(rawValue: 2)
  /// The ServiceMeshPeers with their status.
  public static let peers = LiveParts(rawValue: 4)
  /// The ExportedServiceSets and ImportedServiceSets with their status.
  public static let sets = LiveParts(rawValue: 8)
  /// The ConfigMaps in the control plane's namespace.
  public static let configMaps = LiveParts(rawValue: 16)
  /// The Secret of the mesh's signer with the key.
  public static let secret = LiveParts(rawValue: 32)
  /// The same without any private key.
  public static let publicSecret = LiveParts(rawValue: 64)
  /// The Services in the control plane's namespace.
  public static let gatewayServices = LiveParts(rawValue: 128)
  /// Those of all members too.
  public static let services = LiveParts(rawValue: 256)
  /// The DestinationRules of the control plane's namespace and of all members.
  public static let rules = LiveParts(rawValue: 512)
  /// What runs in the mesh, with what it needs: the roll, and the ConfigMaps of the control plane's namespace.
  public static let workloads = LiveParts(rawValue: 1024 | 16 | 2)
  /// With what makes the Pods of the members.
  public static let memberWorkloads = LiveParts(rawValue: 2048 | 1024 | 16 | 2)
  /// The Nodes of the cluster, as far as node ports need them.
  public static let nodes = LiveParts(rawValue: 4096)

  /// The kinds of Istio and of its neighbours, where the mesh is not Maistra's, with the DestinationRules.
  public static let istio = LiveParts(rawValue: 8192 | 512)

  /// The kinds by which a mesh of Maistra exchanges services with meshes of Istio, if it does, with the DestinationRules.
  public static let border = LiveParts(rawValue: 16384 | 512)

  /// The Secrets with which something signs for the mesh, without any private key, where they may be read.
  public static let signingSecrets = LiveParts(rawValue: 32768)

  /// What rules about manifests need.
  public static let manifests: LiveParts = [
    .controlPlane, .members, .peers, .sets, .configMaps, .services, .rules, .istio, .border,
  ]
}

/// What was read of a mesh from its cluster.
public struct LiveObjects: Sendable {
  /// A kind of object that could not be read: what is there is unknown.
  public struct Unread: Hashable, Sendable {
    public let kind: String
    /// Nil for all namespaces.
    public let namespace: String?
    public let fault: AnswerFault
  }

  public let place: MeshPlace
  public let access: ClusterAccess
  public let context: ContextView
  /// Nil if nothing that identifies the cluster may be read.
  public internal(set) var identity: ClusterIdentity?
  /// Each with a name for messages, such as `red-mesh/configmap-green-mesh-ca-root-cert`.
  public internal(set) var documents: [Document] = []
  public internal(set) var unread: [Unread] = []
  /// The kinds of Istio that were read, some of them perhaps not everywhere.
  public internal(set) var read: Set<String> = []
  public internal(set) var workloads: MeshWorkloads?
  /// The Secret of the mesh's signer with its key, if that was asked for; `documents` has it without.
  public internal(set) var secret: Secret?
  /// The Secrets whose annotation holds a copy of their values, by name.
  public internal(set) var copiedSecrets: [String] = []
  /// The Secrets of ``LiveParts/signingSecrets`` that may not be read, by name.
  public internal(set) var unseenSecrets: [String] = []
  public internal(set) var clock = ServerClock()
  public internal(set) var requests = 0

  /// The kinds of Istio of which everything was read.
  public var completeKinds: Set<String> { read.subtracting(unread.map(\.kind)) }
}
