import CA
import Diagnostics
import Federation
import Files
import SystemPackage
import Testing
import X509

@Suite struct BootstrapTests {
  private static func expectedFiles(_ mesh: String) -> [String: String] {
    let peers = Colours.names.filter { $0 != mesh }
    var files = [
      "kustomization.yaml": "644", "servicemeshcontrolplane.yaml": "644", "secret-cacerts.yaml": "600",
      "pem/root-cert.pem": "644", "pem/ca-cert.pem": "644", "pem/cert-chain.pem": "644", "pem/ca-key.pem": "600",
    ]
    for peer in peers {
      files["configmap-\(peer)-ca-root-cert.yaml"] = "644"
      files["servicemeshpeer-\(peer).yaml"] = "644"
    }
    return files
  }

  @Test(arguments: ["per-mesh", "shared"]) func makesEveryFileWithItsMode(roots: String) throws {
    try TestHome.with(Colours(roots: roots)) { test in
      let applied = try test.home().apply()
      #expect(applied.written.sorted() == Colours.names.sorted())
      #expect(applied.issued.map(\.name).count == (roots == "shared" ? 4 : 6))
      for mesh in Colours.names {
        let modes = try test.files(below: "out/\(mesh)").map { path, state in
          (String(path.dropFirst("out/\(mesh)/".count)), String(state.prefix { $0 != " " }))
        }
        #expect(Dictionary(uniqueKeysWithValues: modes) == Self.expectedFiles(mesh))
        #expect(FileSystem.permissions(of: test.folder + "/out/\(mesh)")?.rawValue == 0o700)
      }
      #expect(
        try test.files().keys.filter { !$0.hasPrefix("out/") }.sorted() == [
          ".gitignore", "authority.db", "federation.yaml", "home.pub", "log.checkpoint", "sealing.key",
        ])
      #expect(try test.files()["authority.db"]?.hasPrefix("600 ") == true)
      #expect(FileSystem.permissions(of: test.folder + "/sealing.key")?.rawValue == 0o600)
      #expect(test.named().findings().isEmpty)
    }
  }

  @Test(arguments: ["per-mesh", "shared"]) func secondApplyChangesNothing(roots: String) throws {
    try TestHome.with(Colours(roots: roots)) { test in
      _ = try test.home().apply()
      let before = try test.files()
      let rows = try test.count("SELECT count(*) FROM log") * 1000 + test.count("SELECT count(*) FROM certificate")
      let again = try test.home(at: TestHome.start.after(days: 30)).apply { plan throws(CAError) in
        Issue.record("nothing is pending, yet there is a question about \(plan)")
      }
      #expect(!again.plan.isPending && again.issued.isEmpty && again.written.isEmpty)
      #expect(try test.files() == before)
      #expect(
        try test.count("SELECT count(*) FROM log") * 1000 + test.count("SELECT count(*) FROM certificate") == rows)
    }
  }

  @Test func planSaysWhatApplyDoesAndTouchesNothing() throws {
    try TestHome.with { test in
      let plan = try test.home().plan()
      #expect(plan.isPending && !plan.replacesSomething)
      #expect(
        plan.issues.map(\.name) == Colours.names.flatMap { ["\($0)/root", "\($0)/intermediate"] })
      #expect(plan.writes.map(\.mesh) == Colours.names)
      #expect(plan.notes.map(\.code) == ["MT-HOME-45", "MT-HOME-45", "MT-HOME-45"])
      #expect(try test.files().keys.sorted() == ["federation.yaml"])
    }
  }

  @Test func lostFoldersAreMadeAgainByteForByte() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      try test.remove("out")
      let plan = try test.home(at: TestHome.start.after(days: 7)).plan()
      #expect(plan.issues.isEmpty && plan.writes.map(\.mesh) == Colours.names)
      _ = try test.home(at: TestHome.start.after(days: 7)).apply()
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test(arguments: [
    "out/red-mesh/servicemeshcontrolplane.yaml", "out/red-mesh/pem/ca-key.pem", "out/red-mesh/secret-cacerts.yaml",
  ]) func changedFilesAreMadeAgain(path: String) throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      try test.write("kind: Something\n", to: path)
      let plan = try test.home().plan()
      #expect(plan.writes.map(\.mesh) == ["red-mesh"] && plan.writes[0].paths == [FilePath(String(path.dropFirst(13)))])
      _ = try test.home().apply()
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func whatCannotBeInAFolderIsClearedAndOtherFilesStay() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      // A folder in the place of a file, a file too long to be a secret, a stranger, and a link.
      try test.remove("out/red-mesh/pem/ca-cert.pem")
      try FileSystem.makeFolder(test.folder + "/out/red-mesh/pem/ca-cert.pem/deep")
      try test.write(String(repeating: "x", count: 3 << 20), to: "out/green-mesh/pem/ca-key.pem", permissions: .secret)
      try test.write("hello\n", to: "out/green-mesh/notes.txt")
      try test.remove("out/blue-mesh")
      try test.write("a file where a folder should be\n", to: "out/blue-mesh")
      #expect(try test.home().plan().writes.map(\.mesh) == Colours.names)
      _ = try test.home().apply()
      #expect(String(decoding: try test.bytes("out/green-mesh/notes.txt"), as: UTF8.self) == "hello\n")
      try test.remove("out/green-mesh/notes.txt")
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func aWiderModeOfASecretIsPutRight() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out")
      let key = try test.bytes("out/red-mesh/pem/ca-key.pem")
      try FileSystem.write(key, to: test.folder + "/out/red-mesh/pem/ca-key.pem", permissions: .shared)
      #expect(try test.home().plan().writes.map(\.paths) == [["pem/ca-key.pem"]])
      _ = try test.home().apply()
      #expect(try test.files(below: "out") == before)
    }
  }

  @Test func aNewPeerChangesOnlyWhoeverPeersWithIt() throws {
    try TestHome.with(
      Colours(meshes: [.init(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: [])])
    ) { test in
      _ = try test.home().apply()
      let before = try test.files(below: "out/green-mesh")
      let root = try test.bytes("out/red-mesh/pem/root-cert.pem")
      try test.describe(
        Colours(meshes: [
          .init(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: []),
          .init(name: "blue-mesh", peers: ["red-mesh"]),
        ]))
      let applied = try test.home(at: TestHome.start.after(days: 1)).apply()
      #expect(applied.issued.map(\.name) == ["blue-mesh/root", "blue-mesh/intermediate"])
      #expect(applied.written == ["red-mesh", "blue-mesh"])
      #expect(try test.files(below: "out/green-mesh") == before)
      #expect(try test.bytes("out/red-mesh/pem/root-cert.pem") == root)
      #expect(test.has("out/red-mesh/servicemeshpeer-blue-mesh.yaml"))
    }
  }

  @Test func aPeerThatIsGoneLeavesNoFile() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      try test.describe(
        Colours(meshes: [.init(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: [])]))
      let applied = try test.home().apply()
      #expect(applied.issued.isEmpty && applied.plan.notes.map(\.code) == ["MT-HOME-44"])
      #expect(try !test.files(below: "out/red-mesh").keys.contains { $0.contains("blue") })
      // Keys are never thrown away on the side.
      #expect(test.has("out/blue-mesh/pem/ca-key.pem"))
      #expect(try test.home().authorities().all.count == 6)
      #expect(try !test.home().plan().isPending)
    }
  }

  @Test func withoutSecretsNoKeyTouchesTheDisk() throws {
    try TestHome.with { test in
      let applied = try test.home().apply(withSecrets: false)
      #expect(applied.issued.count == 6)
      #expect(try test.files(below: "out").values.allSatisfy { $0.hasPrefix("644 ") })
      #expect(!test.has("out/red-mesh/secret-cacerts.yaml"))
      #expect(!String(decoding: try test.bytes("out/red-mesh/kustomization.yaml"), as: UTF8.self).contains("- secret"))
      #expect(try !test.home().apply(withSecrets: false).plan.isPending)
      #expect(try test.home().log().allSatisfy { $0.action != "emitted-key" })
      // The folders are right as they are, so that status does not send anybody to write keys.
      #expect(try test.home().status().next.date != nil)
      // The choice is the home's until it is made anew.
      #expect(try !test.home().apply().plan.isPending)
      #expect(try test.home().apply(withSecrets: true).written.count == 3)
      #expect(test.has("out/red-mesh/pem/ca-key.pem"))
      #expect(try test.home().apply(withSecrets: false).written.count == 3)
      #expect(!test.has("out/red-mesh/pem/ca-key.pem"))
    }
  }

  @Test func refusalAtTheQuestionChangesNothing() throws {
    try TestHome.with { test in
      let no = CAError.notConfirmed(NotConfirmed("no", why: "", next: ""))
      let before = try test.files()
      #expect(failure { try test.home().apply { _ throws(CAError) in throw no } } == no)
      #expect(try test.files() == before)
    }
  }

  @Test func aFolderWithoutDescriptionIsNoHome() throws {
    try TestHome.withFolder { folder throws in
      let home = TestHome(folder: folder).home()
      #expect(throws: CAError.noHome(folder)) { try home.apply() }
      #expect(throws: CAError.noHome(folder)) { try home.plan() }
      #expect(throws: CAError.noHome(folder)) { try home.status() }
      #expect(throws: CAError.noHome(folder)) { try home.requestIntermediate("red-mesh") }
      #expect(try FileSystem.names(in: folder).isEmpty)
    }
  }

  @Test func aDescriptionIsNeverOverwritten() throws {
    try TestHome.with { test in
      let before = try test.files()
      #expect(failure { try test.named().create("x") } == .exists(path: test.folder + "/federation.yaml"))
      #expect(try test.files() == before)
    }
  }

  @Test func aBrokenDescriptionIssuesNothing() throws {
    try TestHome.with { test in
      try test.write(Colours().yaml + "  - name: red-mesh\n", to: "federation.yaml")
      #expect { try test.home().apply() } throws: { error in
        guard case CAError.federation(let inner) = error else { return false }
        return inner.diagnostics.contains { $0.place?.file == (test.folder + "/federation.yaml").string }
      }
      #expect(try test.files().keys.sorted() == ["federation.yaml"])
    }
  }
}
