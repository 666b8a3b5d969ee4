/// How the log and the stored proof describe a step.
public struct RotationEntry: Sendable {
  /// The owner of the root that changes, or that is above the change.
  public let owner: AuthorityOwner
  /// The authority that the log names.
  public let subject: String
  public let action: LogEntry.Action
  public let details: String
  /// The table of the proof.
  public let proof: String
  /// The same step for other owners whose roots change with it, each with its part of the proof.
  public var others: [(owner: AuthorityOwner, proof: String)] = []

  /// - Parameter subject: The owner's root unless given.
  public init(
    _ action: LogEntry.Action, of owner: AuthorityOwner, subject: String? = nil, details: String, proof: String
  ) {
    self.owner = owner
    self.subject = subject ?? "\(owner)/root"
    self.action = action
    self.details = details
    self.proof = proof
  }
}
