import Foundation

/// What a command costs beside its cryptography: opening the home, planning, rendering and comparing.
enum HomeBenchmark {
  private static let rounds = 5
  /// Aims in seconds are half of what the same took before, on the machine where both were measured. Nothing that stays as it
  /// was could be measured in the same run, because most of these commands do next to no cryptography.
  private static let reference =
    "aims in seconds are those of the reference machine, which took 2.6, 2.8 and 12.4 s before"

  static func run(binary: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let loops = 500
    let bare = try Benchmarks.seconds { for _ in 0..<loops { try IssueBenchmark.bareLoop() } } / Double(loops)
    print("home: a key and a signature take \(String(format: "%.0f", bare * 1e6)) µs here; \(reference)")
    try verify(binary, folder)
    try planning(binary, folder)
    try rotation(binary, folder)
  }

  /// `verify` with roots and identity from a home of 60 meshes, against the same with files.
  private static func verify(_ binary: String, _ folder: String) throws {
    let home = try describe(folder + "/sixty", meshes: 60) { index in index == 0 ? Array(1..<60) : [] }
    try Program.start(binary, ["apply", "--home", home])
    let leaf = folder + "/leaf"
    try Program.start(
      binary, ["issue", "mesh-1", "--gateway", "egress-mesh-0", "--out", leaf, "--home", home])
    let chain = leaf + "/cert-chain.pem"
    let withHome = try median(
      binary, ["verify", chain, "--peer", "mesh-1", "--for", "mesh-0", "--home", home])
    let withBundle = try median(
      binary, ["verify", chain, "--bundle", leaf + "/root-cert.pem", "--trust-domain", "mesh-1.local"])
    Benchmarks.report("home: verify --peer with 60 meshes against --bundle", withHome / withBundle, aim: "at most 1.3")
  }

  private static func planning(_ binary: String, _ folder: String) throws {
    let home = try describe(folder + "/thousand", meshes: 1000) { index in
      (1...4).map { (index + $0) % 1000 }.filter { $0 > index }
    }
    let first = try Benchmarks.seconds { try Program.start(binary, ["apply", "--home", home]) }
    let plan = try median(binary, ["plan", "--home", home])
    let again = try median(binary, ["apply", "--home", home])
    tell("1000 meshes: first apply", first, aim: nil)
    tell("1000 meshes: plan", plan, aim: 1.3)
    tell("1000 meshes: an apply that changes nothing", again, aim: 1.4)
    print("home: a first apply takes \(text(first / again)) times what one does that changes nothing")
  }

  private static func rotation(_ binary: String, _ folder: String) throws {
    let home = try describe(folder + "/hundred", meshes: 100) { Array(($0 + 1)..<100) }
    try Program.start(binary, ["apply", "--home", home])
    let step = try Benchmarks.seconds { try Program.start(binary, ["rotate", "start", "mesh-0", "--home", home]) }
    tell("100 fully federated meshes: a whole rotation step with its files", step, aim: 6.2)
  }

  private static func tell(_ what: String, _ seconds: Double, aim: Double?) {
    print("home: \(what): \(text(seconds)) s" + (aim.map { ", aim at most \(text($0)) s" } ?? ", told, no aim"))
  }

  private static func describe(_ home: String, meshes: Int, peers: (Int) -> [Int]) throws -> String {
    var text = "apiVersion: meshtrust/v1\nkind: Federation\nmetadata: {name: bench}\nspec:\n  meshes:\n"
    for index in 0..<meshes {
      text += "  - {name: mesh-\(index), peers: [\(peers(index).map { "mesh-\($0)" }.joined(separator: ", "))]}\n"
    }
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: home + "/federation.yaml"))
    return home
  }

  private static func median(_ binary: String, _ arguments: [String]) throws -> Double {
    var times: [Double] = []
    for _ in 0..<rounds { times.append(try Benchmarks.seconds { try Program.start(binary, arguments) }) }
    return times.sorted()[rounds / 2]
  }

  private static func text(_ seconds: Double) -> String { String(format: "%.2f", seconds) }
}
