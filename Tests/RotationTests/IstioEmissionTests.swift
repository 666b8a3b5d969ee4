import CA
import Documents
import Federation
import Files
import Kubernetes
import Rotation
import SystemPackage
import Testing
import X509

/// V-02: what a rotation writes for meshes of Istio, byte for byte.
@Suite struct IstioEmissionTests {
  private static let start = RotatingHome.start
  private static let day = RotatingHome.day

  /// One entry of a peer's list.
  private struct Entry: Equatable {
    let pem: String
    let domains: [String]
  }

  private func list(_ mesh: String, in home: RotatingHome) throws -> [Entry] {
    let bytes = try FileSystem.read(
      home.folder.appending("out").appending(mesh).appending("istio").appending("values.yaml"))
    let root = try #require(DocumentReader.all(bytes: bytes, source: "values.yaml").first).root
    return (root["meshConfig"]?["caCertificates"]?.sequence ?? []).map { node in
      Entry(pem: node["pem"]?.string ?? "", domains: (node["trustDomains"]?.sequence ?? []).compactMap(\.string))
    }
  }

  private func own(_ mesh: String, in home: RotatingHome) throws -> String {
    String(
      decoding: try FileSystem.read(
        home.folder.appending("out").appending(mesh).appending("pem").appending("root-cert.pem")), as: UTF8.self)
  }

  @Test func redRotatesFromOneToTwo() throws {
    try RotatingHome.with(controlPlane: "{flavour: istio, version: 1.29.4}") { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      func root(_ mesh: String, _ generation: Int) throws -> String {
        let authorities = try home.at(Self.start).authorities()
        return PEM.write([try #require(authorities.root(of: .mesh(mesh), generation: generation)).certificate])
      }
      func expect(_ file: [String], peers roots: [String]) throws {
        #expect(try own("red-mesh", in: home) == file.joined())
        for (mesh, other) in [("green-mesh", "blue-mesh"), ("blue-mesh", "green-mesh")] {
          let red = roots.map { Entry(pem: $0, domains: ["red-mesh.local"]) }
          let theirs = Entry(pem: try root(other, 1), domains: ["\(other).local"])
          #expect(try list(mesh, in: home) == [theirs] + red)
        }
        #expect(try list("red-mesh", in: home).map(\.domains) == [["blue-mesh.local"], ["green-mesh.local"]])
      }
      var files = [try own("red-mesh", in: home)]
      let r1 = try root("red-mesh", 1)
      try expect([r1], peers: [r1])
      try home.move(owner, .start(.init()), at: Self.start)
      let r2 = try root("red-mesh", 2)
      try expect([r1, r2], peers: [r1, r2])
      files.append(try own("red-mesh", in: home))
      try home.seeAll(owner, at: Self.start + 60)
      try home.move(owner, .next, at: Self.start + 60 + Self.day)
      try expect([r1, r2, r2], peers: [r1, r2])
      files.append(try own("red-mesh", in: home))
      try home.assume("istiod restarted", owner, at: Self.start + 2 * Self.day)
      try home.move(owner, .next, at: Self.start + 3 * Self.day)
      files.append(try own("red-mesh", in: home))
      #expect(files.last == r2)
      // Each step is one that a running istiod of 1.20 to 1.29 takes up.
      for (old, new) in zip(files, files.dropFirst()) {
        #expect(
          RootFileChange(from: Array(old.utf8), to: Array(new.utf8)).isTaken(by: .bytes, multiRoot: true))
      }
    }
  }

  /// A phase of a rotation and what its instructions say, against the files before and after.
  private func expectRestarts(
    _ meshes: [String], in home: RotatingHome, _ reload: ControlPlane.Version.RootReload,
    _ step: () throws -> Void
  ) throws {
    let before = try meshes.map { try own($0, in: home) }
    try step()
    for (mesh, old) in zip(meshes, before) {
      let new = try own(mesh, in: home)
      let isTaken = RootFileChange(from: Array(old.utf8), to: Array(new.utf8)).isTaken(by: reload, multiRoot: true)
      let ledger = try home.at(Self.start).rotationLedger(withKeys: false)
      let rotation = try #require(ledger.rotations.first)
      let steps = StepInstructions(
        rotation: rotation, mesh: try #require(ledger.federation.mesh(named: mesh)), federation: ledger.federation
      ).steps
      let isRestarted = steps.contains { step in
        step.commands.contains { "\($0)".contains("deployment/istiod") }
      }
      #expect(isRestarted == !isTaken, "\(mesh), \(rotation.phase), taken: \(isTaken)")
    }
  }

  @Test(arguments: [
    ("sail, version: v1.29.2, poolInRoot: true", ControlPlane.Version.RootReload.bytes),
    ("sail, version: v1.27.3, poolInRoot: true", .bytes), ("sail, version: v1.30.1, poolInRoot: true", .certificates),
    ("istio, version: 1.29.4", .bytes),
  ])
  func istiodRestartsExactlyWhereItDoesNotTakeTheFile(_ plane: String, _ reload: ControlPlane.Version.RootReload) throws
  {
    let isAmbient = plane.contains("pool")
    let more = isAmbient ? "\n    trustDomain: mesh.local\n    dataPlane: ambient" : ""
    let meshes = ["red-mesh", "green-mesh", "blue-mesh"]
    let owner = AuthorityOwner.mesh("red-mesh")
    for isAborted in [false, true] {
      try RotatingHome.with(controlPlane: "{flavour: \(plane)}\(more)") { home in
        let shown = isAmbient ? meshes : ["red-mesh"]
        func expect(_ move: RotationMove, _ time: Timestamp) throws {
          try expectRestarts(shown, in: home, reload) { _ = try home.at(time).rotate(owner, move) }
        }
        func arrive(_ time: Timestamp) throws {
          try home.seeAll(owner, at: time)
          for mesh in meshes { try home.assume("all proxies restarted", .mesh(mesh), at: time) }
        }
        try expect(.start(.init()), Self.start)
        try arrive(Self.start + 60)
        try expect(.next, Self.start + 2 * Self.day)
        if isAborted { try expect(.abort, Self.start + 2 * Self.day) }
        try home.assume("istiod restarted", owner, at: Self.start + 3 * Self.day)
        try home.assume("all proxies restarted", owner, at: Self.start + 3 * Self.day)
        try expect(.next, Self.start + 5 * Self.day)
      }
    }
  }
}
