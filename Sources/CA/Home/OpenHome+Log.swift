extension OpenHome {
  /// From the first entry.
  public func log() throws(CAError) -> [LogEntry] {
    guard try isBegun else { throw .noAuthorities(home: folder) }
    return try read { try $0.log() }
  }

  /// The first entry that does not fit the chain of hashes, as the error of ``verifyLog()``; nil if all do.
  public func logFault() throws(CAError) -> CAError? {
    let (entries, last) = try read { (try $0.log(), try $0.lastLogEntry()) }
    do {
      try LogEntry.verify(entries, last: last)
      return nil
    } catch {
      return error
    }
  }

  /// Verifies the chain of hashes, the signature over its end, and the tree from which checkpoints follow; returns the
  /// entries.
  public func verifyLog() throws(CAError) -> [LogEntry] {
    // The chain first: it says which entry was changed.
    let (entries, last) = try store().read { (try $0.log(), try $0.lastLogEntry()) }
    try LogEntry.verify(entries, last: last)
    return try read { reader in
      let entries = try reader.log()
      if let stored = try reader.checkpoint() {
        var tree = MerklePeaks()
        for entry in entries { tree.append(entry.hashed) }
        guard tree == stored.tree else { throw CAError.damagedStore("the checkpoint is not that of the log") }
      }
      return entries
    }
  }
}
