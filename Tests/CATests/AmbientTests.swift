import CA
import Diagnostics
import Federation
import Testing
import X509

/// Meshes whose certificates ztunnels verify.
@Suite struct AmbientTests {
  private static let ambient = [
    "trustDomain: mesh.local", "dataPlane: ambient", "controlPlane: {flavour: istio, version: 1.30.1}",
  ]

  private static let shared = Colours(
    roots: "shared",
    meshes: [
      .init(name: "red-mesh", peers: ["green-mesh"], more: ambient),
      .init(name: "green-mesh", peers: [], more: ambient),
    ])

  private func lone(_ more: [String]) -> Colours {
    Colours(meshes: [.init(name: "red-mesh", peers: [], more: more)])
  }

  private func names(_ certificate: Certificate?) -> [String] {
    (certificate?.extensions.nameConstraints?.permitted ?? []).map(\.description)
  }

  @Test func constraintsOnDNSNamesTakeThePlaceOfThoseOnURIs() throws {
    try TestHome.with(Self.shared) { test in
      _ = try test.home().apply()
      let signing = try test.certificates("out/red-mesh/pem/ca-cert.pem")
      #expect(signing.first?.constrainsURIs == false)
      #expect(names(signing.first).count == 2 && names(signing.first).allSatisfy { $0.contains("red-mesh-system.svc") })
      #expect(try test.certificates("out/red-mesh/pem/root-cert.pem").allSatisfy { !$0.constrainsURIs })
    }
    try TestHome.with(lone(["dataPlane: ambient", "controlPlane: {flavour: sail}"])) { test in
      _ = try test.home().apply()
      let all =
        try test.certificates("out/red-mesh/pem/root-cert.pem") + test.certificates("out/red-mesh/pem/ca-cert.pem")
      #expect(all.allSatisfy { !$0.constrainsURIs && names($0).count == 2 })
    }
  }

  @Test func pooledRootsAreBehindTheMeshsOwn() throws {
    let pooled = [
      "trustDomain: mesh.local", "dataPlane: ambient", "controlPlane: {flavour: istio, poolInRoot: true}",
    ]
    let colours = Colours(
      meshes: ["red-mesh", "green-mesh", "blue-mesh"].map { name in
        .init(name: name, peers: Colours.names.filter { $0 != name }, more: pooled)
      })
    try TestHome.with(colours) { test in
      _ = try test.home().apply()
      func owners(_ mesh: String) throws -> [String] {
        try test.certificates("out/\(mesh)/pem/root-cert.pem").compactMap { $0.subject.commonName }
      }
      #expect(try owners("red-mesh") == ["red-mesh root CA g1", "blue-mesh root CA g1", "green-mesh root CA g1"])
      #expect(try owners("green-mesh") == ["green-mesh root CA g1", "blue-mesh root CA g1", "red-mesh root CA g1"])
      #expect(try owners("blue-mesh") == ["blue-mesh root CA g1", "green-mesh root CA g1", "red-mesh root CA g1"])
    }
  }

  @Test(arguments: [("1.30.1", true), ("1.29.2", false)])
  func aMeshTurnsAmbientOnlyOnceItsConstraintsAreGone(version: String, isRefused: Bool) throws {
    let plane = "controlPlane: {flavour: istio, version: \(version)}"
    try TestHome.with(lone([plane])) { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      try test.describe(lone([plane, "dataPlane: ambient"]))
      let error = failure { try test.home().apply() }
      guard isRefused else {
        #expect(error == nil)
        return
      }
      guard case .refused(.description(.constrainedForAmbient("red-mesh", let authorities, let remedy)))? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(authorities == ["red-mesh/root", "red-mesh/intermediate"])
      #expect(remedy == .meshtrust("rotate", "start", "red-mesh"))
      #expect(error?.exitStatus == .refused)
      #expect(try test.files(below: "out") == before)
      #expect(failure { try test.home().plan() } != nil)
    }
  }

  @Test func belowAnUnconstrainedRootTheIntermediateIsReissued() throws {
    let plane = ["controlPlane: {flavour: istio}"]
    func colours(_ more: [String]) -> Colours {
      Colours(roots: "shared", meshes: [.init(name: "red-mesh", peers: [], more: plane + more)])
    }
    try TestHome.with(colours([])) { test in
      _ = try test.home().apply()
      try test.describe(colours(["dataPlane: ambient"]))
      guard
        case .refused(.description(.constrainedForAmbient(_, let authorities, let remedy)))? = failure({
          try test.home().apply()
        })
      else {
        Issue.record("not refused")
        return
      }
      #expect(authorities == ["red-mesh/intermediate"])
      #expect(remedy == .meshtrust("reissue", "red-mesh/intermediate"))
    }
  }

  @Test func anotherTrustDomainIsRefusedWithTheWaysOut() throws {
    let colours = Colours(
      meshes: [
        .init(
          name: "red-mesh", peers: ["green-mesh"], more: ["dataPlane: ambient", "controlPlane: {flavour: sail}"]),
        .init(name: "green-mesh", peers: []),
      ])
    try TestHome.with(colours) { test in
      let error = failure { try test.home().plan() }
      guard case .refused(.description(.ambientPeers("red-mesh", _, let peers)))? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(peers.map(\.name) == ["green-mesh"])
      let diagnostic = try #require(error?.diagnostic)
      #expect(diagnostic.why.description.contains("I-31") && diagnostic.why.description.contains("I-32"))
      #expect(diagnostic.next.description.contains("dataPlane: sidecar"))
      #expect(!test.has("out"))
    }
  }

  @Test func istiodsThatMustBeRestartedForNewRootsAreNamed() throws {
    let meshes = { (multiRoot: String) in
      Colours(
        meshes: [
          .init(name: "red-mesh", peers: [], more: ["controlPlane: {flavour: istio\(multiRoot)}"])
        ])
    }
    try TestHome.with(meshes("")) { test in
      _ = try test.home().apply()
      try test.write("-----BEGIN CERTIFICATE-----\n", to: "out/red-mesh/pem/root-cert.pem")
      #expect(try test.home().plan().notes.contains { $0.code == "MT-IST-02" })
    }
  }
}
