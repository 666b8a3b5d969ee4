import Diagnostics
import Federation
import SPIFFE
import Testing

@Suite struct RemoteMeshTests {
  private let text = federation("name: a, peers: [b, far]", "name: b", extra: "remotes: [far]")

  private func far(
    _ domain: String = "far.corp", namespace: String = "far-ns", gateways: [String: RemoteMesh.Gateways] = [:]
  ) throws -> RemoteMesh {
    try RemoteMesh(name: "far", trustDomain: TrustDomain(domain), namespace: namespace, gateways: gateways)
  }

  private func gateways(_ addresses: [String], port: Int = 8188) -> [String: RemoteMesh.Gateways] {
    [
      "a": RemoteMesh.Gateways(
        ingress: "in-a", egress: "out-a", reach: IngressReach(addresses: addresses, discoveryPort: port))
    ]
  }

  @Test func seesARemoteAsItsCardTells() throws {
    let federation = try resolve(text, remotes: [far(gateways: gateways(["far.example.net"]))])
    let peer = try #require(federation.mesh(named: "a")?.peer(named: "far"))
    #expect(peer.isRemote)
    #expect(peer.client.clientID == "far.corp/ns/far-ns/sa/out-a-service-account")
    #expect(peer.server.spiffeID.uri == "spiffe://far.corp/ns/far-ns/sa/in-a-service-account")
    #expect(peer.reach == IngressReach(addresses: ["far.example.net"]))
    #expect(peer.ingress.name == "ingress-far")
    #expect(peer.egress.requestedNetworkViews == ["network-far"])
    #expect(federation.mesh(named: "b")?.peer(named: "far") == nil)
    #expect(federation.meshes.map(\.name) == ["a", "b"])
  }

  @Test func derivesWhatACardLeavesOut() throws {
    let federation = try resolve(text, remotes: [far()])
    let peer = try #require(federation.mesh(named: "a")?.peer(named: "far"))
    #expect(peer.client.serviceAccount == "egress-a-service-account")
    #expect(peer.reach == IngressReach(addresses: ["ingress-a.far-ns.svc.cluster.local"], isAssumed: true))
    #expect(federation.findings.contains { $0.code == "MT-FED-32" && $0.severity == .warning })
  }

  @Test func waitsForTheCardOfARemote() throws {
    let federation = try resolve(text)
    let mesh = try #require(federation.mesh(named: "a"))
    #expect(mesh.peers.map(\.name) == ["b"])
    #expect(mesh.gateways.map(\.peer) == ["b", "far"])
    let finding = try #require(federation.findings.first { $0.code == "MT-FED-31" })
    #expect(finding.severity == .warning)
    #expect(finding.place?.line == 6)
    #expect(finding.what.description.contains("`far`"))
  }

  @Test(arguments: [("a.local", "MT-FED-08"), ("x.a.local", "MT-FED-09"), ("local", "MT-FED-09")])
  func refusesARemotesTrustDomain(domain: String, code: Code) throws {
    #expect(errors(in: text, remotes: [try far(domain)]).contains(code))
  }

  @Test func refusesFactsThatCannotBe() throws {
    #expect(errors(in: text, remotes: [try far(namespace: "Far")]) == ["MT-ID-19"])
    #expect(errors(in: text, remotes: [try far(gateways: gateways(["https://x"]))]) == ["MT-FED-19"])
    #expect(errors(in: text, remotes: [try far(gateways: gateways(["x.example"], port: 0))]) == ["MT-FED-30"])
  }

  @Test(arguments: [
    ("remotes: [b]", "MT-FED-06"), ("remotes: [far, far]", "MT-FED-06"), ("remotes: [Far]", "MT-FED-14"),
    ("remotes: [far.away]", "MT-FED-13"), ("remotes: [mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm]", "MT-FED-13"),
  ])
  func refusesNamesOfRemotes(remotes: String, code: Code) {
    #expect(errors(in: federation("name: a, peers: [b]", "name: b", extra: remotes)) == [code])
  }

  @Test func warnsOfARemoteThatNobodyPeersWith() {
    let yaml = federation("name: a, peers: [b]", "name: b", extra: "remotes: [far]")
    #expect(findings("MT-FED-35", in: yaml).map(\.severity) == [.warning])
  }

  @Test func offersTheNameOfARemote() {
    let yaml = federation("name: a, peers: [yellow-mash]", extra: "remotes: [yellow-mesh]")
    #expect(findings("MT-FED-11", in: yaml).first?.next == "did you mean `yellow-mesh`?")
  }
}
