extension OpenHome {
  /// From the first entry.
  public func log() throws(CAError) -> [LogEntry] {
    try read { try $0.log() }
  }

  /// Verifies the chain of hashes and returns the entries.
  public func verifyLog() throws(CAError) -> [LogEntry] {
    let (entries, last) = try read { (try $0.log(), try $0.lastLogEntry()) }
    try LogEntry.verify(entries, last: last)
    return entries
  }
}
