import CA
import Cluster
import Federation
import Testing
import X509

@testable import Rotation

/// What somebody adds to a peer's cluster never shows that the peer has a bundle, if what was there showed that it has not.
@Suite struct AddedObjectTests {
  private static let start = RotatingHome.start
  private static let space = "green-mesh-system"
  private static let right = "red-mesh-ca-root-cert"

  @Test(arguments: 0..<6) func `what is added to a peer's cluster opens nothing`(seed: Int) throws {
    try RotatingHome.with { home in
      try home.move(GatheringTests.red, .start(.init()), at: Self.start)
      let now = Self.start + 600
      let ledger = try GatheringTests.ledger(home, at: now)
      let versions = try #require(ledger.bundles[GatheringTests.red])
      let held = [versions.first, versions.last].compactMap { $0?.certificates } + [[]]
      var dice = Dice(UInt64(seed) + 1)
      var shut = 0
      for _ in 0..<120 {
        let place = Self.roots(Self.right, Self.space, held[dice.roll(held.count)], at: now, &dice)
        let before = try Self.opens([place], ledger, at: now)
        if !before { shut += 1 }
        let names = [Self.right, "blue-mesh-ca-root-cert", EvidenceSorter.ownRoots, "red-mesh-ca-root-cert-2", "istio"]
        var name = names[dice.roll(names.count)]
        let space = [Self.space, "shop", "red-mesh-system", "blue-mesh-system"][dice.roll(4)]
        // There is one object of a name.
        if name == Self.right, space == Self.space { name += "-3" }
        let added = Self.roots(name, space, held[dice.roll(held.count)], at: now, &dice)
        let bundles = dice.roll(2) == 0 ? [place, added] : [added, place]
        #expect(try before || !Self.opens(bundles, ledger, at: now), "\(name) in \(space)")
      }
      #expect(shut > 20 && shut < 120)
    }
  }

  /// Nor does a Pod of any kind, a connection, or what a gateway presents.
  @Test func `Pods and connections say nothing of bundles`() throws {
    try RotatingHome.with { home in
      try home.move(GatheringTests.red, .start(.init()), at: Self.start)
      let now = Self.start + 600
      let ledger = try GatheringTests.ledger(home, at: now)
      let old = try #require(ledger.bundles[GatheringTests.red]?.first).certificates
      var dice = Dice(9)
      let place = Self.roots(Self.right, Self.space, old, at: now, &dice)
      let pod = GatheringTests.Scene.pod("p", in: Self.space, created: now - 1, labels: ["app": "istiod"])
      let look = { (look: inout MeshLook) in
        look.workloads.pods = [pod]
        look.connections = [.init(peer: "red-mesh", isConnected: true, text: "", object: place.object)]
        look.gateways = [.init(gateway: "ingress-red-mesh", pod: pod, leaf: old.first)]
      }
      #expect(try !Self.opens([place], ledger, at: now, look))
    }
  }

  private static func opens(
    _ bundles: [ObservedRoots], _ ledger: RotationLedger, at time: Timestamp,
    _ more: (inout MeshLook) -> Void = { _ in }
  ) throws -> Bool {
    var look = MeshLook(cluster: "c", time: time, bundles: bundles, ownRoots: [:], workloads: MeshWorkloads())
    more(&look)
    let green = try #require(ledger.federation.mesh(named: "green-mesh"))
    let result = MeshGathering(ledger, green, look).result
    let isShown = result.observations.contains { $0.subject == .bundle && $0.verdict == .shown }
    #expect(isShown == result.evidence.contains { $0.kind == .bundle })
    return isShown
  }

  private static func roots(
    _ name: String, _ space: String, _ held: [Certificate], at time: Timestamp, _ dice: inout Dice
  ) -> ObservedRoots {
    let isBeingDeleted = dice.roll(6) == 0
    return ObservedRoots(
      object: SeenObject(
        name: name, namespace: space, uid: "uid of \(name) in \(space)", resourceVersion: "\(5 + dice.roll(9))",
        created: start - 900, changed: time - Int64(dice.roll(900)), isBeingDeleted: isBeingDeleted,
        reading: .init(cluster: "c", time: time), file: ""),
      certificates: .success(held))
  }
}
