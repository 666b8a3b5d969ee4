import Foundation

/// A program that is run and waited for without Foundation's `Process`, whose waiting takes longer than what is measured
/// here.
enum Program {
  /// Runs a program with its standard output in a file, and returns the most memory that it held, in MB.
  @discardableResult
  static func start(_ program: String, _ arguments: [String], output: String = "/dev/null") throws -> Int {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var texts: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe texts.forEach { unsafe free($0) } }
    var process: pid_t = 0
    var status: Int32 = 0
    var usage = rusage()
    guard unsafe posix_spawnp(&process, program, &actions, nil, &texts, environ) == 0,
      unsafe wait4(process, &status, 0, &usage) == process, status == 0
    else { throw CocoaError(.executableLoad, userInfo: ["program": program, "arguments": arguments]) }
    return usage.ru_maxrss / 1024
  }
}
