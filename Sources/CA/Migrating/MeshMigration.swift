public import Federation
public import X509

/// How far a mesh is on its way from OpenShift Service Mesh 2 to the Sail operator's Istio.
///
/// Source: sail-operator, docs/ossm/ossm2-migration and docs/ossm/ossm2-migration/federation.
public enum MigrationPhase: String, Hashable, Sendable, CaseIterable {
  /// The present control plane gets the roots of all peers in a form that outlives its ServiceMeshPeers, and services
  /// get a way around the federation gateways.
  case preparing
  /// The ServiceMeshPeers, service sets and federation gateways go.
  case crossing
  /// The new control plane is installed beside the present one, with the same roots and the same signer.
  case installing
  /// The workloads move from one control plane to the other.
  case moving
  /// The old control plane goes.
  case leaving

  /// The one after it; nil for the last.
  public var next: MigrationPhase? {
    let all = Self.allCases
    return all.firstIndex(of: self).flatMap { $0 + 1 < all.count ? all[$0 + 1] : nil }
  }
}

/// A mesh that changes its control plane.
public struct MeshMigration: Hashable, Sendable {
  public let mesh: String
  public let flavour: ControlPlane.Flavour
  /// The name of the new control plane.
  public let name: String
  public let version: String
  /// What federation.yaml said of the control plane before, as YAML.
  public let former: String
  public internal(set) var phase: MigrationPhase
  /// Whether it goes back to the former control plane.
  public internal(set) var isAborting: Bool
  public let reason: String
  public let started: Timestamp
  /// When the present phase began.
  public internal(set) var since: Timestamp
  /// The number of steps so far, including the start.
  public internal(set) var step: Int
  /// The system's time when the present phase began, if `--now` had set another one.
  public internal(set) var clock: Timestamp?

  public init(
    mesh: String, flavour: ControlPlane.Flavour, name: String, version: String, former: String,
    phase: MigrationPhase = .preparing, isAborting: Bool = false, reason: String, started: Timestamp,
    since: Timestamp, step: Int = 1
  ) {
    self.mesh = mesh
    self.flavour = flavour
    self.name = name
    self.version = version
    self.former = former
    self.phase = phase
    self.isAborting = isAborting
    self.reason = reason
    self.started = started
    self.since = since
    self.step = step
  }

  /// The migration in another phase from a time.
  public func moved(to phase: MigrationPhase, at time: Timestamp) -> MeshMigration {
    var next = self
    (next.phase, next.since, next.clock) = (phase, time, nil)
    next.step += 1
    return next
  }

  /// The way back, from a time.
  public func reversed(at time: Timestamp) -> MeshMigration {
    var next = moved(to: phase, at: time)
    next.isAborting = true
    return next
  }

  /// Whether federation.yaml describes the new control plane in this phase.
  public var isDescribed: Bool { phase != .preparing && !isAborting }

  /// The name of the present step, which is also that of its folder: `02-red-mesh-crossing`.
  public var stepName: String {
    "\(step < 10 ? "0" : "")\(step)-\(mesh)-\(isAborting ? "restoring" : phase.rawValue)"
  }
}

/// What must be known before the next step of a migration.
public enum MigrationNeed: String, Hashable, Sendable, CaseIterable {
  /// The present control plane has the roots of every peer, and sends them.
  case roots
  /// The objects of the new way between meshes are applied.
  case applied
  /// Every proxy was restarted since.
  case restarted
  /// Requests pass on the way that is to stay.
  case verified
  /// Nothing of the old way is left.
  case severed
  /// The new control plane has the roots of every peer, and sends them.
  case installed
  /// The mesh's own roots are the same.
  case sameRoots = "same-roots"
  /// Every workload has a proxy of the new control plane.
  case moved
  /// The old control plane is removed.
  case removed
  /// Everything is as before the migration.
  case restored
}

/// An observation of a migration, or somebody's word for it.
public struct MigrationEvidence: Hashable, Sendable {
  public let mesh: String
  /// The mesh where it was observed.
  public let holder: String
  public let need: MigrationNeed
  public let time: Timestamp
  public let source: String
  public let uid: String?
  /// The state of the object, as its cluster counts them.
  public let resourceVersion: String?
  /// Who stated it; nil for what was read.
  public let claimant: String?
  /// Whether it shows that the need is not met, or not any more. It opens no gate, and no earlier state of its object does.
  public let isContrary: Bool

  public init(
    mesh: String, holder: String, need: MigrationNeed, time: Timestamp, source: String, uid: String? = nil,
    resourceVersion: String? = nil, claimant: String? = nil, isContrary: Bool = false
  ) {
    self.mesh = mesh
    self.holder = holder
    self.need = need
    self.time = time
    self.source = source
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.claimant = claimant
    self.isContrary = isContrary
  }
}
