/// Tells whether anybody else has written between two snapshots.
///
/// A snapshot is `xmin:xmax:…` (PostgreSQL 15, table 9.83): with nobody at work both are the number of the next
/// transaction that writes. It is the same state as before if the number is the same, or greater by our own transaction.
struct SnapshotCounter {
  private var version: Int64 = 0
  private var quiet: Int64?

  mutating func version(of snapshot: String) -> Int64 {
    let parts = snapshot.split(separator: ":").prefix(2).compactMap { Int64($0) }
    let now = parts.count == 2 && parts[0] == parts[1] ? parts[0] : nil
    if now == nil || now != quiet { version += 1 }
    quiet = now
    return version
  }

  /// After a transaction of our own.
  mutating func committed() { quiet = quiet.map { $0 + 1 } }

  /// After another connection, which may be to another server.
  mutating func forget() { quiet = nil }
}
