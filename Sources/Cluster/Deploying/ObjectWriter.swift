import Diagnostics
import Documents
import HTTP

/// Reads, decides and writes single objects of one mesh, each with the algorithm that survives lost answers: read,
/// decide, write under the lock of what was read, and read again whenever it is not known what happened.
struct ObjectWriter {
  let session: ClusterSession
  let planner: DeployPlanner
  /// The number of this deployment.
  let serial: Int64

  /// How often an object is begun anew that others change meanwhile.
  private static let attempts = 3

  // MARK: - Reading

  func live(_ type: ResourceType, _ reference: ObjectReference) throws(ClusterError) -> LiveObject? {
    if type == .secrets { return try session.secret(reference.name, in: reference.namespace) }
    return try session.find(type, reference.name, in: reference.namespace).map { LiveObject($0) }
  }

  /// What would be done with an object, with what the server says to it.
  func preview(
    _ manifest: DeployedManifest, _ published: [ObjectContent]
  ) throws(ClusterError) -> ObjectPreview {
    let live = try live(manifest.type, manifest.reference)
    var preview = ObjectPreview(manifest, live: live, planner.decide(manifest, live: live, published: published))
    guard
      let write = ClusterWrite.carryingOut(
        preview.decision, manifest, live: live, home: planner.home, serial: serial, isDryRun: true)
    else { return preview }
    switch session.send(write) {
    case .done(let answer): preview.take(answer)
    case .refused(let fault), .unknown(let fault): preview.fault = .answer(fault)
    }
    return preview
  }

  // MARK: - Writing

  /// Does what was shown, and nothing else.
  func carryOut(_ shown: ObjectPreview, _ published: [ObjectContent]) -> ObjectOutcome {
    let manifest = shown.manifest
    if shown.isAltered, let fault = shown.fault {
      return ObjectOutcome(manifest.reference, manifest.type, failing: fault)
    }
    var sent = Sent()
    while true {
      let live: LiveObject?
      do throws(ClusterError) {
        live = try self.live(manifest.type, manifest.reference)
      } catch {
        return sent.failure(manifest, error)
      }
      let decision = planner.decide(manifest, live: live, published: published)
      if case .refused(let refusal) = decision.action {
        var outcome = ObjectOutcome(manifest.reference, manifest.type, .conflict)
        outcome.refusal = refusal
        return outcome
      }
      guard decision.isWrite else { return sent.success(manifest, live) }
      // What this deployment may have made has no uid yet that was shown.
      let isTheSame = live?.uid == shown.live?.uid || shown.live == nil && sent.count > 0
      guard isTheSame, decision.isWithin(shown.decision) else {
        return ObjectOutcome(manifest.reference, manifest.type, failing: .answer(.write(.moved(Self.isOtherwise))))
      }
      if let end = step(decision, manifest, live, &sent) { return end }
    }
  }

  /// Sends one write. Nil if the object has to be read again.
  private func step(
    _ decision: ObjectDecision, _ manifest: DeployedManifest, _ live: LiveObject?, _ sent: inout Sent
  ) -> ObjectOutcome? {
    let write: ClusterWrite
    if let next = ClusterWrite.carryingOut(
      decision, manifest, live: live, home: planner.home, serial: serial, isDryRun: false)
    {
      write = next
    } else if decision.removesCopy, let live {
      write = .removingCopy(from: manifest, uid: live.uid, resourceVersion: live.resourceVersion)
      sent.isRemovingCopy = true
    } else {
      return sent.success(manifest, live)
    }
    if case .create = decision.action { sent.isCreating = true }
    sent.count += 1
    switch session.send(write) {
    case .done(let answer): return end(LiveObject(answer), decision, manifest, sent)
    case .refused(.write(.moved(let text))):
      sent.moved += 1
      return sent.moved < Self.attempts ? nil : sent.failure(manifest, .answer(.write(.moved(text))))
    case .refused(let fault):
      return ObjectOutcome(manifest.reference, manifest.type, failing: .answer(fault))
    case .unknown(let fault):
      sent.doubt = fault
      guard sent.count < session.limits.attempts, session.pause(seconds: 1 << (sent.count - 1)) else {
        return sent.failure(manifest, .answer(fault))
      }
      return nil
    }
  }

  /// What became of a write that was carried out, as the server says. If its answer does not have what was sent, and
  /// always for a Secret, whose answer has no values, the object is read again. Nil if another write has to follow.
  private func end(
    _ answer: LiveObject, _ decision: ObjectDecision, _ manifest: DeployedManifest, _ sent: Sent
  ) -> ObjectOutcome? {
    var object = answer
    if manifest.secret != nil || SentComparison(answer, sent: manifest, decision).fault != nil {
      do throws(ClusterError) {
        guard let live = try self.live(manifest.type, manifest.reference) else {
          throw .answer(.noObject("\(manifest.reference)"))
        }
        object = live
      } catch {
        let reason = "it cannot be read again: \(error.diagnostic.what)"
        return ObjectOutcome(
          manifest.reference, manifest.type,
          failing: .answer(.write(.unknownOutcome(request: "\(manifest.reference)", reason: reason))))
      }
      var fault = SentComparison(object, sent: manifest, decision).fault
      if sent.isRemovingCopy, object.hasCopy {
        fault = .write(.altered(["metadata.annotations[\(SecretValues.copy)]"]))
      }
      if let fault { return ObjectOutcome(manifest.reference, manifest.type, failing: .answer(fault)) }
    }
    // The copy of the key is removed by a second write.
    return decision.removesCopy && !sent.isRemovingCopy ? nil : sent.success(manifest, object)
  }

  // MARK: - Deleting

  /// Deletes an object as it was shown. It is gone once the cluster has none of its uid, or is ending it.
  func delete(_ type: ResourceType, _ reference: ObjectReference, _ shown: LiveObject) -> ObjectOutcome {
    for attempt in 1...session.limits.attempts {
      switch session.send(.deleting(type, reference, shown)) {
      case .done: break
      case .refused(.noObject): return ObjectOutcome(reference, type, .deleted)
      case .refused(let fault): return ObjectOutcome(reference, type, failing: .answer(fault))
      case .unknown: _ = session.pause(seconds: 1 << (attempt - 1))
      }
      do throws(ClusterError) {
        guard let live = try self.live(type, reference), live.uid == shown.uid, !live.isBeingDeleted else {
          return ObjectOutcome(reference, type, .deleted)
        }
        guard live.resourceVersion == shown.resourceVersion else { throw .answer(.write(.moved(Self.isOtherwise))) }
      } catch {
        return ObjectOutcome(reference, type, failing: error)
      }
    }
    return ObjectOutcome(
      reference, type,
      failing: .answer(.write(.unknownOutcome(request: "DELETE \(reference)", reason: "it is still there"))))
  }

  private static let isOtherwise = "it is no longer as it was shown"
}

/// What was sent of one object so far.
private struct Sent {
  var count = 0
  var moved = 0
  var isCreating = false
  var isRemovingCopy = false
  /// Why it is not known what became of the last write.
  var doubt: AnswerFault?

  func success(_ manifest: DeployedManifest, _ live: LiveObject?) -> ObjectOutcome {
    let result: ObjectOutcome.Result = count == 0 ? .unchanged : isCreating ? .created : .applied
    var outcome = ObjectOutcome(manifest.reference, manifest.type, result)
    outcome.uid = live?.uid ?? ""
    outcome.resourceVersion = live?.resourceVersion ?? ""
    outcome.time = live?.managed.entries.filter { $0.manager == ManagedFields.manager }.compactMap(\.time).max()
    outcome.hasRemovedCopy = isRemovingCopy
    return outcome
  }

  /// If a write was sent whose end is not known, that is what has to be said.
  func failure(_ manifest: DeployedManifest, _ error: ClusterError) -> ObjectOutcome {
    guard let doubt else { return ObjectOutcome(manifest.reference, manifest.type, failing: error) }
    let fault = WriteFault.unknownOutcome(
      request: "\(manifest.reference)", reason: doubt.diagnostic.what.description)
    return ObjectOutcome(manifest.reference, manifest.type, failing: .answer(.write(fault)))
  }
}

extension ObjectDecision {
  /// Whether it changes nothing but what was shown, from the values that were shown.
  fileprivate func isWithin(_ shown: ObjectDecision) -> Bool {
    Set(changes).isSubset(of: shown.changes) && Set(replaced).isSubset(of: shown.replaced)
      && (!removesCopy || shown.removesCopy)
  }
}
