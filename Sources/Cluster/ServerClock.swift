import Glibc
public import X509

/// The time by the cluster's servers, which alone orders what happened there.
public struct ServerClock: Hashable, Sendable {
  /// The latest date of an answer.
  public private(set) var latest: Timestamp?
  /// How far the servers are ahead of this machine, in seconds, by the last answer; half of what a request takes, and
  /// the cut-off fractions, are in it.
  public private(set) var ahead: Int64?
  /// The most by which the date went back from one answer to a later one.
  public private(set) var back: Int64 = 0

  /// Two servers that are synchronised differ by less than this many seconds.
  public static let margin: Int64 = 5

  /// By how much the clock of a node or of another server may be ahead, in seconds: a later time says nothing.
  static let skew: Int64 = 300

  init() {}

  mutating func note(_ date: Timestamp) {
    if let latest { back = max(back, latest.seconds - date.seconds) }
    latest = max(latest ?? date, date)
    ahead = date.seconds - Int64(time(nil))
  }
}
