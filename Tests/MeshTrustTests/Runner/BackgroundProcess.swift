import Foundation

/// A program that runs beside a script, such as a server, until the script ends.
struct BackgroundProcess {
  /// Where what it prints goes: a file of the script's folder.
  let log: String
  private let process: pid_t

  /// Starts a program; `log` is taken for both of its streams.
  init(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String], input: String,
    log: String
  ) throws {
    self.log = log
    process = try Subprocess.spawn(
      program, arguments, in: folder, environment: environment, input: input, output: log, errors: log + ".errors")
  }

  /// Ends it, by its own process id, and waits until it is gone.
  func end() {
    kill(process, SIGTERM)
    var ending: Int32 = 0
    while unsafe waitpid(process, &ending, 0) == -1, errno == EINTR {}
  }

  /// What it has printed so far.
  var transcript: String {
    [log, log + ".errors"].map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }.joined()
  }
}
