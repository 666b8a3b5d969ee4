public import Documents

/// A control plane that the operator has not taken up.
public struct UnreconciledPlane: Hashable, Sendable {
  public let name: String
  public let reason: String
  /// Whether the operator is at it.
  public let isInProgress: Bool
}

extension UnreconciledPlane {
  /// Nil for a control plane that is reconciled.
  public init?(_ plane: Node) {
    let name = plane["metadata"]?["name"]?.sentence ?? ""
    let status = plane["status"]
    let reconciled = (status?["conditions"]?.sequence ?? []).first { $0["type"]?.string == "Reconciled" }
    // Without a generation the condition is all that the operator says.
    if status?["observedGeneration"] == nil, reconciled?["status"]?.string == "True" { return nil }
    switch ReconciliationState(plane) {
    case .done: return nil
    case .pending(let reason): self.init(name: name, reason: reason, isInProgress: reconciled != nil)
    case .failed(let reason, let message):
      self.init(name: name, reason: "\(reason): \(message)", isInProgress: false)
    }
  }
}

extension LiveObjects {
  /// The first control plane of the mesh that is not reconciled; nil if there is none, or if they were not read.
  public var unreconciled: UnreconciledPlane? {
    documents.lazy.map(\.root).filter { $0["kind"]?.string == ResourceType.controlPlanes.kind }
      .compactMap { UnreconciledPlane($0) }.first
  }
}
