public import X509

/// The cluster in which a mesh was seen first.
public struct KnownCluster: Hashable, Sendable {
  /// What the uid is of.
  public let anchor: String
  public let uid: String
  /// By the clock of the cluster's server.
  public let seen: Timestamp

  public init(anchor: String, uid: String, seen: Timestamp) {
    self.anchor = anchor
    self.uid = uid
    self.seen = seen
  }
}

extension OpenHome {
  /// The clusters that were seen, by mesh; empty if nothing was issued yet.
  public func knownClusters() throws(CAError) -> [String: KnownCluster] {
    try isIssued() ? try read { try $0.clusters() } : [:]
  }

  /// Records where meshes were seen; each is logged. What was seen of a mesh in another cluster no longer counts: its
  /// objects are others, and another server counts their versions.
  ///
  /// - Throws: ``CAError/passphraseNeeded`` if the home's passphrase was not given.
  public func record(_ clusters: [String: KnownCluster]) throws(CAError) {
    guard !clusters.isEmpty, try isIssued() else { return }
    try locked { () throws(CAError) in
      try writeKeepingAuthorities { writer in
        let known = try writer.reader.clusters()
        for (mesh, cluster) in clusters.sorted(by: { $0.key < $1.key }) {
          let isOther = known[mesh].map { $0.uid != cluster.uid } ?? false
          if isOther { try writer.forgetSeen(of: mesh) }
          try writer.setCluster(cluster, of: mesh)
          try writer.append(
            .foundCluster, mesh,
            "the \(cluster.anchor) has the uid \(cluster.uid) on the cluster at \(cluster.seen)"
              + (isOther ? "; what was seen in the cluster before no longer counts" : ""), at: now)
        }
      }
    }
  }
}
