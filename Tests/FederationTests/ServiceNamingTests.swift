import Federation
import Testing

@Suite struct ServiceNamingTests {
  @Test func suffixes() {
    #expect(Naming.exportSuffix(toPeer: "green-mesh") == "svc.green-mesh-exports.local")
    #expect(Naming.importSuffix(fromPeer: "red-mesh") == "svc.red-mesh-imports.local")
    #expect(Naming.localSuffix(clusterDomain: "corp.internal") == "svc.corp.internal")
  }

  @Test func generatedResources() {
    #expect(
      Naming.exportResource(of: name("bookinfo/productpage"), toPeer: "mesh") == "fed-exp-productpage-bookinfo-mesh")
    #expect(
      Naming.importResource(of: name("bookinfo-production/productpage-rest-private"), fromPeer: "test-remote")
        == "fed-imp-productpage-rest-private-bookinfo-production-te160043b8")
  }

  @Test func aNameOfExactly63BytesIsNotCut() {
    let fits = String(repeating: "s", count: 63 - "fed-exp--b-p".count)
    #expect(Naming.exportResource(of: name("b/\(fits)"), toPeer: "p") == "fed-exp-\(fits)-b-p")
    let cut = Naming.exportResource(of: name("b/\(fits)s"), toPeer: "p")
    #expect(cut.utf8.count == 63)
    #expect(cut != "fed-exp-\(fits)s-b-p")
  }

  @Test(arguments: ["a.b.svc.green-mesh-exports.local", "red-ratings.bookinfo.svc.x-exports.local"])
  func exportedHostsAreRead(host: String) throws {
    let offered = try #require(OfferedService(host: host))
    #expect(offered.host == host)
    #expect(offered.name.description == host.split(separator: ".").prefix(2).reversed().joined(separator: "/"))
  }

  @Test(arguments: ["", "a.b", "a.b.svc.cluster.local", "a..svc.green-mesh-exports.local", "a.b.green-exports.local"])
  func otherHostsAreNot(host: String) {
    #expect(OfferedService(host: host) == nil)
  }

  @Test func patternsCover() {
    func covers(_ left: String, _ right: String) -> Bool { mapping(left).pattern.covers(mapping(right).pattern) }
    #expect(covers("-/-", "a/b"))
    #expect(covers("a/*", "a/b"))
    #expect(covers("a/*", "a/-"))
    #expect(!covers("a/b", "a/*"))
    #expect(!covers("a/*", "b/*"))
    #expect(!covers("a/b", "a/c"))
  }
}
