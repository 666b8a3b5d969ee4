import Foundation

/// From start to exit, against `openssl version`, which loads the same library and prints one line.
enum StartupBenchmark {
  private static let rounds = 41

  static func run(binary: String) throws {
    let home = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: home) }
    try Program.start(binary, ["init", "--home", home, "red-mesh", "green-mesh", "blue-mesh"])
    let id = ["id", "green-mesh", "--for", "red-mesh", "--home", home]
    var times: [String: [Double]] = [:]
    for _ in 0..<rounds {
      times["openssl", default: []].append(
        try Benchmarks.seconds { try Program.start("/usr/bin/openssl", ["version"]) })
      times["version", default: []].append(try Benchmarks.seconds { try Program.start(binary, ["--version"]) })
      times["id", default: []].append(try Benchmarks.seconds { try Program.start(binary, id) })
    }
    let medians = times.mapValues { $0.sorted()[rounds / 2] }
    guard let openssl = medians["openssl"], let version = medians["version"], let identity = medians["id"] else {
      return
    }
    Benchmarks.report("startup: meshtrust --version against openssl version", version / openssl, aim: "at most 3")
    Benchmarks.report("startup: meshtrust id against openssl version", identity / openssl, aim: "at most 3")
  }
}
