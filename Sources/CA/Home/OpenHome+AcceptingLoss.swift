import Diagnostics
import Files
import X509

/// The end of the search for the newest copy of a home: somebody says by name that it is lost, and the home goes on.
extension OpenHome {
  /// Accepts that entries which the checkpoint counted are lost, or that the home is lost where its last entry says that
  /// it went, or never arrived there: logs who did, and signs the log as it is. A database that the home has left takes
  /// changes again.
  ///
  /// - Parameter place: Where the home is lost, as ``AcceptedLoss/place`` has it, if it went elsewhere. Nothing else shows
  ///   that it is: whoever says so must know which place is meant.
  /// - Returns: What is lost, also if the same person has accepted it before; nil if nothing is, and nothing was changed.
  public func acceptLoss(
    by name: String, reason: String, at place: String? = nil
  ) throws(CAError) -> AcceptedLoss? {
    try locked(acceptingLoss: true) { () throws(CAError) in
      isAcceptingLoss = true
      defer { isAcceptingLoss = false }
      let target = try read { try Self.lostTarget($0) }
      let fault = try checkpointFault().map(self.lost)
      if case .entries(let entries)? = fault, let known = try acceptance(of: entries, by: name) {
        if let place, known.elsewhere?.isAt(place) != true {
          throw .notConfirmed(Self.unmoved(place, isComplete: false, by: name, reason))
        }
        try writeStoredCheckpoint()
        // What was there before the entry that accepts it.
        return .entries(
          LostEntries(
            path: entries.path, counted: entries.counted, root: entries.root, present: known.entry.number - 1))
      }
      if let place, target?.place == nil {
        if fault == nil, let known = try lastAcceptance(), known.entry.subject == name.printable,
          let loss = known.elsewhere, loss.isAt(place)
        {
          return loss
        }
        throw .notConfirmed(Self.unmoved(place, isComplete: fault == nil, by: name, reason))
      }
      try refuseLiving(target)
      guard let lost = fault ?? target else { return nil }
      if let target, let away = target.place, !target.isAt(place) {
        throw .notConfirmed(Self.unnamed(away, by: name, reason))
      }
      let elsewhere = target?.details
      let details = [lost.details, elsewhere == lost.details ? nil : elsewhere, reason.isEmpty ? nil : reason]
      try write(isArriving: true) { writer in
        if case .file? = target { try writer.reopenStore() }
        try writer.append(.acceptedLoss, name, details.compactMap(\.self).joined(separator: "; "), at: now)
      }
      return lost
    }
  }

  /// An entry that accepts a loss.
  private struct Acceptance {
    let entry: LogEntry
    /// Where it takes the home for lost; nil if only entries were.
    let elsewhere: AcceptedLoss?
    /// Whether nothing was done since.
    let isLast: Bool
  }

  /// The last entry that accepts a loss, unless the home went elsewhere since. What it accepted is told by the entry before
  /// it: its own words also contain a reason, which may say anything.
  private func lastAcceptance() throws(CAError) -> Acceptance? {
    let kinds = [LogEntry.Action.moved.rawValue, LogEntry.Action.acceptedLoss.rawValue]
    // Those of the same transaction come after it.
    let others = [LogEntry.Action.bound.rawValue, LogEntry.Action.madeLogKey.rawValue]
    return try read { reader -> Acceptance? in
      let log = try reader.log()
      guard let index = log.lastIndex(where: { kinds.contains($0.action) }),
        log[index].action == LogEntry.Action.acceptedLoss.rawValue
      else { return nil }
      return Acceptance(
        entry: log[index], elsewhere: index > 0 ? Self.lostTarget(log[index - 1], in: reader.storeName) : nil,
        isLast: log[(index + 1)...].allSatisfy { others.contains($0.action) })
    }
  }

  /// The entry at the end of the log that accepts the loss already: whoever did was cut off before the new checkpoint was
  /// written, and it is not logged twice. Of a checkpoint that is missing nothing tells one loss from the next.
  private func acceptance(of lost: LostEntries, by name: String) throws(CAError) -> Acceptance? {
    guard let known = try lastAcceptance(), known.isLast, known.entry.subject == name.printable,
      known.entry.details.hasPrefix("\(lost.countedWords), ")
    else { return nil }
    return known
  }

  /// The command that accepts a loss, with what the user gave.
  private static func accepting(_ name: String, _ reason: String, at place: String? = nil) -> SuggestedCommand {
    SuggestedCommand(
      ["log", "accept-loss", "--by", name] + (reason.isEmpty ? [] : ["--reason", reason])
        + (place.map { ["--lost", $0.printable] } ?? []))
  }

  /// Asks for the place by its name.
  private static func unnamed(_ place: String, by name: String, _ reason: String) -> NotConfirmed {
    NotConfirmed(
      "the home would go on here, as lost in \(place.printable)",
      why:
        "that cannot be seen from here; if it goes on there, two homes sign with the same roots, and neither knows what the "
        + "other one issues and revokes",
      next: "look there first; if it is lost, name the place: `\(accepting(name, reason, at: place))`")
  }

  /// Whoever names a place means that loss, and no other.
  ///
  /// - Parameter isComplete: Whether nothing is lost here.
  private static func unmoved(
    _ place: String, isComplete: Bool, by name: String, _ reason: String
  ) -> NotConfirmed {
    NotConfirmed(
      "the home did not go to \(place.printable)",
      why: "the last entry of its log is no move, so that it is nowhere else",
      next: isComplete
        ? "nothing is lost here, so that there is nothing to accept"
        : "what is lost here is accepted without `--lost`: `\(accepting(name, reason))`")
  }

  /// What somebody accepts who goes on in spite of a fault.
  ///
  /// - Throws: ``CheckpointFault`` for a file that says nothing of this home.
  private func lost(_ fault: CheckpointFault) throws(CAError) -> AcceptedLoss {
    switch fault {
    case .behind(let entries): return .entries(entries)
    case .gone(let path, let entries): return .checkpoint(path, present: entries)
    case .unknownKey(let path):
      let text = try wrapping(CAError.files, FileSystem.read(path, limit: SignedNote.largest))
      guard let note = try? SignedNote(text), let old = Checkpoint(text: note.text) else { throw .checkpoint(fault) }
      return .entries(
        LostEntries(
          path: path, counted: old.entries, root: Base64.encode(old.root),
          present: try read { try $0.lastLogEntry() }))
    default: throw .checkpoint(fault)
    }
  }
}
