import Documents

/// One object before anything is written: what is there, what would be done, and what the server says to it.
public struct ObjectPreview: Sendable {
  public let manifest: DeployedManifest
  public let live: LiveObject?
  public internal(set) var decision: ObjectDecision
  /// Why the server would not do it; nil if it would, or was not asked.
  public internal(set) var fault: ClusterError?
  /// Whether the server would take it, and have something else than was sent.
  private(set) var isAltered = false

  init(_ manifest: DeployedManifest, live: LiveObject?, _ decision: ObjectDecision) {
    self.manifest = manifest
    self.live = live
    self.decision = decision
  }

  /// Takes the server's answer to the dry run: it is what would be there. A field of others that is missing in it would
  /// be lost, and one of ours would have another value, or none.
  mutating func take(_ answer: Node) {
    let isSecret = manifest.secret != nil
    let object = LiveObject(answer)
    let after = object.content
    if let altered = SentComparison(object, sent: manifest, decision, hasValues: !isSecret).fault {
      fault = .answer(altered)
      isAltered = true
      if case .unreadable = altered { return }
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
