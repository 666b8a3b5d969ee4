import Documents

/// Waits until the operator has taken up a control plane: peers and rules apply to what it makes of it.
struct ControlPlaneWait {
  /// Nil once it is reconciled.
  let fault: ClusterError?

  private static let secondsBetween = 2

  init(
    _ session: ClusterSession, _ writer: ObjectWriter, _ manifest: DeployedManifest, limit: Duration,
    _ interruption: Interruption
  ) {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
      let state: ReconciliationState
      do throws(ClusterError) {
        state = ReconciliationState(try writer.live(manifest.type, manifest.reference)?.node ?? .null)
      } catch {
        fault = error
        return
      }
      switch state {
      case .done:
        fault = nil
        return
      case .failed(let reason, let message):
        fault = .notReconciled(manifest.reference, "\(reason): \(message)", isFinal: true)
        return
      case .pending(let reason):
        guard clock.now < deadline, !interruption.isWanted() else {
          fault = .notReconciled(manifest.reference, reason, isFinal: false)
          return
        }
      }
      _ = session.pause(seconds: Self.secondsBetween)
    }
  }
}

/// How far the operator is with a control plane, by its status.
enum ReconciliationState: Hashable {
  case done
  case pending(String)
  case failed(reason: String, message: String)

  private static let failures: Set<String> = [
    "ValidationError", "ReconcileError", "DependencyMissingError", "ErrMultipleSMCPs",
  ]

  init(_ controlPlane: Node) {
    let status = controlPlane["status"]
    let generation = controlPlane["metadata"]?["generation"]?.int ?? 0
    let conditions = status?["conditions"]?.sequence ?? []
    guard let reconciled = conditions.first(where: { $0["type"]?.string == "Reconciled" }) else {
      self = .pending("the operator has not written a status")
      return
    }
    guard (status?["observedGeneration"]?.int ?? 0) >= generation else {
      self = .pending("the operator has not seen the change yet")
      return
    }
    let reason = reconciled["reason"]?.string ?? ""
    let message = reconciled["message"]?.sentence ?? ""
    if reconciled["status"]?.string == "True" {
      self = .done
    } else if Self.failures.contains(reason) {
      self = .failed(reason: reason, message: message)
    } else {
      self = .pending(message.isEmpty ? reason.asSentence : message)
    }
  }
}
