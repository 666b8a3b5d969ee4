import Documents

/// A control plane that the operator has not taken up.
public struct UnreconciledPlane: Hashable, Sendable {
  public let name: String
  public let reason: String
  /// Whether the operator is at it.
  public let isInProgress: Bool
}

extension LiveObjects {
  /// The first control plane of the mesh that is not reconciled; nil if there is none, or if they were not read.
  public var unreconciled: UnreconciledPlane? {
    for plane in documents.map(\.root) where plane["kind"]?.string == ResourceType.controlPlanes.kind {
      let name = plane["metadata"]?["name"]?.string ?? ""
      let status = plane["status"]
      let reconciled = (status?["conditions"]?.sequence ?? []).first { $0["type"]?.string == "Reconciled" }
      // Without a generation the condition is all that the operator says.
      if status?["observedGeneration"] == nil, reconciled?["status"]?.string == "True" { continue }
      switch ReconciliationState(plane) {
      case .done: continue
      case .pending(let reason):
        return UnreconciledPlane(name: name, reason: reason, isInProgress: reconciled != nil)
      case .failed(let reason, let message):
        return UnreconciledPlane(name: name, reason: "\(reason): \(message)", isInProgress: false)
      }
    }
    return nil
  }
}
