import Foundation

/// Runs other programs.
enum Program {
  /// Starts a program without Foundation's `Process`, whose waiting takes longer than what is measured here.
  static func start(_ program: String, _ arguments: [String]) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 1...2 {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var texts: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe texts.forEach { unsafe free($0) } }
    var process: pid_t = 0
    var status: Int32 = 0
    guard unsafe posix_spawn(&process, program, &actions, nil, &texts, environ) == 0,
      unsafe waitpid(process, &status, 0) == process, status == 0
    else { throw CocoaError(.executableLoad) }
  }
}
