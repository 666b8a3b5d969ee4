/// The instant at which waiting ends; one for a whole handshake, whatever it waits for.
struct Deadline {
  private let instant: ContinuousClock.Instant

  init(after duration: Duration) {
    instant = .now + duration
  }

  /// Whether the time is up.
  var isOver: Bool { instant <= .now }

  /// What is left, for `poll`: in milliseconds, rounded up, so that nobody spins through the last one.
  var milliseconds: Int32 {
    let left = ContinuousClock.now.duration(to: instant)
    guard left > .zero else { return 0 }
    let (seconds, attoseconds) = left.components
    let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
    guard !milliseconds.overflow else { return .max }
    return Int32(clamping: milliseconds.partialValue + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// The earlier end of somebody who may use one share of what is left, of so many equal shares.
  func share(of shares: Int) -> Deadline {
    Deadline(after: ContinuousClock.now.duration(to: instant) / max(shares, 1))
  }
}
