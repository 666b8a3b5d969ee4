extension OpenHome {
  /// The audit log from its first entry.
  public func log() throws(CAError) -> [LogEntry] {
    try read { try $0.log() }
  }

  /// Checks the chain of hashes and returns the entries, all of which hold.
  public func verifyLog() throws(CAError) -> [LogEntry] {
    let (entries, last) = try read { (try $0.log(), try $0.lastLogEntry()) }
    try LogEntry.verify(entries, last: last)
    return entries
  }
}
