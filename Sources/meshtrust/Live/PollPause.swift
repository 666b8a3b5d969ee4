import Glibc

/// The pauses between two looks at clusters: short at first, because most rollouts of a small mesh are.
struct PollPause {
  private var milliseconds: UInt32 = 500
  private static let longest: UInt32 = 4000

  mutating func wait() {
    // usleep takes less than a second on some systems.
    for _ in 0..<(milliseconds / 100) where !Interrupt.isWanted { usleep(100_000) }
    milliseconds = min(milliseconds * 2, Self.longest)
  }

  mutating func reset() { milliseconds = 500 }
}
