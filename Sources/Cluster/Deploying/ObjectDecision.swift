public import Documents
public import X509

/// What is to be done with one object, and why.
public struct ObjectDecision: Hashable, Sendable {
  public enum Action: Hashable, Sendable {
    case unchanged
    /// It is not there.
    case create
    /// Server-side apply. By force, what others wrote at our fields is replaced.
    case apply(isForced: Bool)
    /// A merge patch of our fields.
    case merge(Node)
    case refused(DeployRefusal)
  }

  public let action: Action
  /// What changes; in the order of the paths.
  public internal(set) var changes: [FieldChange] = []
  /// Whose values are replaced.
  public internal(set) var replaced: [String] = []
  /// Whether the annotation with a copy of the Secret's values is to be removed.
  public internal(set) var removesCopy = false
  /// What the home no longer writes, and what stays all the same.
  public internal(set) var kept: [FieldPath] = []

  init(_ action: Action) {
    self.action = action
  }

  /// Whether anything is to be sent.
  public var isWrite: Bool {
    switch action {
    case .unchanged, .refused: removesCopy
    case .create, .apply, .merge: true
    }
  }
}

/// One field that changes.
public struct FieldChange: Hashable, Sendable {
  public let path: FieldPath
  /// The values as JSON, or `sha256:…` for those of a Secret; nil where there is none.
  public let from, to: String?
}

/// A field that others wrote, with another value than ours.
public struct FieldConflict: Hashable, Sendable {
  public let path: FieldPath
  /// As the API server calls them; empty if it does not say.
  public let manager: String
  /// When they wrote it last.
  public let time: Timestamp?
}

/// Why an object is not written.
public enum DeployRefusal: Hashable, Sendable {
  /// It belongs to somebody else, who would undo it.
  case owned(ObjectOwner)
  /// Others wrote at our fields what this home never published.
  case conflict([FieldConflict])
  /// Another home deployed it.
  case otherHome(String)
  /// A newer copy of this home deployed it.
  case newerSerial(live: Int64, ours: Int64)
  /// A copy of this home wrote it in a deployment of a number that this home has used, too.
  case copy(serial: Int64)
  case beingDeleted
  /// federation.yaml says that nothing is written to this mesh.
  case readOnly
  /// Fields of others would go.
  case wouldRemove([FieldPath])
}
