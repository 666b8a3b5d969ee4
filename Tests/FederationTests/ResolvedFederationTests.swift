import Diagnostics
import Federation
import SPIFFE
import Testing

@Suite struct ResolvedFederationTests {
  @Test func derivesTheManualsValues() throws {
    let red = try #require(try resolve(colours).mesh(named: "red-mesh"))
    #expect(red.namespace == "red-mesh-system")
    #expect(red.trustDomain.name == "red-mesh.local")
    #expect(red.controlPlane.name == "red-mesh")
    #expect(red.controlPlane.version?.description == "v2.5")
    #expect(red.cluster.domain == "cluster.local")
    #expect(red.platform == .openshift)
    #expect(red.peers.map(\.name) == ["green-mesh", "blue-mesh"])
  }

  @Test func seesGreenFromRedAsTheManualDoes() throws {
    let green = try #require(try resolve(colours).mesh(named: "red-mesh")?.peer(named: "green-mesh"))
    #expect(green.reach == IngressReach(addresses: ["ingress-red-mesh.green-mesh-system.apps.domain.com"]))
    #expect(green.reach.discoveryPort == 8188)
    #expect(green.reach.servicePort == 15443)
    #expect(green.ingress.name == "ingress-green-mesh")
    #expect(green.ingress.serviceType == .loadBalancer)
    #expect(green.ingress.annotations.isEmpty)
    #expect(green.egress.name == "egress-green-mesh")
    #expect(green.egress.requestedNetworkViews == ["network-green-mesh"])
    #expect(green.trustDomain.name == "green-mesh.local")
    #expect(green.namespace == "green-mesh-system")
    #expect(green.client.clientID == "green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account")
    #expect(
      green.server.spiffeID.uri == "spiffe://green-mesh.local/ns/green-mesh-system/sa/ingress-red-mesh-service-account")
    #expect(green.rootConfigMap == "green-mesh-ca-root-cert")
    #expect(!green.isRemote)
  }

  @Test func threeMeshesMakeSixPeers() throws {
    let federation = try resolve(colours)
    #expect(federation.name == "colours")
    #expect(federation.roots == .perMesh)
    #expect(federation.meshes.flatMap(\.peers).count == 6)
    for mesh in federation.meshes {
      for peer in mesh.peers {
        let back = try #require(federation.mesh(named: peer.name)?.peer(named: mesh.name))
        #expect(back.client == (try mesh.identity(ofGateway: peer.egress.name)))
        #expect(back.server == (try mesh.identity(ofGateway: peer.ingress.name)))
        #expect(back.reach == mesh.gateways(for: peer.name)?.reach)
      }
    }
  }

  @Test func namingAPeeringOnOneSideIsEnough() throws {
    let both = try resolve(federation("name: a, peers: [b, c]", "name: b, peers: [a, c]", "name: c, peers: [b, a]"))
    let one = try resolve(federation("name: a, peers: [c, b]", "name: b, peers: [c]", "name: c"))
    let other = try resolve(federation("name: a", "name: b, peers: [a]", "name: c, peers: [a, b]"))
    #expect(both.meshes == one.meshes)
    #expect(both.meshes == other.meshes)
    #expect(both.meshes.flatMap(\.peers).count == 6)
  }

  @Test func meshesWithoutAPeeringStayApart() throws {
    let meshes = try resolve(federation("name: a, peers: [b]", "name: b", "name: c, peers: [b]")).meshes
    #expect(meshes.map { $0.peers.map(\.name) } == [["b"], ["a", "c"], ["b"]])
    #expect(meshes[0].peer(named: "c") == nil)
    #expect(meshes[0].gateways(for: "c") == nil)
  }

  @Test func assumesOneClusterAndSaysSo() throws {
    let federation = try resolve(colours)
    let blue = try #require(federation.mesh(named: "red-mesh")?.peer(named: "blue-mesh"))
    #expect(blue.reach.isAssumed)
    #expect(blue.reach.addresses == ["ingress-red-mesh.blue-mesh-system.svc.cluster.local"])
    let notes = federation.findings.filter { $0.code == "MT-FED-32" }
    #expect(notes.count == 4)
    #expect(notes.allSatisfy { $0.severity == .note })
    #expect(federation.findings.allSatisfy { $0.severity != .error })
  }

  @Test(arguments: [
    ("cluster: {name: east}", "cluster: {name: west}"), ("platform: aws", "platform: gcp"),
    ("clusterDomain: corp.internal", "namespace: b-system"),
  ])
  func warnsWhenAnAssumedNameMeansNothing(first: String, second: String) {
    let text = federation("name: a, peers: [b], \(first)", "name: b, \(second)")
    let found = findings("MT-FED-32", in: text)
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.severity == .warning })
  }

  @Test func everyNameCanBeGiven() throws {
    let text = federation(
      """
      name: a, namespace: ns-a, trustDomain: a.corp, controlPlane: {name: cp, flavour: istio, version: 1.24.1},
      cluster: {name: east, network: net}, clusterDomain: corp.internal, platform: gcp,
      locality: {region: r, zone: z, subzone: s}, peers: [b],
      gateways: {b: {ingress: {name: in-b}, egress: {name: out-b}}}, ingressPorts: {b: {service: 443, discovery: 8443}},
      ingressAddresses: {b: [192.0.2.1]}
      """, "name: b")
    let federation = try resolve(text)
    let mesh = try #require(federation.mesh(named: "a"))
    #expect(mesh.controlPlane.name == "cp")
    #expect(mesh.controlPlane.flavour == .istio)
    #expect(mesh.controlPlane.version?.description == "1.24.1")
    #expect(mesh.cluster.name == "east")
    #expect(mesh.cluster.network == "net")
    #expect(mesh.locality?.path == "r/z/s")
    #expect(mesh.permittedDNSNames == ["ns-a.svc", "ns-a.svc.corp.internal"])
    let seen = try #require(federation.mesh(named: "b")?.peer(named: "a"))
    #expect(seen.client.clientID == "a.corp/ns/ns-a/sa/out-b-service-account")
    #expect(seen.server.serviceAccount == "in-b-service-account")
    #expect(seen.reach == IngressReach(addresses: ["192.0.2.1"], discoveryPort: 8443, servicePort: 443))
    #expect(findings("MT-FED-24", in: text).map(\.severity) == [.warning])
  }

  @Test func manyMeshesResolve() throws {
    let names = (1...40).map { "mesh-\($0)" }
    let meshes = names.map { name in
      let peers = names.filter { $0 != name }.joined(separator: ", ")
      return "  - {name: \(name), peers: [\(peers)]}"
    }
    let text = "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  meshes:\n" + meshes.joined(separator: "\n") + "\n"
    let federation = try resolve(text)
    #expect(federation.meshes.flatMap(\.peers).count == 40 * 39)
  }
}
