/// The cluster of a mesh as it was shown to whoever agreed to a write there.
public struct ShownCluster: Sendable {
  private let place: MeshPlace
  private let context: ContextView
  private let identity: ClusterIdentity?

  /// - Parameter identity: Nil if nothing that identifies the cluster may be read.
  public init(_ place: MeshPlace, _ context: ContextView, _ identity: ClusterIdentity?) {
    self.place = place
    self.context = context
    self.identity = identity
  }

  /// - Throws: ``ClusterError`` if a session leads elsewhere, or if that cannot be found out.
  public func require(_ session: ClusterSession) throws(ClusterError) {
    try context.require(session.context)
    _ = try MeshReader.identify(place, from: session, known: identity)
  }
}
