public import Documents
import X509

/// Everything that runs in a mesh and takes part in a change of roots, as one look at its cluster shows it.
public struct MeshWorkloads: Sendable {
  /// The namespaces of a mesh.
  public enum Namespaces: Hashable, Sendable {
    /// In order, that of the control plane included.
    case known([String])
    /// Why they are not known.
    case unknown(String)
  }

  public var namespaces: Namespaces = .unknown("they were not read")
  /// The Pods of the control plane's namespace, and those with a proxy in all others.
  public var pods: [PodState] = []
  /// The Deployments of the control plane's namespace.
  public var deployments: [WorkloadState] = []
  /// The Deployments, StatefulSets and DaemonSets of all others, if they were asked for.
  public var memberWorkloads: [WorkloadState] = []
  /// Nil if there is none.
  public var secret: SecretState?
  /// The ConfigMaps with the mesh's own roots, by namespace.
  public var ownRoots: [String: Document] = [:]
  /// Proxies that no Pod shows, such as those of virtual machines.
  public var outsiders: [String] = []
  /// What changed while it was read, as `kind namespace/name`.
  public var moving: [String] = []
  /// What was not read, of these kinds.
  public var unread: [String] = []
  /// Why, where the cluster said no.
  public var faults: [LiveObjects.Unread] = []

  public init() {}

  /// Makes the times of Pods unknown that have not come yet: nothing is later than what they claim.
  mutating func forgetTimes(after limit: Timestamp) {
    pods = pods.map { $0.withoutTimes(after: limit) }
  }
}

/// The kinds of objects of which ``MeshWorkloads/unread`` speaks.
public enum WorkloadKind {
  public static let pods = "Pod"
  public static let deployments = "Deployment"
  public static let secret = "Secret"
  public static let ownRoots = "ConfigMap"
  public static let outsiders = "WorkloadEntry"
}
