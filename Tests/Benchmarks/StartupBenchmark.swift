import Foundation

/// From start to exit, against what OpenSSL's command takes for the same: it loads the same library.
enum StartupBenchmark {
  private static let rounds = 101

  static func run(binary: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (home, certificates) = ("\(folder)/home", "\(folder)/certificates")
    try Program.start(binary, ["init", "--home", home, "red-mesh", "green-mesh", "blue-mesh"])
    try Program.start(binary, ["apply", "--home", home, "--yes"])
    try Program.start(
      binary, ["issue", "red-mesh", "--gateway", "egress-green-mesh", "--home", home, "--out", certificates])
    let (chain, root) = ("\(certificates)/cert-chain.pem", "\(certificates)/root-cert.pem")
    let programs: [String: (String, [String])] = [
      "openssl version": ("openssl", ["version"]),
      "openssl verify": ("openssl", ["verify", "-CAfile", root, "-untrusted", chain, chain]),
      "version": (binary, ["--version"]),
      "id": (binary, ["id", "green-mesh", "--for", "red-mesh", "--home", home]),
      "verify": (binary, ["verify", chain, "--bundle", root, "--trust-domain", "red-mesh.local"]),
    ]
    var times: [String: [Double]] = [:]
    for _ in 0..<rounds {
      // They take turns, so that a slow moment of the machine hits all of them.
      for (name, (program, arguments)) in programs {
        times[name, default: []].append(try Benchmarks.seconds { try Program.start(program, arguments) })
      }
    }
    func report(_ name: String, against base: String, aim: String) {
      let medians = times.mapValues { $0.sorted()[rounds / 2] }
      guard let time = medians[name], let other = medians[base] else { return }
      Benchmarks.report("startup: meshtrust \(name) against \(base)", time / other, aim: aim)
    }
    report("version", against: "openssl version", aim: "at most 3")
    report("id", against: "openssl version", aim: "at most 3")
    report("verify", against: "openssl verify", aim: "at most 2")
  }
}
