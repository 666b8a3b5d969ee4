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
  /// Less than a million only in tests.
  public var microsecondsOfSecond: UInt32 = 1_000_000

  public init() {}
}
