import CA
import X509

/// Whether an object of a cluster is the one that it should be, and late enough.
extension SeenBundle {
  /// The uid belongs to no object that was recorded for another mesh.
  func requireOwn(_ ledger: RotationLedger) throws(CAError) {
    guard
      // One object of a mesh of Istio has the roots of several meshes.
      let other = ledger.evidence.first(where: {
        $0.uid == object.uid && ($0.holder != holder || $0.mesh != mesh && $0.object != object.path)
      })
    else { return }
    throw .refused(
      .rotation(
        .objectOfOther(
          uid: object.uid ?? "", holder: holder, mesh: mesh, other: other.holder, otherMesh: other.mesh)))
  }

  /// No later state of the object was recorded.
  func requireNotOlder(_ ledger: RotationLedger) throws(CAError) {
    let state = ObjectState(object)
    guard let later = recorded(ledger).last(where: { state.order(to: ObjectState($0)) == .older }) else { return }
    throw older(later)
  }

  /// No later state of the object was recorded, and it did not change in the future.
  func requirePast(_ ledger: RotationLedger) throws(CAError) {
    try requireNotOlder(ledger)
    let now = object.reading?.time ?? ledger.now
    if let time = [object.lastChange, object.created].compactMap({ $0 }).max(), time > now + RotationLedger.clockSkew {
      throw .refused(.rotation(.changedLater(configMap: object.name, holder: holder, changed: time, now: now)))
    }
  }

  /// It is not on its way out.
  func requireLasting() throws(CAError) {
    guard object.isBeingDeleted else { return }
    throw .refused(.rotation(.beingDeleted(configMap: object.name, holder: holder)))
  }

  /// A bundle that is the last one was not read from an earlier state of the object.
  func requireDated(
    _ version: BundleVersion, _ versions: [BundleVersion], _ ledger: RotationLedger
  ) throws(CAError) {
    let state = ObjectState(object)
    let published = PublishedRoots(ledger)
    let contrary = recorded(ledger).last { evidence in
      switch state.order(to: ObjectState(evidence)) {
      case .newer: false
      // One state has one bundle.
      case .same: !published.agrees(evidence, version.number)
      case .older, .unknown: evidence.kind == .otherBundle && published.contradicts(evidence, version.number)
      }
    }
    if let contrary { throw older(contrary) }
    // What its cluster returns at this moment is no earlier state.
    guard object.reading == nil else { return }
    let roots = Set(version.certificates)
    let earlier = versions.last { $0.number < version.number && Set($0.certificates) == roots }
    if let changed = object.lastChange {
      // Nobody can have had these roots before, unless the clocks differ.
      let earliest = earlier == nil ? version.since - RotationLedger.clockSkew : version.since
      guard changed < earliest else { return }
      throw .refused(
        .rotation(
          .changedBefore(
            configMap: object.name, holder: holder, mesh: mesh, changed: changed, published: version.since)))
    }
    guard let before = earlier else { return }
    if let created = object.created, created >= version.since { return }
    // It is later than a state with another bundle in between, or with this one.
    let isLater = recorded(ledger).contains { evidence in
      evidence.version > before.number && evidence.version <= version.number
        && state.order(to: ObjectState(evidence)) == .newer
    }
    guard !isLater else { return }
    throw .refused(
      .rotation(.undated(configMap: object.name, holder: holder, mesh: mesh, published: version.since)))
  }

  /// What was recorded of the object, in any of its states.
  private func recorded(_ ledger: RotationLedger) -> [Evidence] {
    ledger.evidence.filter { evidence in
      evidence.holder == holder && evidence.mesh == mesh && evidence.isOfObject
        && (evidence.uid == object.uid || evidence.object == object.path)
    }
  }

  private func older(_ recorded: Evidence) -> CAError {
    .refused(
      .rotation(
        .olderState(
          configMap: object.name, holder: holder, mesh: mesh,
          states: RotationRefusal.ObjectStates(
            passed: object.resourceVersion ?? "-", recorded: recorded.resourceVersion ?? "-", time: recorded.time))))
  }
}
