/// The exit status of a command; every command uses these and no others.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Success: done, verified, or nothing to change.
  case done = 0
  /// A negative answer: verification failed, or something expires inside the window.
  case no = 1
  case pending = 2
  /// An input cannot be parsed as what it should be.
  case malformed = 3
  /// Refused for safety.
  case refused = 4
  /// A passphrase or key is missing or wrong.
  case secret = 5
  /// Invalid usage (sysexits `EX_USAGE`).
  case usage = 64
  /// A bug in the tool (sysexits `EX_SOFTWARE`).
  case `internal` = 70
  /// Reading or writing a file failed (sysexits `EX_IOERR`).
  case inputOutput = 74
  /// Ended by Ctrl-C or SIGTERM (128 + SIGINT); what was begun is complete.
  case interrupted = 130
}
