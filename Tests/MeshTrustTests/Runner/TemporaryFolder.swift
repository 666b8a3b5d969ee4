import Foundation

/// A folder of its own for one test.
enum TemporaryFolder {
  /// Lends a fresh folder and removes it afterwards, also when `body` throws.
  static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
    // One with its links resolved, so that programs that print where they are print this.
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let folder = base.appending(path: "meshtrust-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}

/// The binary under test, which the build puts beside the tests.
enum Binary {
  static let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path
  static let path = folder + "/meshtrust"

  /// What a test's programs see of the environment: where programs are, and what coverage and sanitizers need.
  static func environment(home: String) -> [String: String] {
    let kept = ["LLVM_PROFILE_FILE", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "LD_LIBRARY_PATH"]
    var environment = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = folder + ":" + path
    environment["HOME"] = home
    environment["TMPDIR"] = home
    environment["LC_ALL"] = "C.UTF-8"
    environment["TZ"] = "UTC"
    return environment
  }

  /// Runs it once, outside of any script.
  static func run(_ arguments: [String]) throws -> Subprocess {
    try TemporaryFolder.with { folder in
      try Subprocess(path, arguments, in: folder, environment: environment(home: folder), scratch: folder)
    }
  }
}
