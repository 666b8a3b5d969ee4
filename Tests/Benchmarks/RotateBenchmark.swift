import CA
import Foundation
import Rotation
import SystemPackage
import X509

/// The proof before a step of a rotation, for meshes that all federate with each other.
enum RotateBenchmark {
  static func run(meshes: Int) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/meshtrust-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let start = Timestamp(seconds: 1_800_000_000)
    let named = Home(folder: FilePath(folder), now: start)
    let names = (0..<meshes).map { "mesh-\($0)" }
    var text = "apiVersion: meshtrust/v1\nkind: Federation\nmetadata: {name: bench}\nspec:\n  meshes:\n"
    for (index, name) in names.enumerated() {
      text += "  - {name: \(name), peers: [\(names[(index + 1)...].joined(separator: ", "))]}\n"
    }
    try named.create(text)
    let home = named.open()
    _ = try home.apply()
    let owner = AuthorityOwner.mesh("mesh-0")
    // Every mesh's bundle has two possible versions for every holder: the widest table that one step can have.
    let ledger = try home.rehearsing { ledger throws(CAError) in
      var actions: [RotationAction] = []
      for name in names { actions += try RotationMachine(ledger, .mesh(name)).start(.init()) }
      return actions
    }
    var proof: HandshakeProof?
    let proving = try Benchmarks.seconds { proof = try HandshakeProof(ledger, until: start + 86_460) }
    guard let proof else { return }
    let cells = proof.rows.reduce(0) { $0 + $1.cells.count }
    // A leaf for workloads and one for istiod of each mesh are made, and each verification checks two signatures.
    guard let root = ledger.bundles[owner]?.last?.certificates.first else { return }
    let key = try root.publicKeyInfo.publicKey()
    let cryptography = try Benchmarks.seconds {
      for _ in 0..<(2 * meshes) { try IssueBenchmark.bareLoop() }
      for _ in 0..<(2 * proof.verifications) { precondition(root.isSigned(by: key)) }
    }
    let step = try Benchmarks.seconds { _ = try home.rotate(owner, .start(.init())) }
    let peak = ApplyBenchmark.memory()
    print(
      "rotate: \(meshes) meshes, \(proof.rows.count) sides, \(cells) combinations, \(proof.verifications) verifications: "
        + "\(String(format: "%.1f", proving)) s; a whole step with files \(String(format: "%.1f", step)) s; peak memory "
        + "\(peak) MB")
    Benchmarks.report(
      "rotate: share of bare signing and checking in the proof", cryptography / proving, aim: "told, no aim")
    print("rotate: the proof \(proof.holds ? "holds" : "does NOT hold")")
  }
}
