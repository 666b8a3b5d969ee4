import Diagnostics
import SPIFFE
import Testing
import X509

@testable import Federation

/// Every mesh, not only Maistra: the fields, and what excludes each other.
@Suite struct FlavourTests {
  private func plane(_ fields: String, more: String = "") -> String {
    federation("name: a, controlPlane: {\(fields)}\(more)")
  }

  @Test(arguments: ["v1.30.1", "v1.30-latest", "v1.24.6"])
  func sailTakesItsOwnVersions(version: String) throws {
    let mesh = try #require(resolve(plane("flavour: sail, version: \(version)")).meshes.first)
    #expect(mesh.controlPlane.version?.description == version && mesh.client == "oc")
  }

  @Test(arguments: [
    ("v3.4", "OpenShift Service Mesh 3.4 runs Istio 1.30: write `v1.30-latest`"), ("1.30.1", "write `v1.30.1`"),
    ("v1.30", "write `v1.30-latest`"),
  ])
  func andExplainsOthers(version: String, next: String) {
    #expect(findings("MT-FED-23", in: plane("flavour: sail, version: \(version)")).first?.next.description == next)
  }

  @Test(arguments: [("1.13", "1.14"), ("1.32", "1.31"), ("1.40.2", "1.31")])
  func versionsNobodyKnowsAreNamedWithTheNearest(version: String, nearest: String) {
    let found = findings("MT-FED-50", in: plane("flavour: istio, version: \(version)"))
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.why.description.contains("Istio \(nearest)") == true)
  }

  @Test(arguments: [
    ("1.28.10", WebPKI.ignoringURIConstraints), ("1.29.2", .ignoringURIConstraints),
    ("1.29.3", .refusingURIConstraints),
    ("1.29", .refusingURIConstraints), ("1.30.0", .refusingURIConstraints), ("v1.28-latest", .ignoringURIConstraints),
    ("v1.30-latest", .refusingURIConstraints),
  ])
  func ztunnelsVerdictFollowsTheVersion(text: String, webPKI: WebPKI) throws {
    #expect(try #require(ControlPlane.Version(istio: text)).webPKI == webPKI)
  }

  @Test(arguments: [
    ("1.17", ControlPlane.Version.RootReload.restart), ("1.19.5", .restart), ("1.20", .bytes), ("1.20.0", .bytes),
    ("1.29", .bytes), ("1.30.0", .certificates), ("1.31", .certificates),
  ])
  func soDoesTheReloadOfRoots(text: String, reload: ControlPlane.Version.RootReload) throws {
    #expect(try #require(ControlPlane.Version(istio: text)).rootReload == reload)
  }

  @Test(arguments: [
    ("flavour: maistra", ", dataPlane: ambient"), ("flavour: maistra, signer: istio-csr", ""),
    ("flavour: istio, signer: spire", ", dataPlane: ambient"), ("flavour: istio, poolInRoot: true", ""),
    ("trustDomainAliases: true", ""),
  ])
  func whatExcludesEachOther(fields: String, more: String) {
    #expect(errors(in: plane(fields, more: more)) == ["MT-FED-51"])
  }

  @Test func aliasesAreWarnedOf() {
    let found = findings("MT-FED-53", in: plane("flavour: sail, trustDomainAliases: true"))
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.why.description.contains("every AuthorizationPolicy") == true)
  }

  @Test(arguments: ["1.24.4", "1.25.1"])
  func versionsThatDeliverOneRootAreWarnedOf(version: String) {
    #expect(findings("MT-FED-56", in: plane("flavour: istio, version: \(version)")).map(\.severity) == [.warning])
  }

  @Test(arguments: [
    ("shared", "{flavour: istio}", true, false), ("per-mesh", "{flavour: istio}", true, true),
    ("shared", "{flavour: istio, multiRoot: false}", false, false), ("shared", "{flavour: maistra}", false, false),
  ])
  func whoseRootsAMeshHoldsDecidesWhetherItTakesSeveral(roots: String, plane: String, withRemote: Bool, without: Bool)
    throws
  {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        roots: \(roots)
        remotes: [far-mesh]
        meshes:
        - {name: red-mesh, peers: [green-mesh, far-mesh], controlPlane: \(plane)}
        - {name: green-mesh, controlPlane: \(plane)}
      """
    let federation = try resolve(text)
    #expect(federation.mesh(named: "red-mesh")?.controlPlane.multiRoot == withRemote)
    #expect(federation.mesh(named: "green-mesh")?.controlPlane.multiRoot == without)
    #expect(findings("MT-FED-55", in: text).count == (plane.contains("false") ? 1 : 0))
  }

  @Test func noMeshIsNamedAsIstiodsOwnConfigMap() {
    #expect(errors(in: federation("name: istio")) == ["MT-FED-58"])
  }
}

/// V-03: one trust domain for ambient meshes below a shared root, and nowhere else.
@Suite struct SharedDomainTests {
  private func two(_ roots: String, _ red: String, _ green: String) -> String {
    """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      roots: \(roots)
      meshes:
      - {name: red-mesh, peers: [green-mesh], trustDomain: mesh.local, \(red)}
      - {name: green-mesh, trustDomain: mesh.local, \(green)}
    """
  }

  private static let ambient = "dataPlane: ambient, controlPlane: {flavour: istio}"
  private static let pooled = "dataPlane: ambient, controlPlane: {flavour: sail, poolInRoot: true}"
  private static let sidecar = "controlPlane: {flavour: istio}"

  @Test(arguments: [
    ("shared", ambient, ambient), ("per-mesh", pooled, pooled), ("shared", pooled, pooled), ("shared", pooled, ambient),
  ])
  func ambientMeshesMayShareOneAndArePriced(roots: String, red: String, green: String) throws {
    let text = two(roots, red, green)
    #expect(errors(in: text).isEmpty)
    let price = findings("MT-FED-52", in: text)
    #expect(price.map(\.severity) == [.warning])
    #expect(
      price.first?.why.description.contains("each of these meshes can issue every identity of the others") == true)
    #expect(try resolve(text).meshes.allSatisfy(\.isSeenByAmbient))
  }

  @Test(arguments: [
    ("per-mesh", ambient, ambient), ("per-mesh", pooled, ambient), ("shared", ambient, sidecar),
    ("shared", sidecar, sidecar), ("per-mesh", sidecar, sidecar),
  ])
  func everywhereElseItIsAnError(roots: String, red: String, green: String) {
    #expect(errors(in: two(roots, red, green)) == ["MT-FED-08"])
  }
}

/// Services of meshes that are not of Maistra.
@Suite struct SharedServiceTests {
  private func two(_ imports: String, _ exports: String) -> String {
    federation(
      "name: red-mesh, peers: [green-mesh], controlPlane: {flavour: istio}, imports: {green-mesh: {rules: [\(imports)]}}",
      "name: green-mesh, controlPlane: {flavour: istio}, exports: {red-mesh: [\(exports)]}")
  }

  private static let service = "{namespace: b, name: ratings}"
  private static let whole =
    "{namespace: b, name: ratings, serviceAccounts: [ratings], ports: [{number: 9080}], clients: [client/curl]}"

  @Test func eachSideTakesWhatTheOtherSays() throws {
    let federation = try resolve(two(Self.service, Self.whole))
    let used = try #require(federation.mesh(named: "red-mesh")?.usedServices.first)
    let offered = try #require(federation.mesh(named: "green-mesh")?.offeredServices.first)
    #expect(used.servers.map(\.spiffeID.uri) == ["spiffe://green-mesh.local/ns/b/sa/ratings"])
    #expect(offered.clients.map(\.clientID) == ["red-mesh.local/ns/client/sa/curl"])
    #expect(used.host == "ratings.b.svc.cluster.local" && offered.host == used.host)
    #expect(used.ports.map(\.name) == ["http-9080"])
  }

  @Test(arguments: [
    (service, "{namespace: b, name: ratings, ports: [{number: 1}], clients: [a/b]}", "MT-SVC-32"),
    (service, "{namespace: b, name: ratings, serviceAccounts: [a], clients: [a/b]}", "MT-SVC-32"),
    (service, "{namespace: b, name: ratings, serviceAccounts: [a], ports: [{number: 1}]}", "MT-SVC-31"),
    ("{namespace: b}", whole, "MT-SVC-11"), ("{namespace: b, name: ratings, alias: {name: c}}", whole, "MT-SVC-11"),
  ])
  func whatCannotWorkIsAnError(imports: String, exports: String, code: String) {
    #expect(errors(in: two(imports, exports)).contains(Code(rawValue: code)))
  }

  @Test func clientsOfOneServiceAreNotThoseOfAnother() {
    let other = Self.whole.replacing("ratings, service", with: "reviews, service").replacing("client/curl", with: "x/y")
    let labels = "workloads: {app: ratings}, "
    #expect(errors(in: two("", "\(Self.whole), \(other)")).isEmpty == false)
    let told = [Self.whole, other].map { $0.replacing("{namespace", with: "{\(labels)namespace") }
    #expect(findings("MT-SVC-34", in: two("", told.joined(separator: ", "))).isEmpty)
  }
}
