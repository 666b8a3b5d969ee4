import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ServiceMeshPeerTests {
  private let text = """
    kind: ServiceMeshPeer
    apiVersion: federation.maistra.io/v1
    metadata:
      name: green-mesh
      namespace: red-mesh-system
    spec:
      remote:
        addresses:
        - ingress-red-mesh.green-mesh-system.apps.domain.com
        discoveryPort: 32359
        servicePort: 30510
      gateways:
        ingress:
          name: ingress-green-mesh
        egress:
          name: egress-green-mesh
      security:
        trustDomain: green-mesh.local
        clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account
        certificateChain:
          kind: ConfigMap
          name: green-mesh-ca-root-cert
          apiGroup: ""
      future: {field: 1}
    status:
      discoveryStatus:
        active:
        - pod: istiod-red-mesh-b65457658-9wq5j
    """

  @Test func readsTheManualsExample() throws {
    let peer = try #require(read(text).peer)
    #expect(peer.metadata.name == "green-mesh")
    #expect(peer.addresses == ["ingress-red-mesh.green-mesh-system.apps.domain.com"])
    #expect(peer.discoveryPort == 32359)
    #expect(peer.servicePort == 30510)
    #expect(peer.ingress == "ingress-green-mesh")
    #expect(peer.egress == "egress-green-mesh")
    #expect(peer.trustDomain == "green-mesh.local")
    #expect(peer.clientID == "green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account")
    #expect(peer.certificateChain == .init(name: "green-mesh-ca-root-cert", apiGroup: ""))
    #expect(peer.status?["discoveryStatus"]?["active"]?.sequence?.count == 1)
  }

  @Test func keepsOrderAndWhatItDoesNotKnow() throws {
    let peer = try #require(read(text).peer)
    #expect(try peer.node == documents(text).first?.root)
    #expect(peer.node.mapping?.keys == ["kind", "apiVersion", "metadata", "spec", "status"])
    #expect(peer.node["spec"]?["future"]?["field"]?.int == 1)
  }

  @Test func fieldsThatAreTakenAwayAreGone() throws {
    var peer = try #require(read(text).peer)
    peer.certificateChain = nil
    peer.discoveryPort = nil
    peer.ingress = nil
    let spec = peer.node["spec"]
    #expect(spec?["security"]?.mapping?.keys == ["trustDomain", "clientID"])
    #expect(spec?["remote"]?["discoveryPort"] == nil)
    #expect(spec?["gateways"]?["ingress"]?["name"] == nil)
  }

  @Test func anEmptySpecIsAllowed() throws {
    let text = "apiVersion: federation.maistra.io/v1\nkind: ServiceMeshPeer\nmetadata: {name: green-mesh}\nspec: {}\n"
    let peer = try #require(read(text).peer)
    #expect(peer.addresses.isEmpty)
    #expect(peer.certificateChain == nil)
    #expect(peer.clientID == nil)
    #expect(try peer.node == documents(text).first?.root)
  }

  @Test(arguments: [
    ("spec: {remote: {adresses: [a]}}", "unknown field `spec.remote.adresses`", "did you mean `addresses`?"),
    ("spec: {security: {clientId: a}}", "unknown field `spec.security.clientId`", "did you mean `clientID`?"),
    ("spec: {gateway: {}}", "unknown field `spec.gateway`", "did you mean `gateways`?"),
    ("specs: {}", "unknown field `specs`", "did you mean `spec`?"),
    (
      "spec: {remote: {addresses: a.example.com}}",
      "`spec.remote.addresses` is `a.example.com` (a string), but should be a sequence", "write a sequence"
    ),
    (
      "spec: {remote: {addresses: [{ip: a}]}}", "`spec.remote.addresses[0]` is a mapping, but should be a string",
      "write a string"
    ),
    (
      "spec: {remote: {discoveryPort: '8188'}}",
      "`spec.remote.discoveryPort` is `8188` (a string), but should be a whole number from -2147483648 to 2147483647",
      "write a whole number from -2147483648 to 2147483647"
    ),
    (
      "spec: {gateways: {ingress: ingress-green-mesh}}",
      "`spec.gateways.ingress` is `ingress-green-mesh` (a string), but should be a mapping", "write a mapping"
    ),
  ])
  func faults(spec: String, what: String, next: String) throws {
    let error = try readingError(
      "apiVersion: federation.maistra.io/v1\nkind: ServiceMeshPeer\nmetadata: {name: green-mesh}\n\(spec)\n")
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.next.description == next)
    #expect(error.diagnostic.place?.line == 4)
    #expect((error.diagnostic.place?.column ?? 0) >= 1)
  }
}
