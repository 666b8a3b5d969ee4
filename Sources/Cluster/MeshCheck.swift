import Documents

/// What one look at a mesh's cluster shows: whether everything is there that other commands need.
public struct MeshCheck: Sendable {
  public let place: MeshPlace
  public let context: ContextView
  /// The client with its folder.
  public let client: String
  /// Nil if it does not say.
  public let clientVersion: String?
  public let serverVersion: String?
  public let identity: ClusterIdentity?
  /// The kinds whose definitions are missing.
  public let missingDefinitions: [ResourceType]
  /// What reading commands need and the user may not.
  public let missingReading: [MeshRights.Right]
  /// What applying needs and the user may not.
  public let missingApplying: [MeshRights.Right]
  /// Whether the cluster says that it asks others too, so that missing rights may be there.
  public let mayBeGranted: Bool
  public let clock: ServerClock
  public let requests: Int

  /// Asks the cluster.
  ///
  /// - Parameter known: Where the mesh was seen before; nil accepts any cluster.
  /// - Throws: ``ClusterError`` if the cluster cannot be reached, or is another one.
  public init(_ session: ClusterSession, _ rights: MeshRights, known: ClusterIdentity?) throws(ClusterError) {
    let place = rights.place
    let objects = try MeshReader.read([], of: place, from: session, known: known)
    identity = objects.identity
    let groups = try session.groups()
    let needed: [ResourceType] =
      place.isMaistra ? [.controlPlanes, .memberRolls, .peers, .exports, .imports] : []
    missingDefinitions = needed.filter { !groups.has($0) }
    let granted = try GrantedRights(in: place.namespace, of: session)
    missingReading = MeshRights.rights(rights.reading + rights.readingCluster).filter { !granted.allow($0) }
    missingApplying = MeshRights.rights(rights.applying + rights.applyingCluster).filter { !granted.allow($0) }
    mayBeGranted = granted.isIncomplete
    serverVersion = try session.get("/version")["gitVersion"]?.text
    clientVersion = try session.clientVersion()
    self.place = place
    context = session.context
    client = session.client
    clock = session.clock
    requests = session.requests
  }

  /// Whether every reading command can do its work.
  public var isComplete: Bool { missingDefinitions.isEmpty && missingReading.isEmpty }
}

extension MeshRights.Right: CustomStringConvertible {
  /// `list configmaps`, `patch secrets/cacerts`, `get deployments.apps`.
  public var description: String {
    "\(verb) \(resource)\(group.isEmpty ? "" : ".\(group)")\(name.map { "/\($0)" } ?? "")"
  }
}
