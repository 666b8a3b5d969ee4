import CA
import Cluster
import Testing
import X509

@testable import Rotation

/// What a cluster showed counts until a later look at it shows the contrary, and never for another cluster.
@Suite struct DisprovedEvidenceTests {
  private typealias Scene = GatheringTests.Scene
  private static let red = GatheringTests.red

  /// Whether red-mesh itself holds up its rotation.
  private static func isShut(_ home: RotatingHome, at time: Timestamp) throws -> Bool {
    let ledger = try GatheringTests.ledger(home, at: time)
    return RotationMachine(ledger, red).gates().contains { $0.holder == "red-mesh" && !$0.isOpen }
  }

  private static func record(
    _ home: RotatingHome, at now: Timestamp, secret changed: Timestamp,
    _ change: (inout Scene) throws -> Void = { _ in }
  ) throws {
    let ledger = try GatheringTests.ledger(home, at: now)
    var scene = try Scene(ledger, at: now, secret: changed)
    for index in scene.pods.indices.dropFirst() {
      scene.pods[index] = Scene.pod(
        scene.pods[index].name, in: scene.pods[index].namespace, created: GatheringTests.start + 700)
    }
    try change(&scene)
    try home.at(now).record([GatheringTests.gather(scene, ledger)])
  }

  /// A rotation in distributing of which the cluster has shown everything.
  private static func withOpenGates(_ body: (RotatingHome, Timestamp) throws -> Void) throws {
    try GatheringTests.withSettled { home, settled in
      let now = settled + 600
      try record(home, at: now, secret: GatheringTests.start + 100)
      let isShut = try isShut(home, at: now)
      #expect(!isShut)
      try body(home, now)
    }
  }

  private static let contraries: [(String, @Sendable (inout Scene) throws -> Void)] = [
    ("no Secret", { $0.secret = nil }),
    (
      "other roots in the Secret",
      { scene in
        scene.secret = SecretState(
          name: "cacerts", namespace: "red-mesh-system", uid: "secret", resourceVersion: "6",
          changed: GatheringTests.start + 1000, fingerprints: .init(roots: ["x"], intermediate: "y"))
      }
    ),
    (
      "an istiod of before",
      { scene in
        scene.pods[0] = Scene.pod(
          "istiod-0", created: GatheringTests.start + 50, labels: ["app": "istiod"], hasProxy: false)
      }
    ),
    ("a namespace without the roots", { $0.ownRoots["shop"] = nil }),
    ("another namespace", { $0.namespaces.append("blog") }),
    ("a proxy of before", { $0.pods.append(Scene.pod("old", in: "shop", created: GatheringTests.start - 10)) }),
  ]

  @Test(arguments: contraries.indices) func `a later look that shows the contrary shuts the gate`(_ index: Int) throws {
    let (name, change) = Self.contraries[index]
    try Self.withOpenGates { home, now in
      let later = now + 60
      try Self.record(home, at: later, secret: GatheringTests.start + 100, change)
      let isShut = try Self.isShut(home, at: later)
      #expect(isShut, "\(name)")
      let log = try home.at(later).log().filter { $0.details.contains("no longer counts") }
      #expect(!log.isEmpty)
      // The clock of a day does not open it, and what holds again holds from then on.
      let after = later + 60
      try Self.record(home, at: after, secret: GatheringTests.start + 100)
      let isOpenAtOnce = try !Self.isShut(home, at: after)
      // Proxies that started before istiod had everything again must start anew; a proxy that is gone is gone.
      #expect(isOpenAtOnce == (name == "a proxy of before"))
    }
  }

  @Test func `what says nothing of the step takes nothing back`() throws {
    try Self.withOpenGates { home, now in
      try Self.record(home, at: now + 60, secret: GatheringTests.start + 100) { scene in
        // Unready, and unreadable.
        scene.pods[0] = Scene.pod(
          "istiod-1", created: GatheringTests.start + 160, labels: ["app": "istiod"], hasProxy: false, isReady: false)
        scene.unread = ["Secret"]
      }
      let isShut = try Self.isShut(home, at: now + 60)
      #expect(!isShut)
    }
  }

  @Test func `what another cluster showed does not count`() throws {
    try Self.withOpenGates { home, now in
      // The same one, met again.
      try home.at(now).record(["red-mesh": KnownCluster(anchor: "namespace", uid: "c", seen: now)])
      let isShut = try Self.isShut(home, at: now)
      #expect(!isShut)
      try home.at(now).record(["red-mesh": KnownCluster(anchor: "namespace", uid: "d", seen: now)])
      let isShutNow = try Self.isShut(home, at: now)
      #expect(isShutNow)
      let ledger = try GatheringTests.ledger(home, at: now)
      #expect(!ledger.evidence.contains { $0.holder == "red-mesh" })
      #expect(ledger.clusterTime(of: "red-mesh", at: now) == nil)
    }
  }
}
