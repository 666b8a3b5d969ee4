import Foundation

/// The package's own sources, for tests that hold the tree to its rules.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

  /// The text of every Swift file, by its path inside its module.
  typealias Module = [String: String]

  /// The modules under `Sources`, system libraries left out.
  static func modules() throws -> [String: Module] {
    let sources = root.appending(path: "Sources").resolvingSymlinksInPath()
    var modules: [String: Module] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: sources.path) {
      let folder = sources.appending(path: name)
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
      guard !files.isEmpty else { continue }
      modules[name] = try files.reduce(into: [:]) {
        $0[$1] = try String(contentsOf: folder.appending(path: $1), encoding: .utf8)
      }
    }
    return modules
  }
}
