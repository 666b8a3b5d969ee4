import CA
import Foundation
import SystemPackage
import X509

/// The first `apply` of many meshes, each peering with the next four, and the share of it that is cryptography.
enum ApplyBenchmark {
  static func run(meshes: Int) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let named = Home(folder: FilePath(folder), now: Timestamp(seconds: 1_800_000_000))
    try named.create(description(meshes))
    let before = memory()
    let first = try Benchmarks.seconds { _ = try named.open().apply() }
    let peak = memory()
    let second = try Benchmarks.seconds { _ = try named.open().apply() }
    // A root and an intermediate each: two keys and two signatures a mesh.
    let cryptography = try Benchmarks.seconds { for _ in 0..<(2 * meshes) { try IssueBenchmark.bareLoop() } }
    print(
      "apply: \(meshes) meshes, \(String(format: "%.1f", first)) s; a second one that changes nothing "
        + "\(String(format: "%.1f", second)) s; peak memory \(peak) MB, \(before) MB of it before")
    Benchmarks.report("apply: share of key generation and signing", cryptography / first, aim: "told, no aim")
  }

  private static func description(_ meshes: Int) -> String {
    let names = (0..<meshes).map { "mesh-\($0)" }
    var text = "apiVersion: meshtrust/v1\nkind: Federation\nmetadata: {name: bench}\nspec:\n  meshes:\n"
    for index in names.indices {
      let peers = (1...4).map { names[(index + $0) % meshes] }
      text += "  - {name: \(names[index]), peers: [\(peers.joined(separator: ", "))]}\n"
    }
    return text
  }

  /// The most memory that the process has held, in MB.
  static func memory() -> Int {
    var usage = rusage()
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return usage.ru_maxrss / 1024
  }
}
