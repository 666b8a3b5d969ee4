import Diagnostics

/// A key outside of the home that an owner's next root is to have, and that cannot be used now.
struct AbsentKey {
  let owner: AuthorityOwner
  /// Why it cannot be used.
  let why: Message
  /// What brings it, or another one.
  let next: Message

  /// One that was prepared and is out of reach.
  ///
  /// - Parameter isDemanded: Whether the profile wants such a key, so that one that is given up needs a successor.
  init(_ fault: PreparedKeyFault, isDemanded: Bool) {
    let reason = fault.diagnostic
    owner = fault.owner
    why = "\(reason.what), and its root is to have a key from there"
    let another: Message =
      "; then prepare another: `\(.meshtrust("key", "generate", "\(fault.owner)/root", "--token", "URI"))`"
    next = isDemanded ? "\(reason.next)\(another)" : reason.next
  }

  /// One that the profile demands and that nobody has prepared.
  init(notPreparedFor owner: AuthorityOwner) {
    let reason = KeyRefusal.notPrepared(owner: owner).diagnostic
    self.owner = owner
    (why, next) = (reason.what, reason.next)
  }
}
