import CA
import Cluster
import Diagnostics
import Federation
import Testing
import X509

@testable import Rotation

/// What a look at a cluster shows, and above all what it does not.
@Suite struct GatheringTests {
  static let red = AuthorityOwner.mesh("red-mesh")
  static let start = RotatingHome.start

  /// A cluster of red-mesh at a moment, as a rotation in distributing wants it.
  struct Scene {
    var pods: [PodState]
    var deployments: [WorkloadState]
    var secret: SecretState?
    var namespaces = ["red-mesh-system", "shop"]
    var ownRoots: [String: ObservedRoots] = [:]
    var outsiders: [String] = []
    var unread: [String] = []
    let time: Timestamp

    init(_ ledger: RotationLedger, at time: Timestamp, secret changed: Timestamp) throws {
      self.time = time
      let bundle = try #require(ledger.bundles[red]?.last)
      let signer = try #require(ledger.signers["red-mesh"]?.last?.chain.first)
      secret = SecretState(
        name: "cacerts", namespace: "red-mesh-system", uid: "secret", resourceVersion: "5", changed: changed,
        fingerprints: .init(roots: Set(bundle.certificates.map(\.fingerprint)), intermediate: signer.fingerprint))
      deployments = [Self.istiod(replicas: 1)]
      pods = [
        Self.pod("istiod-1", created: changed + 60, labels: ["app": "istiod"], hasProxy: false),
        Self.pod("gateway", created: changed + 30), Self.pod("shop", in: "shop", created: changed + 30),
      ]
      for namespace in namespaces {
        ownRoots[namespace] = ObservedRoots(
          object: SeenObject(
            name: EvidenceSorter.ownRoots, namespace: namespace, uid: "roots of \(namespace)", resourceVersion: "9",
            created: start - 900, changed: changed + 70, reading: .init(cluster: "c", time: time), file: ""),
          certificates: .success(bundle.certificates))
      }
    }

    static func istiod(_ name: String = "istiod-red-mesh", replicas: Int, updated: Int? = nil) -> WorkloadState {
      WorkloadState(
        name: name, namespace: "red-mesh-system", uid: "uid of \(name)", resourceVersion: "3",
        labels: ["app": "istiod"], selector: ["app": "istiod"], wanted: replicas, replicas: replicas,
        updated: updated ?? replicas, available: replicas)
    }

    static func pod(
      _ name: String, in namespace: String = "red-mesh-system", created: Timestamp?, labels: [String: String] = [:],
      hasProxy: Bool = true, phase: PodState.Phase = .running, isReady: Bool = true, isBeingDeleted: Bool = false,
      hasStarted: Bool = true, started: Timestamp? = nil, owner: PodState.Owner? = .init(kind: "ReplicaSet", name: "r")
    ) -> PodState {
      PodState(
        name: name, namespace: namespace, uid: "uid of \(name)", created: created, isBeingDeleted: isBeingDeleted,
        phase: phase, isReady: isReady, labels: labels, owner: owner,
        proxy: hasProxy ? .init(hasStarted: hasStarted, started: started) : nil)
    }

    func look(cluster: String? = "c") -> MeshLook {
      var workloads = MeshWorkloads()
      workloads.namespaces = .known(namespaces)
      workloads.pods = pods
      workloads.deployments = deployments
      workloads.secret = secret
      workloads.outsiders = outsiders
      workloads.unread = unread
      return MeshLook(cluster: cluster, time: time, bundles: [], ownRoots: ownRoots, workloads: workloads)
    }
  }

  static func ledger(_ home: RotatingHome, at time: Timestamp) throws -> RotationLedger {
    try home.at(time).rotationLedger(withKeys: false)
  }

  static func gather(_ scene: Scene, _ ledger: RotationLedger, cluster: String? = "c") throws -> GatheredMesh {
    MeshGathering(ledger, try #require(ledger.federation.mesh(named: "red-mesh")), scene.look(cluster: cluster)).result
  }

  /// A rotation of red-mesh in distributing, of which a cluster has shown that istiod has the step.
  static func withSettled(_ body: (RotatingHome, Timestamp) throws -> Void) throws {
    try RotatingHome.with { home in
      try home.move(red, .start(.init()), at: start)
      let now = start + 600
      try home.at(now).record(["red-mesh": KnownCluster(anchor: "namespace", uid: "c", seen: now)])
      let scene = try Scene(ledger(home, at: now), at: now, secret: start + 100)
      let gathered = try gather(scene, ledger(home, at: now))
      #expect(gathered.evidence.map(\.kind) == [.bundle])
      #expect(gathered.evidence.first?.time == now && gathered.evidence.first?.cluster == "c")
      try home.at(now).record([gathered])
      try body(home, now)
    }
  }

  @Test func `a restart counts from when every replica and every namespace had the roots`() throws {
    try Self.withSettled { home, settled in
      let now = settled + 600
      let ledger = try Self.ledger(home, at: now)
      var scene = try Scene(ledger, at: now, secret: Self.start + 100)
      // Newer than the Secret, and than one replica, is not enough.
      #expect(try Self.gather(scene, ledger).evidence.isEmpty)
      scene.pods = [scene.pods[0], Scene.pod("gateway", created: settled + 5), Scene.pod("shop", created: settled + 6)]
      #expect(try Self.gather(scene, ledger).evidence.isEmpty)
      scene.pods[1] = Scene.pod("gateway", created: settled + 6)
      let gathered = try Self.gather(scene, ledger)
      #expect(gathered.evidence.map(\.kind) == [.restart])
      try home.at(now).record([gathered])
      let gates = RotationMachine(try Self.ledger(home, at: now), Self.red).gates()
      #expect(gates.contains { $0.holder == "red-mesh" && $0.isOpen })
    }
  }

  /// A list of Pods that is empty, or lacks what its Deployment has, does not say that no proxy is left.
  @Test func `proxies that are not listed are not restarted ones`() throws {
    try Self.withSettled { home, settled in
      let now = settled + 600
      let ledger = try Self.ledger(home, at: now)
      var scene = try Scene(ledger, at: now, secret: Self.start + 100)
      func verdict(_ scene: Scene) throws -> Observation.Verdict? {
        try Self.gather(scene, ledger).observations.first { $0.subject == .proxies }?.verdict
      }
      let istiod = scene.pods[0]
      scene.pods = [istiod]
      #expect(try verdict(scene) == .shown)
      scene.pods = []
      #expect(try verdict(scene) == .unknown)
      #expect(try Self.gather(scene, ledger).evidence.isEmpty)
      scene.pods = [Scene.pod("gateway", created: settled + 6)]
      #expect(try verdict(scene) == .unknown)
      scene.unread = [WorkloadKind.deployments]
      scene.deployments = []
      #expect(try verdict(scene) == .unknown)
      // An istiod elsewhere has no Pods here.
      scene.unread = []
      #expect(try verdict(scene) == .shown)
    }
  }

  @Test func `a time that was set here is none at a cluster`() throws {
    try Self.withSettled { home, settled in
      let far = settled + 100 * RotatingHome.day
      func isOpen(_ home: OpenHome) throws -> Bool {
        let ledger = try home.rotationLedger(withKeys: false)
        return RotationMachine(ledger, Self.red).gates().contains { $0.holder == "red-mesh" && $0.isOpen }
      }
      // A later look at the cluster would have to come first.
      #expect(try !isOpen(home.at(far)))
      try home.at(settled).record([GatheredMesh(mesh: "red-mesh", read: far, observations: [], evidence: [])])
      #expect(try isOpen(home.at(settled)))
    }
  }

  @Test func `without an identity of the cluster nothing counts`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let now = Self.start + 600
      let ledger = try Self.ledger(home, at: now)
      let gathered = try Self.gather(Scene(ledger, at: now, secret: Self.start + 100), ledger, cluster: nil)
      #expect(gathered.evidence.isEmpty)
      #expect(gathered.observations.allSatisfy { $0.verdict == .unknown })
    }
  }

  @Test(arguments: [
    ("pending", true, PodState.Phase.pending, false, nil as Int64?, -9000 as Int64?),
    ("pending that ran", false, .pending, true, nil, -9000), ("succeeded", true, .succeeded, true, nil, -9000),
    ("failed", true, .failed, true, nil, -9000), ("unknown", false, .unknown, true, nil, -9000),
    ("old", false, .running, true, nil, -9000), ("exactly then", false, .running, true, nil, 0),
    ("within the margin", false, .running, true, nil, 5), ("new", true, .running, true, nil, 6),
    ("restarted in place", true, .running, true, 61, -9000),
    ("too early by its node", false, .running, true, 60, -9000),
    ("of an unknown time", false, .running, true, nil, nil),
  ])
  func `each kind of Pod has its verdict`(
    name: String, isFine: Bool, phase: PodState.Phase, hasStarted: Bool, started: Int64?, created: Int64?
  ) {
    let pod = Scene.pod(
      name, created: created.map { Self.start + $0 }, phase: phase, hasStarted: hasStarted,
      started: started.map { Self.start + $0 })
    #expect(ProxyRestarts([pod], since: Self.start).leftovers.isEmpty == isFine)
  }

  @Test func `what ends still talks, and what nobody makes anew is named`() {
    let ending = Scene.pod("a", created: Self.start - 60, isBeingDeleted: true)
    #expect(ProxyRestarts([ending], since: Self.start).text.contains("still talks"))
    let lone = Scene.pod("a", created: Self.start - 60, owner: nil)
    #expect(ProxyRestarts([lone], since: Self.start).text.contains("nothing makes it anew"))
    let job = Scene.pod("a", created: Self.start - 60, owner: .init(kind: "Job", name: "j"))
    #expect(ProxyRestarts([job], since: Self.start).text.contains("its Job must end"))
  }

  @Test func `a replica of istiod that is old, ending, unready or missing keeps the gate shut`() throws {
    try RotatingHome.with { home in
      try home.move(Self.red, .start(.init()), at: Self.start)
      let now = Self.start + 600
      let ledger = try Self.ledger(home, at: now)
      let changed = Self.start + 100
      let labels = ["app": "istiod"]
      let changes: [(String, (inout Scene) -> Void)] = [
        ("old", { $0.pods.append(Scene.pod("o", created: changed + 5, labels: labels, hasProxy: false)) }),
        (
          "ending",
          {
            $0.pods.append(Scene.pod("e", created: changed + 60, labels: labels, hasProxy: false, isBeingDeleted: true))
          }
        ),
        (
          "unready",
          { $0.pods.append(Scene.pod("u", created: changed + 60, labels: labels, hasProxy: false, isReady: false)) }
        ),
        ("rolling", { $0.deployments = [Scene.istiod(replicas: 1, updated: 0)] }),
        ("two wanted", { $0.deployments = [Scene.istiod(replicas: 2)] }),
        ("another revision", { $0.deployments.append(Scene.istiod("istiod-canary", replicas: 1, updated: 0)) }),
        ("none", { $0.deployments = [] }), ("no Secret", { $0.secret = nil }),
        ("Pods unread", { $0.unread = [WorkloadKind.pods] }),
        ("a namespace without roots", { $0.namespaces.append("blog") }),
        ("roots unread", { $0.unread = [WorkloadKind.ownRoots] }),
      ]
      #expect(try Self.gather(Scene(ledger, at: now, secret: changed), ledger).evidence.map(\.kind) == [.bundle])
      for (name, change) in changes {
        var scene = try Scene(ledger, at: now, secret: changed)
        change(&scene)
        #expect(try Self.gather(scene, ledger).evidence.isEmpty, "\(name)")
      }
    }
  }

  /// No Pod, Deployment or ConfigMap that is added to a cluster ever shows what was not shown before.
  @Test(arguments: 0..<8) func `what is added to a cluster opens nothing`(seed: Int) throws {
    try Self.withSettled { home, settled in
      let now = settled + 600
      let ledger = try Self.ledger(home, at: now)
      var dice = Dice(UInt64(seed) + 1)
      var shut = 0
      for _ in 0..<250 {
        var scene = try Self.random(ledger, at: now, around: settled, &dice)
        let before = Set(try Self.gather(scene, ledger).evidence.map(\.kind))
        if before.isEmpty { shut += 1 }
        switch dice.roll(4) {
        case 0, 1: scene.pods.append(Self.randomPod("added", around: settled, &dice))
        case 2:
          scene.deployments.append(
            Scene.istiod("istiod-\(dice.roll(9))", replicas: dice.roll(3), updated: dice.roll(3)))
        default:
          scene.ownRoots["added"] = scene.ownRoots["shop"]
          scene.outsiders += dice.roll(2) == 0 ? ["1 WorkloadEntries"] : []
        }
        let after = Set(try Self.gather(scene, ledger).evidence.map(\.kind))
        #expect(after.isSubset(of: before))
      }
      #expect(shut > 20 && shut < 250)
    }
  }

  private static func random(
    _ ledger: RotationLedger, at now: Timestamp, around time: Timestamp, _ dice: inout Dice
  ) throws -> Scene {
    var scene = try Scene(ledger, at: now, secret: start + 100)
    let istiods = (0...dice.roll(2)).map {
      Scene.pod(
        "istiod-\($0)", created: start + 100 + (dice.roll(6) == 0 ? 0 : 60), labels: ["app": "istiod"], hasProxy: false,
        isReady: dice.roll(8) > 0)
    }
    // Absence of what there must be is another matter.
    scene.deployments = [Scene.istiod(replicas: 1 + dice.roll(istiods.count))]
    scene.pods =
      istiods
      + (0..<dice.roll(4)).map { _ in
        dice.roll(3) == 0
          ? randomPod("p", around: time, &dice) : Scene.pod("p", created: time + 6 + Int64(dice.roll(100)))
      }
    if dice.roll(10) == 0 { scene.namespaces.append("blog") }
    if dice.roll(10) == 0 { scene.unread = [WorkloadKind.outsiders] }
    return scene
  }

  private static func randomPod(_ name: String, around time: Timestamp, _ dice: inout Dice) -> PodState {
    let phases = PodState.Phase.allCases
    return Scene.pod(
      name, in: ["red-mesh-system", "shop"][dice.roll(2)],
      created: dice.roll(9) == 0 ? nil : time + Int64(dice.roll(40)) - 20,
      labels: dice.roll(3) == 0 ? ["app": "istiod"] : [:], hasProxy: dice.roll(4) > 0,
      phase: phases[dice.roll(phases.count)],
      isReady: dice.roll(3) > 0, isBeingDeleted: dice.roll(4) == 0, hasStarted: dice.roll(3) > 0,
      started: dice.roll(3) == 0 ? time + Int64(dice.roll(200)) - 50 : nil)
  }
}
