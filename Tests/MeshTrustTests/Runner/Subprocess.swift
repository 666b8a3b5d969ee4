import Foundation

/// A program that has run to its end.
struct Subprocess {
  /// The exit status, or nil when a signal ended it; 124 when it took more than five minutes.
  let status: Int32?
  let standardOutput: String
  let standardError: String

  /// Runs a program in a folder. Its output goes through files, so that no amount of it can block.
  ///
  /// - Parameters:
  ///   - input: The file that is its standard input.
  ///   - scratch: Where the output is collected; a folder of the caller's own.
  init(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String],
    input: String = "/dev/null", scratch: String
  ) throws {
    let (output, errors) = (scratch + "/.stdout", scratch + "/.stderr")
    let process = try Self.spawn(
      program, arguments, in: folder, environment: environment, input: input, output: output, errors: errors)
    var ending: Int32 = 0
    while unsafe waitpid(process, &ending, 0) == -1, errno == EINTR {}
    self.init(ending: ending, standardOutput: try Self.text(output), standardError: try Self.text(errors))
  }

  /// A program that ended as `waitpid` says, with what it had printed.
  init(ending: Int32, standardOutput: String, standardError: String = "") {
    status = ending & 0x7F == 0 ? (ending >> 8) & 0xFF : nil
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  /// How it ended and what it printed, for whoever reads a failure.
  var transcript: String {
    """
    \(status.map { "status \($0)" } ?? "a signal")
    stdout:
    \(standardOutput.prefix(4000))
    stderr:
    \(standardError.prefix(4000))
    """
  }

  /// Starts a program under a time limit; a signal to the process that is returned reaches the program.
  static func spawn(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String], input: String,
    output: String, errors: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    // A shell waits for SIGCHLD, which the test's own threads may hold back.
    var attributes = posix_spawnattr_t()
    var signals = sigset_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // `env` changes the folder, which posix_spawn itself can do only by an extension that Swift does not see.
    let argv =
      unsafe (["env", "-C", folder, "timeout", "--foreground", "300", program] + arguments).map { unsafe strdup($0) }
      + [nil]
    let envp = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer { unsafe (argv + envp).forEach { unsafe free($0) } }
    var process: pid_t = 0
    let failure = unsafe posix_spawn(&process, "/usr/bin/env", &actions, &attributes, argv, envp)
    guard failure == 0 else { throw ScriptFailure("cannot run \(program): error \(failure)") }
    return process
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  /// Where a program is, looked for as a shell does.
  static func locate(_ name: String, path: String) -> String? {
    if name.contains("/") { return name }
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
  }
}
