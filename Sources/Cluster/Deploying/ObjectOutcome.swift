public import X509

/// What became of one object.
public struct ObjectOutcome: Sendable {
  public enum Result: String, Hashable, Sendable {
    case created, applied, unchanged, deleted
    /// Others wrote it, or own it, or it is not this home's.
    case conflict
    /// A webhook, a quota or a definition says no.
    case denied
    case forbidden
    /// Whether it was carried out is not known.
    case unknown
    /// The cluster did not answer as it should.
    case failed
    /// Something before it failed.
    case skipped
  }

  public let reference: ObjectReference
  public let type: ResourceType
  public internal(set) var result: Result
  public internal(set) var fault: ClusterError?
  public internal(set) var refusal: DeployRefusal?
  /// What the object is now; empty if that is not known.
  public internal(set) var uid = ""
  public internal(set) var resourceVersion = ""
  /// When the server says that it was changed.
  public internal(set) var time: Timestamp?
  /// Whether the copy of a key was removed from an annotation.
  public internal(set) var hasRemovedCopy = false

  init(_ reference: ObjectReference, _ type: ResourceType, _ result: Result) {
    self.reference = reference
    self.type = type
    self.result = result
  }

  init(_ reference: ObjectReference, _ type: ResourceType, failing fault: ClusterError) {
    self.init(reference, type, Self.result(of: fault))
    self.fault = fault
  }

  /// Whether what comes after it may be done.
  public var isGood: Bool { [.created, .applied, .unchanged, .deleted].contains(result) }

  private static func result(of fault: ClusterError) -> Result {
    guard case .answer(let fault) = fault else { return .failed }
    switch fault {
    case .write(.conflict), .write(.moved): return .conflict
    case .write(.denied), .write(.quota), .write(.terminating), .write(.invalid), .refused: return .denied
    case .forbidden: return .forbidden
    case .write(.unknownOutcome): return .unknown
    default: return .failed
    }
  }
}
