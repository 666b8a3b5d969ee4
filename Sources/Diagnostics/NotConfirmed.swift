/// A change that was not confirmed, and so not made.
public struct NotConfirmed: Error, Hashable, Sendable {
  /// What would change.
  public let change: Message
  /// Why it needs confirmation.
  public let why: Message
  /// What to check, and how to confirm.
  public let next: Message
  /// False without a terminal to ask on.
  public let isAsked: Bool

  public init(_ change: Message, why: Message, next: Message, isAsked: Bool = true) {
    self.change = change
    self.why = why
    self.next = next
    self.isAsked = isAsked
  }
}

extension NotConfirmed: Diagnosable {
  public var diagnostic: Diagnostic {
    let reason = isAsked ? "not confirmed" : "not confirmed, and there is no terminal to ask on"
    return Diagnostic("MT-CLI-80", what: "\(reason): \(change)", why: why, next: next)
  }

  public var exitStatus: ExitStatus { .refused }
}
