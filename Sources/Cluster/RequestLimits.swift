/// How long and how often a cluster is asked.
public struct RequestLimits: Sendable {
  /// For one answer.
  public var readSeconds = 30
  /// For the answer to a write.
  public var writeSeconds = 60
  /// How often a request that changes nothing is sent in all.
  public var attempts = 4
  /// The longest wait between two attempts, whatever the server asks for.
  public var longestWaitSeconds = 30
  /// Objects in one page of a list.
  public var page = 500
  /// The most bytes of an answer that is no list.
  public var answerBytes = 16 << 20
  /// The most objects of a list, in all its pages.
  public var listItems = 1_000_000
  /// The most pages of a list: a server may send fewer objects in one than were asked for, and even none.
  public var listPages = 5000
  /// The most bytes of a list, in all its pages.
  public var listBytes = 2 << 30
  /// The most bytes of one page: as many objects as were asked for, of the greatest size that etcd keeps.
  public var pageBytes = 768 << 20
  /// The most bytes of those objects of a list that are kept whole, which take several times as much memory.
  public var keptBytes = 256 << 20
  /// The most bytes of what continues a list, which is repeated in the next request.
  public var tokenBytes = 16 << 10
  /// Less than a million only in tests.
  public var microsecondsOfSecond: UInt32 = 1_000_000

  public init() {}
}
