import Foundation

/// From start to exit, against `openssl version`, which loads the same library and prints one line.
enum StartupBenchmark {
  private static let rounds = 41

  static func run(binary: String) throws {
    let home = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try start(binary, ["init", "--home", home, "red-mesh", "green-mesh", "blue-mesh"])
    let id = ["id", "green-mesh", "--for", "red-mesh", "--home", home]
    var times: [String: [Double]] = [:]
    for _ in 0..<rounds {
      times["openssl", default: []].append(try Benchmarks.seconds { try start("/usr/bin/openssl", ["version"]) })
      times["version", default: []].append(try Benchmarks.seconds { try start(binary, ["--version"]) })
      times["id", default: []].append(try Benchmarks.seconds { try start(binary, id) })
    }
    let medians = times.mapValues { $0.sorted()[rounds / 2] }
    guard let openssl = medians["openssl"], let version = medians["version"], let identity = medians["id"] else {
      return
    }
    Benchmarks.report("startup: meshtrust --version against openssl version", version / openssl, aim: "at most 3")
    Benchmarks.report("startup: meshtrust id against openssl version", identity / openssl, aim: "at most 3")
  }

  /// Starts a program without Foundation's `Process`, whose waiting takes longer than what is measured here.
  private static func start(_ program: String, _ arguments: [String]) throws {
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
