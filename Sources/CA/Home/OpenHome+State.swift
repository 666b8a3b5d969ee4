import Synchronization

/// What the command has found out about the home so far, and what it may do with it.
extension OpenHome {
  private subscript<Value: Sendable>(_ path: WritableKeyPath<Parts, Value>) -> Value {
    get { parts.withLock { $0[keyPath: path] } }
    set { parts.withLock { $0[keyPath: path] = newValue } }
  }

  /// The state of the database whose signature was checked last.
  var checkedState: Int64? {
    get { self[\.checkedState] }
    set { self[\.checkedState] = newValue }
  }

  /// The checkpoint as it was before the database was opened; nil before that.
  var openedCheckpoint: CheckpointFile? { self[\.openedCheckpoint] }

  /// Why the state that was checked last is not the one that its checkpoint counted.
  var knownCheckpointFault: CheckpointFault? {
    get { self[\.checkpointFault] }
    set { self[\.checkpointFault] = newValue }
  }

  /// Whether that was said.
  var isTold: Bool {
    get { self[\.isTold] }
    set { self[\.isTold] = newValue }
  }

  /// Whether a change is made whose checkpoint could not be written beside the database.
  var isCheckpointLate: Bool {
    get { self[\.isCheckpointLate] }
    set { self[\.isCheckpointLate] = newValue }
  }

  /// Whether the database that was checked last has no first row.
  var hasNoRow: Bool {
    get { self[\.hasNoRow] }
    set { self[\.hasNoRow] = newValue }
  }

  /// Whether nothing is pending; remembered until the next change.
  var isSettled: Bool {
    get { self[\.isSettled] }
    set { self[\.isSettled] = newValue }
  }

  /// What opens the home's keys, once it was asked for.
  var knownSealer: Sealer? {
    get { self[\.sealer] }
    set { self[\.sealer] = newValue }
  }

  /// The home's key, once it was opened or made.
  var knownKey: HomeKey? {
    get { self[\.homeKey] }
    set { self[\.homeKey] = newValue }
  }

  /// Whether the command may begin a new home in the place of one whose database was lost.
  var isStartingAnew: Bool {
    get { self[\.isStartingAnew] }
    set { self[\.isStartingAnew] = newValue }
  }

  /// Whether the command accepts that entries of the log are lost.
  var isAcceptingLoss: Bool {
    get { self[\.isAcceptingLoss] }
    set { self[\.isAcceptingLoss] = newValue }
  }

  /// Whether the command takes a federation.yaml that others have replaced.
  var isAcceptingOlder: Bool {
    get { self[\.isAcceptingOlder] }
    set { self[\.isAcceptingOlder] = newValue }
  }

  /// Whether the command may change the home now, because it has the lock.
  var isChanging: Bool { self[\.isChanging] }

  /// Whether this command was let through for an action.
  func isAuthorized(_ action: GuardedAction) -> Bool { self[\.authorized].contains(action) }

  /// The next change of the database says that the proposal was carried out.
  func noteAuthorized(_ action: GuardedAction, by proposal: CarriedProposal) {
    parts.withLock { parts in
      parts.authorized.insert(action)
      parts.carried.append(proposal)
    }
  }

  /// The proposals that the next change carries out.
  var carriedProposals: [CarriedProposal] { self[\.carried] }

  /// The change that carries them out was made.
  func noteSpent() { parts.withLock { $0.carried = [] } }

  /// The removals that an earlier command began and this one finished while it opened the home.
  public var finishedRemovals: [FinishedRemoval] { self[\.finished] }

  func noteFinished(_ removal: FinishedRemoval) { parts.withLock { $0.finished.append(removal) } }

  /// The removals that an earlier command began and this one could not finish, because a key was out of reach.
  var unfinishedRemovals: [UnfinishedRemoval] { self[\.unfinished] }

  func noteUnfinished(_ removal: UnfinishedRemoval) { parts.withLock { $0.unfinished.append(removal) } }
}
