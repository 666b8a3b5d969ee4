/// When waiting ends; one deadline for a whole handshake.
struct Deadline {
  private let instant: ContinuousClock.Instant

  init(after duration: Duration) {
    instant = .now + duration
  }

  var isOver: Bool { instant <= .now }

  /// The remaining time for `poll` in milliseconds, rounded up to avoid spinning during the last millisecond.
  var milliseconds: Int32 {
    let left = ContinuousClock.now.duration(to: instant)
    guard left > .zero else { return 0 }
    let (seconds, attoseconds) = left.components
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    guard !milliseconds.overflow else { return .max }
    return Int32(clamping: milliseconds.partialValue + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// The earlier of this deadline and one after a duration.
  func orAfter(_ duration: Duration) -> Deadline {
    Deadline(after: min(duration, ContinuousClock.now.duration(to: instant)))
  }

  /// An earlier deadline: one of several equal shares of the remaining time.
  func share(of shares: Int) -> Deadline {
    Deadline(after: ContinuousClock.now.duration(to: instant) / max(shares, 1))
  }
}
