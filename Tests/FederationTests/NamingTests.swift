import Federation
import Testing

@Suite struct NamingTests {
  @Test func followsTheManualAndTheImplementation() {
    #expect(Naming.namespace(ofMesh: "red-mesh") == "red-mesh-system")
    #expect(Naming.trustDomain(ofMesh: "red-mesh") == "red-mesh.local")
    #expect(Naming.ingress(forPeer: "green-mesh") == "ingress-green-mesh")
    #expect(Naming.egress(forPeer: "green-mesh") == "egress-green-mesh")
    #expect(Naming.serviceAccount(ofGateway: "egress-red-mesh") == "egress-red-mesh-service-account")
    #expect(Naming.rootConfigMap(ofPeer: "green-mesh") == "green-mesh-ca-root-cert")
    #expect(Naming.istiod(ofControlPlane: "red-mesh") == "istiod-red-mesh")
    #expect(
      Naming.host(ofService: "istiod-red-mesh", namespace: "red-mesh-system", clusterDomain: "cluster.local")
        == "istiod-red-mesh.red-mesh-system.svc.cluster.local")
  }

  @Test func theNetworkViewIsTheImplementationsAndNotTheManuals() {
    #expect(Naming.networkView(ofPeer: "green-mesh") == "network-green-mesh")
    #expect(Naming.networkView(ofPeer: "green-mesh") != "green-mesh-network")
  }

  @Test func authoritiesCarryTheirGeneration() {
    #expect(Naming.rootCommonName("red-mesh", generation: 1) == "red-mesh root CA g1")
    #expect(Naming.intermediateCommonName("red-mesh", generation: 12) == "red-mesh intermediate CA g12")
    #expect(
      Naming.rootCommonName("red-mesh", generation: 1) != Naming.rootCommonName("red-mesh", generation: 2))
  }
}
