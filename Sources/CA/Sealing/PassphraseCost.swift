/// The cost of one guess of a passphrase: the parameters of scrypt (RFC 7914).
///
/// Tests of other things make guesses cheap. They can set ``isCheap`` because they are built with `-enable-testing`. It
/// is a task-local value of this module, which no environment variable, option or build setting changes, so no program
/// that a user could run seals a home with a weak key.
struct PassphraseCost: Hashable, Sendable {
  let n: UInt64
  let r: UInt64
  let p: UInt64

  /// For a home: 64 MiB of memory for each guess.
  static var sealing: PassphraseCost { isCheap ? cheap : PassphraseCost(n: 1 << 16, r: 8, p: 1) }
  /// For a backup, which is kept in more places: 128 MiB.
  static var backup: PassphraseCost { isCheap ? cheap : PassphraseCost(n: 1 << 17, r: 8, p: 1) }

  /// Whether guesses cost almost nothing.
  @TaskLocal static var isCheap = false

  private static let cheap = PassphraseCost(n: 16, r: 8, p: 1)
}
