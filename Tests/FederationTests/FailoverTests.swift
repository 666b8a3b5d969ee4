import Diagnostics
import Federation
import SPIFFE
import Testing

@Suite struct FailoverTests {
  private func imported(
    local: Bool = true, locality: ImportLocality? = ImportLocality(region: "us-west")
  ) throws -> ImportedService {
    let rule = taking("bookinfo/ratings => bookinfo/ratings", local: local)
    return try #require(imports([rule], ["bookinfo/ratings"], locality: locality).imported.first)
  }

  private func codes(_ service: ImportedService, from region: String?) throws -> [Code] {
    try #require(throws: FederationError.self) { try Failover(of: service, from: region, servers: []) }
      .diagnostics.map(\.code)
  }

  @Test func theManualsExample() throws {
    let failover = try Failover(of: imported(), from: "us-east", servers: [])
    #expect(failover.host == "ratings.bookinfo.svc.cluster.local")
    #expect(failover.service == name("bookinfo/ratings"))
    #expect(failover.from == "us-east")
    #expect(failover.to == "us-west")
  }

  @Test func zonesOfTheLocalityStayOut() throws {
    let service = try imported(locality: ImportLocality(region: "us-west", zone: "a"))
    #expect(try Failover(of: service, from: "us-east", servers: []).to == "us-west")
  }

  @Test func whatCannotFailOver() throws {
    #expect(try codes(imported(local: false), from: "us-east") == ["MT-F-02"])
    #expect(try codes(imported(locality: nil), from: "us-east") == ["MT-F-01"])
    #expect(try codes(imported(locality: ImportLocality(zone: "z")), from: "us-east") == ["MT-F-01"])
    #expect(try codes(imported(), from: nil) == ["MT-F-07"])
    #expect(try codes(imported(local: false, locality: nil), from: nil) == ["MT-F-02", "MT-F-01", "MT-F-07"])
  }

  @Test(arguments: ["us-west", "us-east/a", "*", "us-*", ""])
  func regionsThatIstiodRefuses(region: String) throws {
    #expect(try codes(imported(), from: region) == ["MT-F-05"])
  }

  @Test func serversAreTheWorkloadsAndTheEgress() throws {
    let mesh = try #require(resolve(colours).mesh(named: "green-mesh"))
    let servers = try mesh.failoverServers(
      of: name("bookinfo/ratings"), serviceAccounts: ["ratings", "default", "ratings"], peer: "red-mesh")
    #expect(
      servers.map(\.spiffeID.uri) == [
        "spiffe://green-mesh.local/ns/bookinfo/sa/default", "spiffe://green-mesh.local/ns/bookinfo/sa/ratings",
        "spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account",
      ])
  }

  @Test func withoutTheWorkloadsNobodyIsListed() throws {
    let mesh = try #require(resolve(colours).mesh(named: "green-mesh"))
    #expect(try mesh.failoverServers(of: name("b/r"), serviceAccounts: [], peer: "red-mesh").isEmpty)
    #expect(try mesh.failoverServers(of: name("b/r"), serviceAccounts: ["a"], peer: "nobody").isEmpty)
    #expect(throws: SPIFFEError.self) {
      try mesh.failoverServers(of: name("b/r"), serviceAccounts: ["A B"], peer: "red-mesh")
    }
  }
}
