extension OpenHome {
  /// From the first entry.
  public func log() throws(CAError) -> [LogEntry] {
    try read { try $0.log() }
  }

  /// Verifies the chain of hashes and the signature over its end, and returns the entries.
  public func verifyLog() throws(CAError) -> [LogEntry] {
    // The chain first: it says which entry was changed.
    let (entries, last) = try store().read { (try $0.log(), try $0.lastLogEntry()) }
    try LogEntry.verify(entries, last: last)
    return try read { try $0.log() }
  }
}
