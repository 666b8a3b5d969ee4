import Diagnostics
import SPIFFE
import Testing

@testable import Federation

/// Remotes that are known by the endpoint of their bundle.
@Suite struct RemoteEndpointTests {
  private static func text(_ remotes: String, publish: String = "") -> String {
    """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      meshes:
      - {name: red-mesh, peers: [green-mesh]}
      remotes: \(remotes)
      \(publish)
    """
  }

  private static func federation(_ text: String, _ remotes: [RemoteMesh] = []) throws -> ResolvedFederation {
    try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "f"), remotes: remotes)
  }

  private static func codes(_ text: String, _ remotes: [RemoteMesh] = []) -> Set<String> {
    do {
      return Set(try federation(text, remotes).findings.map(\.code.rawValue))
    } catch let FederationError.findings(findings) {
      return Set(findings.map(\.code.rawValue))
    } catch {
      return ["\(error)"]
    }
  }

  @Test func bothFormsAreRead() throws {
    let web = try Self.federation(
      Self.text(
        "[{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example/g\"}}, blue-mesh]"))
    #expect(web.remoteEndpoints.map(\.name) == ["green-mesh"])
    #expect(web.remoteEndpoints.first?.endpoint == BundleEndpoint(url: "https://b.example/g"))
    let id = try SPIFFEID("spiffe://other.example/bundles")
    let spiffe = try Self.federation(
      Self.text(
        "[{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example/g\", profile: https_spiffe, "
          + "endpointID: \"\(id)\"}}]"))
    #expect(spiffe.remoteEndpoints.first?.endpoint.endpointID == id)
    #expect(spiffe.remoteEndpoints.first?.endpoint.profile == .spiffe)
  }

  @Test(arguments: [
    ("{name: green-mesh, bundleEndpoint: {url: \"https://b.example\"}}", "MT-FED-72"),
    ("{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"http://b.example\"}}", "MT-FED-57"),
    ("{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://u:p@b.example\"}}", "MT-FED-57"),
    ("{name: green-mesh, trustDomain: g.example, bundleEndpoint: {}}", "MT-FED-05"),
    (
      "{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example\", profile: https}}",
      "MT-FED-04"
    ),
    (
      "{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example\", profile: https_spiffe}}",
      "MT-FED-74"
    ),
    (
      "{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example\", endpointID: \"spiffe://a/b\"}}",
      "MT-FED-74"
    ),
    ("{trustDomain: g.example}", "MT-FED-05"), ("{name: green-mesh, endpoint: {}}", "MT-FED-02"),
  ])
  func wrongEntriesAreToldApart(entry: String, code: String) {
    let codes = Self.codes(Self.text("[\(entry)]"))
    #expect(codes.contains(code), "\(codes)")
  }

  @Test func aCardNamesTheEndpointAndTheDataPlane() throws {
    let domain = try TrustDomain("green.example")
    let card = RemoteMesh(
      name: "green-mesh", trustDomain: domain, namespace: "g", dataPlane: .ambient,
      endpoint: BundleEndpoint(url: "https://card.example/g"))
    let named = try Self.federation(Self.text("[green-mesh]"), [card])
    #expect(named.remoteEndpoints.first?.endpoint.url == "https://card.example/g")
    #expect(named.remoteEndpoints.first?.trustDomain == domain)
    let isSeenByAmbient = named.meshes.first?.isSeenByAmbient
    #expect(isSeenByAmbient == true)
    let other = Self.codes(
      Self.text("[{name: green-mesh, trustDomain: g.example, bundleEndpoint: {url: \"https://b.example\"}}]"), [card])
    #expect(other.contains("MT-FED-73"))
  }

  @Test(arguments: [("publish: bundles", "bundles", 300), ("publish: {folder: b, refreshHint: 1h}", "b", 3600)])
  func publishNamesAFolder(publish: String, folder: String, hint: Int64) throws {
    let publishing = try Self.federation(Self.text("[green-mesh]", publish: publish)).publishing
    #expect(publishing.folder == folder)
    #expect(publishing.refreshHint.seconds == hint)
  }

  @Test(arguments: [("publish: \"\"", "MT-FED-70"), ("publish: {refreshHint: 30s}", "MT-FED-71")])
  func wrongPublishingIsRefused(publish: String, code: String) {
    let codes = Self.codes(Self.text("[green-mesh]", publish: publish))
    #expect(codes.contains(code), "\(codes)")
  }
}
