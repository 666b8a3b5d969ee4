public import CA
public import Diagnostics

/// What became of one ConfigMap.
public struct SortedEvidence: Sendable {
  public enum Outcome: Sendable {
    case evidence(Evidence, warnings: [Diagnostic])
    /// It has another bundle, which is recorded against its holder.
    case contrary(Evidence, Diagnostic)
    /// The same object at the same version was recorded before.
    case known
    /// No gate waits for it, and why.
    case notNeeded(Message)
    case refused(Diagnostic)
  }

  public let object: SeenObject
  /// The mesh where it was seen, if that is certain.
  public let holder: String?
  /// The mesh whose roots it should have.
  public let mesh: String?
  public let outcome: Outcome

  public init(object: SeenObject, holder: String?, mesh: String?, outcome: Outcome) {
    self.object = object
    self.holder = holder
    self.mesh = mesh
    self.outcome = outcome
  }

  /// Whether the object does not have what it should, or cannot be judged.
  var isAgainst: Bool {
    switch outcome {
    case .contrary, .refused: true
    case .evidence, .known, .notNeeded: false
    }
  }

  /// What is to be recorded.
  public var recorded: Evidence? {
    switch outcome {
    case .evidence(let evidence, _), .contrary(let evidence, _): evidence
    case .known, .notNeeded, .refused: nil
    }
  }
}
