import Foundation

/// The binary under test: `$MESHTRUST_BINARY`, or the release build where it is newer than every source, which is several
/// times faster, or else the debug build that `swift test` puts beside the tests.
enum Binary {
  static let path: String = {
    let given = ProcessInfo.processInfo.environment["MESHTRUST_BINARY"]
    return given ?? (isReleaseCurrent ? release : debug)
  }()
  static var folder: String { URL(filePath: path).deletingLastPathComponent().path }

  private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    .standardizedFileURL.path
  private static let debug = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/meshtrust"
  private static let release = package + "/.build/release/meshtrust"

  /// Whether the release build was made after the last change of a source. Folders count too: a file may have been
  /// removed.
  private static var isReleaseCurrent: Bool {
    guard let built = modified(release) else { return false }
    let sources = package + "/Sources"
    let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
    return ([package + "/Package.swift", sources] + files.map { "\(sources)/\($0)" }).allSatisfy {
      modified($0).map { $0 < built } ?? false
    }
  }

  private static func modified(_ path: String) -> Date? {
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: resolved)[.modificationDate] as? Date
  }

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
