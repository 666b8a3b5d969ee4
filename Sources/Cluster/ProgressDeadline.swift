/// How long something is waited for: all of it, if the user gave a limit, or else each thing for itself, since a mesh may
/// have many Deployments.
public struct ProgressDeadline: Sendable {
  private let limit: Duration
  private let isForAll: Bool
  private var deadline: ContinuousClock.Instant
  private var last: String?

  /// - Parameter isForAll: Whether the limit is that of all.
  public init(_ limit: Duration, isForAll: Bool, now: ContinuousClock.Instant = .now) {
    self.limit = limit
    self.isForAll = isForAll
    deadline = now + limit
  }

  /// Whether it was waited long enough.
  ///
  /// - Parameter text: What is waited for; another one than before is progress.
  public mutating func isOver(_ text: String, now: ContinuousClock.Instant = .now) -> Bool {
    if text != last { progress(now: now) }
    last = text
    return now >= deadline
  }

  /// Something was done.
  public mutating func progress(now: ContinuousClock.Instant = .now) {
    if !isForAll { deadline = now + limit }
  }
}
