import CA
import Federation
import Kubernetes
import Rotation
import Testing
import X509

/// Several administrators, random commands, random delays: whatever the machine allows loses no handshake.
@Suite struct RandomRotationTests {
  @Test(arguments: Array(1...6 as ClosedRange<UInt64>))
  func `no handshake is lost`(_ seed: UInt64) throws {
    var dice = Dice(seed)
    let roots = seed % 3 == 0 ? RootMode.shared : .perMesh
    let names = ["red-mesh", "green-mesh", "blue-mesh"].prefix(2 + Int(seed % 2))
    try RotatingHome.with(roots, meshes: Array(names)) { home in
      var time = RotatingHome.start
      var world = try World(home.at(time))
      var moves = 0
      for _ in 0..<60 {
        time = time + Int64([1, 30, 61, 3_600, 20_000, 43_200][dice.roll(6)])
        // A proxy renews somewhere in the second half of its leaf's life.
        let early = 43_200 + Int64(dice.roll(40_000))
        try world.pass(to: time) { name, index in early + Int64((name.count + index) % 3) * 1_000 }
        let name = names[dice.roll(names.count)]
        let owner = roots == .shared ? AuthorityOwner.shared : .mesh(name)
        switch dice.roll(9) {
        case 0, 1: try world.apply(name, home.at(time))
        case 2: for name in names { try world.apply(name, home.at(time)) }
        case 3:
          try world.restart(name, at: time)
          try home.assume("\(name): all proxies restarted", roots == .shared ? .shared : .mesh(name), at: time)
        case 4, 5: try Self.look(world, home, at: time)
        case 6: moves += home.refusal(owner, .start(.init()), at: time) == nil ? 1 : 0
        case 7: moves += home.refusal(owner, .next, at: time) == nil ? 1 : 0
        default: moves += dice.roll(4) == 0 && home.refusal(owner, .abort, at: time) == nil ? 1 : 0
        }
        let broken = world.broken(at: time)
        #expect(broken == nil, "seed \(seed)")
        if broken != nil { return }
      }
      #expect(moves > 0 && world.checks > 300)
    }
  }

  /// Everybody tells what runs: bundles as they are applied, and which intermediate istiod signs with.
  static func look(_ world: World, _ home: RotatingHome, at time: Timestamp) throws {
    let ledger = try home.at(time).rotationLedger(withKeys: false)
    var evidence: [Evidence] = []
    for cluster in world.clusters.values {
      let name = cluster.mesh.name
      let held = cluster.applied.rootsByPeer.merging([name: cluster.applied.ownRoots]) { first, _ in first }
      for (mesh, roots) in held {
        let bundle = SeenBundle(
          holder: name, mesh: mesh, certificates: roots,
          object: .of(mesh, at: name, resourceVersion: "\(time.seconds)", readAt: time))
        if let seen = try? bundle.evidence(in: ledger).evidence {
          evidence.append(seen)
        } else if let contrary = bundle.contradiction(in: ledger) {
          evidence.append(contrary)
        }
      }
      if ledger.signers[name]?.last?.chain == cluster.applied.chain {
        let assumption = Statement("\(name): istiod restarted", by: "A. Smith")
        evidence += try #require(assumption.evidence(in: ledger, of: ledger.rootOwner(of: name)))
      }
    }
    try home.at(time).record(evidence)
  }
}
