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
    let idle = processor()
    let first = try Benchmarks.seconds { _ = try named.open().apply() }
    let busy = processor()
    let peak = memory()
    let second = try Benchmarks.seconds { _ = try named.open().apply() }
    // A root and an intermediate each: two keys and two signatures a mesh.
    let cryptography = try Benchmarks.seconds { for _ in 0..<(2 * meshes) { try IssueBenchmark.bareLoop() } }
    print(
      "apply: \(meshes) meshes, \(String(format: "%.1f", first)) s; a second one that changes nothing "
        + "\(String(format: "%.1f", second)) s; peak memory \(peak) MB, \(before) MB of it before")
    Benchmarks.report("apply: share of key generation and signing", cryptography / first, aim: "told, no aim")
    // All cores work at once, so that these are shares of their time and not of what the clock shows.
    let (user, system) = (busy.user - idle.user, busy.system - idle.system)
    let rest = max(0, user - cryptography)
    print(
      "apply: processors \(text(user + system)) s: cryptography \(text(cryptography)) s, the kernel's work \(text(system)) s, "
        + "the rest (planning, rendering, encoding, the database) \(text(rest)) s")
    Benchmarks.report(
      "apply: share of what is neither cryptography nor the kernel's", rest / (user + system), aim: "told, no aim")
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

  /// What the process has used of its processors so far, in seconds.
  private static func processor() -> (user: Double, system: Double) {
    var usage = rusage()
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return (0, 0) }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime), seconds(usage.ru_stime))
  }

  private static func text(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  /// The most memory that the process has held, in MB.
  static func memory() -> Int {
    var usage = rusage()
    guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return usage.ru_maxrss / 1024
  }
}
