/// What one guess of a passphrase costs: the parameters of scrypt (RFC 7914).
///
/// Tests that are about something else make guesses cheap. They reach ``isCheap`` because they are built with
/// `-enable-testing`; it is a task-local value of this module, and no environment variable, option or build setting
/// changes it. No binary that somebody could run, a test binary included, can seal a real home under a weak key.
struct PassphraseCost: Hashable, Sendable {
  let n: UInt64
  let r: UInt64
  let p: UInt64

  /// For a home: 64 MiB of memory for each guess.
  static var sealing: PassphraseCost { isCheap ? cheap : PassphraseCost(n: 1 << 16, r: 8, p: 1) }
  /// For a backup, which lies about in more places: 128 MiB.
  static var backup: PassphraseCost { isCheap ? cheap : PassphraseCost(n: 1 << 17, r: 8, p: 1) }

  /// Whether guesses cost nearly nothing.
  @TaskLocal static var isCheap = false

  private static let cheap = PassphraseCost(n: 16, r: 8, p: 1)
}
