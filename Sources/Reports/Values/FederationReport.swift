public import CA
public import Diagnostics
public import Federation
public import Rotation
public import X509

/// Everything that somebody wants to see of a federation at one time. Made without the home's secret.
public struct FederationReport: Sendable {
  public let federation: ResolvedFederation
  public let time: Timestamp
  /// In the order of the federation.
  public let meshes: [ReportedMesh]
  /// The remotes that somebody peers with, by name, known or not.
  public let remotes: [ReportedRemote]
  /// Who accepts whom: one for each direction of each peering.
  public let acceptances: [Acceptance]
  public let timeline: Timeline
  /// The lifetimes of every authority and every bundle, owner by owner.
  public let lifetimes: [Lifespan]
  public let rotations: [ReportedRotation]
  /// Every certificate by expiry, and the next thing to do.
  public let status: HomeStatus
  /// Of the description, of the home and of its log.
  public let findings: [Diagnostic]
  /// The last entries, the newest first.
  public let log: [LogEntry]
  public let logCount: Int64
  /// How the meshes run; nil if no cluster was asked.
  public var running: [RunningMesh]?

  /// How many entries of the log a report has.
  public static let logLength = 30
}

/// A mesh with its authorities and what its administrator tells others.
public struct ReportedMesh: Sendable {
  public let mesh: Mesh
  /// Nil until they are issued.
  public let root: Authority?
  public let intermediate: Authority?
  /// The roots in its bundle, the older one first.
  public let bundle: [Certificate]
  /// As which its callers appear to exported services, by peer.
  public let callerIdentities: [String: String]

  public var name: String { mesh.name }
}

/// A mesh that others run.
public struct ReportedRemote: Sendable {
  public let name: String
  /// Nil until its trust card is imported.
  public let held: HeldRemote?
  /// Our meshes that peer with it.
  public let peers: [String]
}

/// How a mesh runs, as its cluster told.
public struct RunningMesh: Sendable {
  public let mesh: String
  /// The context of the kubeconfig.
  public let context: String
  public let isHealthy: Bool
  /// Findings about its control plane, its peers and its objects.
  public let lines: [String]

  public init(mesh: String, context: String, isHealthy: Bool, lines: [String]) {
    self.mesh = mesh
    self.context = context
    self.isHealthy = isHealthy
    self.lines = lines
  }
}
