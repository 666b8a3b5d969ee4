import Diagnostics
import SPIFFE
import Testing

@Suite struct WorkloadIdentityTests {
  @Test(arguments: [
    (
      "mesh2.local", "mesh2-system", "mesh1-egress",
      "mesh2.local/ns/mesh2-system/sa/mesh1-egress-service-account"
    ),
    (
      "green-mesh.local", "green-mesh-system", "egress-red-mesh",
      "green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account"
    ),
  ])
  func derivesTheClientID(domain: String, namespace: String, gateway: String, expected: String) throws {
    let identity = try WorkloadIdentity(
      trustDomain: TrustDomain.mesh(domain), namespace: namespace, serviceAccount: gateway + "-service-account")
    #expect(identity.clientID == expected)
    #expect(identity.spiffeID.uri == "spiffe://" + expected)
    #expect(identity.spiffeID.workload == identity)
    #expect(try SPIFFEID(identity.spiffeID.uri) == identity.spiffeID)
  }

  @Test(arguments: ["Mesh2", "", String(repeating: "a", count: 64), "a.b", "-a", "a_b"])
  func refusesWhatIsNoNamespace(namespace: String) throws {
    let domain = try TrustDomain("mesh2.local")
    let error = #expect(throws: SPIFFEError.self) {
      try WorkloadIdentity(trustDomain: domain, namespace: namespace, serviceAccount: "web")
    }
    #expect(error?.diagnostic.code == "MT-ID-19")
    #expect(error?.diagnostic.what.description.hasPrefix("the namespace ") == true)
  }

  @Test(arguments: ["Web", "", String(repeating: "a", count: 254), "a..b", "a/b", "*"])
  func refusesWhatIsNoServiceAccount(account: String) throws {
    let domain = try TrustDomain("mesh2.local")
    let error = #expect(throws: SPIFFEError.self) {
      try WorkloadIdentity(trustDomain: domain, namespace: "mesh2", serviceAccount: account)
    }
    #expect(error?.diagnostic.code == "MT-ID-19")
    #expect(error?.diagnostic.what.description.hasPrefix("the service account ") == true)
  }

  @Test func limitsAreInclusive() throws {
    let domain = try TrustDomain(String(repeating: "t", count: 255))
    let longest = try WorkloadIdentity(
      trustDomain: domain, namespace: String(repeating: "n", count: 63),
      serviceAccount: String(repeating: "s", count: 253))
    #expect(try SPIFFEID(longest.spiffeID.uri).workload == longest)
  }

  @Test func readsBothNotationsAndTellsWhich() throws {
    let bare = try WorkloadIdentity.parse("red.local/ns/red/sa/web")
    let uri = try WorkloadIdentity.parse("spiffe://red.local/ns/red/sa/web")
    #expect(bare.identity == uri.identity)
    #expect(bare.notation == .clientID)
    #expect(uri.notation == .uri)
    #expect(try WorkloadIdentity(clientID: "spiffe://red.local/ns/red/sa/web") == bare.identity)
  }

  @Test(arguments: [
    ("", "MT-ID-20"), ("*", "MT-ID-20"), ("red.local", "MT-ID-20"), ("red.local/ns/red/sa", "MT-ID-20"),
    ("red.local/sa/web/ns/red", "MT-ID-20"), ("red.local/ns/red/sa/web/x", "MT-ID-20"),
    ("Spiffe://red.local/ns/red/sa/web", "MT-ID-20"), ("red.local/ns/red/sa/", "MT-ID-19"),
    ("/ns/red/sa/web", "MT-ID-03"), ("a@b/ns/red/sa/web", "MT-ID-04"), ("*/ns/red/sa/web", "MT-ID-05"),
    ("red.local/ns/*/sa/web", "MT-ID-19"), ("spiffe://red.local/w", "MT-ID-19"), ("spiffe://red.local", "MT-ID-19"),
    ("spiffe://red.local/ns/red/sa/web?x", "MT-ID-02"),
  ])
  func refusesOtherForms(text: String, code: Code) {
    let error = #expect(throws: SPIFFEError.self) { try WorkloadIdentity(clientID: text) }
    #expect(error?.diagnostic.code == code)
  }

  @Test(arguments: ["Spiffe://red.local/ns/red/sa/web", " red.local/ns/red/sa/web/\n"])
  func offersTheCorrection(text: String) {
    let error = #expect(throws: SPIFFEError.self) { try WorkloadIdentity(clientID: text) }
    #expect(error?.diagnostic.next == "write `red.local/ns/red/sa/web`")
  }
}
