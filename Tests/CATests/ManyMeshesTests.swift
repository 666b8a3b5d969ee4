import CA
import Files
import SystemPackage
import Testing

@Suite struct ManyMeshesTests {
  @Test(arguments: ["per-mesh", "shared"]) func sixtyMeshesInARing(roots: String) throws {
    let names = (0..<60).map { "mesh-\($0)" }
    let meshes = names.indices.map { index in
      Colours.Member(name: names[index], peers: [names[(index + 1) % 60], names[(index + 2) % 60]])
    }
    try TestHome.with(Colours(roots: roots, meshes: meshes)) { test in
      let applied = try test.home().apply()
      #expect(applied.issued.count == (roots == "shared" ? 61 : 120) && applied.written.count == 60)
      #expect(try !test.home().plan().isPending)
      #expect(try test.home().verifyLog().count == applied.issued.count + 61)
      #expect(try test.home().status().entries.count == applied.issued.count)
      #expect(try FileSystem.names(in: test.folder + "/out").count == 60)
      #expect(try FileSystem.names(in: test.folder + "/out/mesh-7").filter { $0.hasPrefix("configmap-") }.count == 4)
      try test.remove("out/mesh-7/kustomization.yaml")
      #expect(try test.home().plan().writes.map(\.mesh) == ["mesh-7"])
    }
  }
}
