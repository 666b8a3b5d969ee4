import Documents

/// One object before anything is written: what is there, what would be done, and what the server says to it.
public struct ObjectPreview: Sendable {
  public let manifest: DeployedManifest
  public let live: LiveObject?
  public internal(set) var decision: ObjectDecision
  /// Why the server would not do it; nil if it would, or was not asked.
  public internal(set) var fault: ClusterError?

  init(_ manifest: DeployedManifest, live: LiveObject?, _ decision: ObjectDecision) {
    self.manifest = manifest
    self.live = live
    self.decision = decision
  }

  /// Takes the server's answer to the dry run: it is what would be there. A field of others that is missing in it would
  /// be lost, and one of ours would never be there.
  mutating func take(_ answer: Node) {
    let isSecret = manifest.secret != nil
    let after = ObjectContent(answer)
    // A server drops what a definition does not have, and says so only to a server-side apply.
    let dropped = decision.changes.filter { change in
      change.to != nil && !isSecret && after.fields(within: change.path).isEmpty
        && !(change.to == ObjectContent.empty && change.from == nil)
    }
    if !dropped.isEmpty {
      fault = .answer(.invalid(dropped.map { "\($0.path): the definition there does not have this field" }))
    }
    guard let live else { return }
    let removed = Set(decision.changes.filter { $0.to == nil }.map(\.path))
    let lost = live.content.fields.keys.filter { path in
      // Of a Secret the answer has nothing but the metadata.
      guard after[path] == nil, !removed.contains(path), !isSecret || path.keys.first == "metadata" else {
        return false
      }
      // What became something else at the same place is a change, which the decision has.
      guard !decision.changes.contains(where: { path.isWithin($0.path) || $0.path.isWithin(path) }) else {
        return false
      }
      let owners = live.managed.owners(of: path)
      return owners.isEmpty || owners.contains { $0.manager != ManagedFields.manager }
    }
    guard !lost.isEmpty else { return }
    let changes = decision.changes
    decision = ObjectDecision(.refused(.wouldRemove(lost.sorted())))
    decision.changes = changes
  }
}
