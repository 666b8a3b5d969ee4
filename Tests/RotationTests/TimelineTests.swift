import CA
import Diagnostics
import Federation
import Kubernetes
import Rotation
import Testing
import X509

@Suite struct TimelineTests {
  private static let year: Int64 = 365 * 86_400

  @Test(arguments: RootMode.allCases)
  func theFirstFailureIsTheSecondAfterTheIntermediatesEnd(roots: RootMode) throws {
    try Stage.with(roots) { home in
      let timeline = try Timeline(RehearsalScene(home, at: home.now))
      // Six ordered pairs, three meshes with themselves, three control planes.
      #expect(timeline.handshakes.count == 12 && timeline.failing.isEmpty && timeline.unknown.isEmpty)
      let end = Stage.start + Self.year
      #expect(timeline.firstFailure?.time == end + 1)
      #expect(timeline.firstFailure?.refusal?.reason.code == "MT-PV-03")
      #expect(timeline.changes.count == 12 && timeline.changes.allSatisfy { $0.time == end + 1 && $0.refusal != nil })
      #expect(timeline.failures(from: end, through: end).isEmpty)
      #expect(timeline.failures(from: end + 1, through: end + 1).count == 12)
      #expect(timeline.failures(from: end, through: end + 1).count == 12)
    }
  }

  @Test func theMeshThatEndsFirstIsNamedWithTheOneThatRefusesIt() throws {
    let profiles = ["short: {intermediateLifetime: 50d}"]
    try Stage.with(more: ["profile: short"], profiles: profiles) { home in
      let timeline = try Timeline(RehearsalScene(home, at: home.now))
      let first = try #require(timeline.firstFailure)
      let moment = Stage.start + 50 * 86_400 + 1
      #expect(first.time == moment)
      #expect(first.handshake.client == "red-mesh" && first.handshake.server == "green-mesh")
      #expect(first.refusal?.by == "green-mesh")
      let failed = timeline.failures(from: moment, through: moment)
      #expect(failed.count == 6)
      #expect(failed.allSatisfy { $0.handshake.client == "red-mesh" || $0.handshake.server == "red-mesh" })
      #expect(timeline.spans.first { $0.meshes == ["red-mesh"] && !$0.isRoot }?.validity.notAfter == moment - 1)
    }
  }

  @Test func aBundleThatIsWrongFailsFromTheStart() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      let wrong = scene.roots(of: "blue-mesh")
      scene.change("green-mesh") { $0.material?.rootsByPeer["red-mesh"] = wrong }
      let timeline = try Timeline(scene)
      #expect(
        timeline.failing.map { [$0.handshake.client, $0.handshake.server] } == [
          ["red-mesh", "green-mesh"], ["green-mesh", "red-mesh"],
        ])
      #expect(timeline.failing.allSatisfy { $0.refusal?.by == "green-mesh" })
      #expect(timeline.changes.count == 10)
    }
  }

  @Test func aCertificateThatBeginsLaterMakesAHandshakeHold() throws {
    try Stage.with { home in
      let early = Stage.start - 86_400
      let timeline = try Timeline(RehearsalScene(home, at: early))
      #expect(timeline.failing.count == 12)
      let holding = timeline.changes.filter { $0.refusal == nil }
      #expect(holding.count == 12 && holding.allSatisfy { $0.time == Stage.start - 300 })
    }
  }

  @Test func withoutKeysTheAuthoritiesAreJudged() throws {
    try Stage.with { home in
      let timeline = try Timeline(RehearsalScene(home, at: home.now, withKeys: false))
      #expect(timeline.failing.isEmpty && timeline.firstFailure?.time == Stage.start + Self.year + 1)
    }
  }
}
