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

  private static func start(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
