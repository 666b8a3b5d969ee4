import Cryptography
import Dispatch
import Foundation
import X509

/// `verify --batch` as a user runs it, over chains of a leaf and an intermediate that repeats, against two threads that
/// check as many signatures and do nothing else: one for each chain is what cannot be left out.
enum BatchBenchmark {
  private static let rounds = 5
  private static let count = 20_000

  static func run(binary: String) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let mesh = try BenchmarkMesh(leaves: count, intermediates: 0)
    let (chains, bundle, output) = ("\(folder)/chains", "\(folder)/roots.pem", "\(folder)/answers")
    try write(mesh, to: chains)
    // Three roots, as after a rotation: only one of them is the chains'.
    let roots = try [mesh.root] + BenchmarkMesh.strangers(2)
    try PEM.write(roots).write(toFile: bundle, atomically: false, encoding: .utf8)
    let arguments = [
      "verify", "--batch", chains, "--bundle", bundle, "--trust-domain", "red-mesh.local", "--at",
      "2027-01-15T08:01:40Z",
    ]
    let first = mesh.chains[0].certificate
    let key = try mesh.key(mesh.chains[0])
    var times: [String: [Double]] = [:]
    for _ in 0..<rounds {
      // The parts take turns, so that a slow moment of the machine hits all of them.
      times["bare", default: []].append(
        Benchmarks.seconds {
          DispatchQueue.concurrentPerform(iterations: 2) { _ in
            for _ in 0..<(count / 2) { precondition(first.isSigned(by: key)) }
          }
        })
      times["two", default: []].append(
        try Benchmarks.seconds { try Program.start(binary, arguments, output: output) })
      times["one", default: []].append(
        try Benchmarks.seconds { try Program.start("taskset", ["-c", "0", binary] + arguments, output: output) })
    }
    let memory = try MemoryOf.program(binary, arguments, output: output)
    let medians = times.mapValues { $0.sorted()[rounds / 2] }
    guard let bare = medians["bare"], let two = medians["two"], let one = medians["one"] else { return }
    print("batch: \(count) chains in \(String(format: "%.2f", two)) s, \(Int(Double(count) / two)) a second")
    Benchmarks.report("batch: against two bare signature loops", bare / two, aim: "at least 0.60")
    Benchmarks.report("batch: two cores against one", one / two, aim: "at least 1.85")
    print("batch: peak memory \(memory) MB (under 64)")
  }

  private static func write(_ mesh: BenchmarkMesh, to path: String) throws {
    var text = ""
    for chain in mesh.chains {
      text +=
        PEM.write(PEMBlock.certificateLabel, chain.leaf) + PEM.write(PEMBlock.certificateLabel, chain.intermediate)
      text += "---\n"
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }
}
