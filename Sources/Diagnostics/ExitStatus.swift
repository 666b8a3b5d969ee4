/// The exit status of a command; every command uses these and no others.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done, verified, or nothing to change.
  case done = 0
  /// A clear no: verification failed, an expiry falls inside the window.
  case no = 1
  /// Changes are pending.
  case pending = 2
  /// An input cannot be read as what it should be.
  case malformed = 3
  /// Refused for safety.
  case refused = 4
  /// A passphrase or key is missing or wrong.
  case secret = 5
  /// The command line itself is wrong (sysexits `EX_USAGE`).
  case usage = 64
  /// A defect of the tool (sysexits `EX_SOFTWARE`).
  case `internal` = 70
  /// A file or the disk did not do what was asked (sysexits `EX_IOERR`).
  case inputOutput = 74
}
