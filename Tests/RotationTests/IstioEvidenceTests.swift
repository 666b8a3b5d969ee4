import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import Rotation
import Testing
import X509

/// What the objects of Istio show: the configuration of a mesh, its own bundle with the roots of peers, and the ConfigMaps
/// that nobody reads.
@Suite struct IstioEvidenceTests {
  private static let istio = ["controlPlane: {flavour: istio, version: 1.29.4}"]
  /// Green has the roots of its peers in its own bundle.
  private static let pooling = [
    "green-mesh": ["dataPlane: ambient", "controlPlane: {flavour: istio, version: 1.29.4, poolInRoot: true}"]
  ]
  private static let red = LedgerScene.red

  /// One entry of `caCertificates`.
  private struct Entry {
    let roots: [Certificate]
    let domain: String

    init(_ roots: [Certificate], _ domain: String = "red-mesh.local") {
      (self.roots, self.domain) = (roots, domain)
    }
  }

  private static func object(
    _ name: String, in namespace: String?, file: String = "a", uid: String? = nil, isCopy: Bool = false
  ) -> SeenObject {
    SeenObject(
      name: name, namespace: namespace, uid: isCopy ? nil : uid ?? "uid of \(name) in \(namespace ?? "")",
      resourceVersion: isCopy ? nil : "1", file: file)
  }

  private static func roots(_ certificates: [Certificate], _ object: SeenObject) -> ObservedRoots {
    ObservedRoots(object: object, certificates: .success(certificates))
  }

  private static func config(
    _ entries: [Entry], _ object: SeenObject, isRequested: Bool = true
  ) throws -> ObservedRoots {
    let list = entries.map { entry in
      let pem = entry.roots.isEmpty ? "" : "\"pem\": \(LedgerScene.json(entry.roots)), "
      return "{\(pem)\"trustDomains\": [\"\(entry.domain)\"]}"
    }
    let text = """
      {"defaultConfig": {"proxyMetadata": {"PROXY_CONFIG_XDS_AGENT": "\(isRequested)"}},
       "caCertificates": [\(list.joined(separator: ", "))]}
      """
    let name = ObjectName(kind: "ConfigMap", name: object.name)
    let config = try MeshConfig(LedgerScene.document(text).root, of: name, in: "mesh")
    return ObservedRoots(object: object, certificates: .success([]), meshConfig: .success(config))
  }

  @Test func `the configuration of a mesh counts for the mesh whose it is, and for the peer in it`() throws {
    let ledger = try LedgerScene.ledger(every: Self.istio)
    let both = try ledger.roots(Self.red, 2)
    func sorted(
      _ name: String, in namespace: String?, holder: String? = nil, mesh: String? = nil, isCopy: Bool = false
    ) throws -> [SortedEvidence] {
      let object = Self.object(name, in: namespace, isCopy: isCopy)
      return EvidenceSorter(ledger, holder: holder, mesh: mesh, claimant: "A. Smith")
        .sort([try Self.config([Entry(both)], object)])
    }
    let space = "green-mesh-system"
    for (holder, mesh) in [(nil, nil), ("green-mesh", nil), (nil, "red-mesh"), ("green-mesh", "red-mesh")] {
      let found = try sorted("istio-green-mesh", in: space, holder: holder, mesh: mesh)
      #expect(found.facts == ["green-mesh bundle red-mesh 2"])
    }
    // A file without namespace is only what somebody says whose it is.
    let said = try sorted("istio-green-mesh", in: nil, holder: "green-mesh", isCopy: true)
    #expect(said.facts == ["green-mesh bundle red-mesh 2"] && said.compactMap(\.recorded?.claimant) == ["A. Smith"])
    for (name, namespace, holder, mesh) in [
      ("istio-green-mesh", space, "blue-mesh", nil), ("istio-green-mesh", space, nil, "blue-mesh"),
      ("istio-blue-mesh", space, nil, nil), ("istio-green-mesh", "blue-mesh-system", nil, nil),
      ("istio-green-mesh", nil, nil, nil), ("istio-green-mesh", nil, "blue-mesh", nil),
      // Red has no roots of its own in its configuration.
      ("istio-red-mesh", "red-mesh-system", nil, nil),
    ] {
      let found = try sorted(name, in: namespace, holder: holder, mesh: mesh, isCopy: namespace == nil)
      #expect(found.isEmpty, "\(name) in \(namespace ?? "-")")
    }
  }

  @Test func `only the roots that proxies ask for and that are the peer's count`() throws {
    var ledger = try LedgerScene.ledger(every: Self.istio)
    let both = try ledger.roots(Self.red, 2)
    func words(_ entries: [Entry], isRequested: Bool = true) throws -> [String] {
      let object = Self.object("istio-green-mesh", in: "green-mesh-system")
      return EvidenceSorter(ledger).sort([try Self.config(entries, object, isRequested: isRequested)]).words
    }
    let blue = try #require(ledger.bundles[.mesh("blue-mesh")]?.last).certificates
    var found = try words([Entry(both), Entry(blue, "blue-mesh.local")])
    #expect(found == ["recorded"])
    found = try words([Entry(both)], isRequested: false)
    #expect(found.map { $0.hasSuffix("MT-ROT-51") } == [true])
    for entries in [
      [], [Entry(both, "blue-mesh.local")], [Entry([both[0]])], [Entry([])], [Entry([], "blue-mesh.local")],
      [Entry(both), Entry(blue)],
    ] {
      found = try words(entries)
      #expect(found == ["against MT-ROT-29"])
    }
    // Green has red's roots among its own: then an entry that only names red's domain is enough, and none is not.
    ledger.publish(.mesh("green-mesh"), both, since: ledger.now)
    found = try words([Entry([])])
    #expect(found == ["recorded"])
    found = try words([])
    #expect(found == ["against MT-ROT-29"])
    found = try words([Entry([], "blue-mesh.local")])
    #expect(found == ["against MT-ROT-29"])
  }

  @Test func `two meshes of one namespace and name are told apart by what is beside the configuration`() throws {
    let plane = ["namespace: istio-system", "controlPlane: {flavour: istio, version: 1.29.4, name: default}"]
    let address = { (peer: String) in "ingressAddresses: {\(peer): [in.example.com], red-mesh: [in.example.com]}" }
    var ledger = try LedgerScene.ledger()
    ledger.federation = try LedgerScene.federation(planes: [
      "red-mesh": Self.istio, "green-mesh": plane + [address("blue-mesh")],
      "blue-mesh": plane + [address("green-mesh")],
    ])
    let both = try ledger.roots(Self.red, 2)
    let config = try Self.config([Entry(both)], Self.object("istio", in: "istio-system"))
    func sorted(_ more: [ObservedRoots], holder: String? = nil) -> SortedEvidence? {
      EvidenceSorter(ledger, holder: holder).sort([config] + more).first { $0.object.name == "istio" }
    }
    func word(_ item: SortedEvidence?) -> [String] { [item].compactMap { $0 }.words }
    #expect(word(sorted([])) == ["MT-ROT-32"])
    for name in ["green-mesh", "blue-mesh"] {
      #expect([sorted([], holder: name)].compactMap { $0 }.facts == ["\(name) bundle red-mesh 2"])
      let own = try ledger.roots(.mesh(name), 1)
      let beside = Self.roots(own, Self.object(EvidenceSorter.ownRoots, in: "istio-system"))
      #expect([sorted([beside])].compactMap { $0 }.facts == ["\(name) bundle red-mesh 2"])
      let other = name == "green-mesh" ? "blue-mesh" : "green-mesh"
      #expect(word(sorted([beside], holder: other)) == ["MT-ROT-34"])
      // No mesh has the ConfigMap of a peer of its own name.
      let peer = Self.roots(both, Self.object("\(name)-ca-root-cert", in: "istio-system"))
      #expect([sorted([peer])].compactMap { $0 }.facts == ["\(other) bundle red-mesh 2"])
    }
    let all = ["green-mesh", "blue-mesh"].map {
      Self.roots(both, Self.object("\($0)-ca-root-cert", in: "istio-system"))
    }
    #expect(word(sorted(all)) == ["MT-ROT-34"])
  }

  @Test func `the roots of peers in a mesh's own bundle show what it has of them`() throws {
    var ledger = try LedgerScene.ledger(planes: Self.pooling)
    let far = try OtherAuthority("Far").certificate
    ledger.change(remotes: [try LedgerScene.remote("far-mesh", [far])])
    let both = try ledger.roots(Self.red, 2)
    let (green, blue) = (try ledger.roots(.mesh("green-mesh"), 1), try ledger.roots(.mesh("blue-mesh"), 1))
    func sorted(
      _ pool: [Certificate], at mesh: String = "green-mesh", holder: String? = nil, of asked: String? = nil
    ) -> [SortedEvidence] {
      EvidenceSorter(ledger, holder: holder, mesh: asked).sort([
        Self.roots(pool, Self.object(EvidenceSorter.ownRoots, in: "\(mesh)-system"))
      ])
    }
    let pool = green + both + blue + [far]
    #expect(sorted(pool).words == ["not needed", "recorded"])
    #expect(sorted(pool).facts == ["green-mesh bundle red-mesh 2"])
    // Whoever is asked about, and only that.
    #expect(sorted(pool, holder: "green-mesh").words == ["not needed", "recorded"])
    #expect(sorted(pool, of: "red-mesh").words == ["recorded"])
    #expect(sorted(pool, holder: "green-mesh", of: "red-mesh").words == ["recorded"])
    #expect(sorted(pool, holder: "green-mesh", of: "green-mesh").words == ["not needed"])
    #expect(sorted(pool, of: "blue-mesh").words == [])
    // Roots that are nobody's are no better here, and what is missing is missing.
    let stranger = try OtherAuthority("Stranger").certificate
    #expect(sorted(pool + [stranger]).words == ["not needed", "against MT-ROT-29"])
    #expect(sorted(green + [both[0]] + blue).words == ["not needed", "against MT-ROT-29"])
    // Blue keeps the roots of its peers elsewhere: its own bundle shows nothing of red.
    #expect(sorted(blue + both, at: "blue-mesh").words == ["not needed"])
    #expect(sorted(both, at: "blue-mesh", holder: "blue-mesh", of: "red-mesh").words == [])
    // Nor is any other root to be in red's own.
    #expect(sorted(both, at: "red-mesh").facts == ["red-mesh bundle red-mesh 2"])
    #expect(sorted(both + blue, at: "red-mesh").words == ["against MT-ROT-29"])
    let peers = Self.roots(both + green, Self.object("red-mesh-ca-root-cert", in: "blue-mesh-system"))
    #expect(EvidenceSorter(ledger).sort([peers]).words == ["against MT-ROT-29"])
  }

  @Test func `a ConfigMap that Istio does not read opens nothing, and is in nobody's way beside what it reads`() throws
  {
    for (planes, read, unread) in [
      (["green-mesh": Self.istio], "istio-green-mesh", EvidenceSorter.ownRoots),
      (Self.pooling, EvidenceSorter.ownRoots, "istio-green-mesh-2"),
    ] {
      let ledger = try LedgerScene.ledger(planes: planes)
      let (both, green) = (try ledger.roots(Self.red, 2), try ledger.roots(.mesh("green-mesh"), 1))
      func word(_ beside: (name: String, namespace: String)?, holder: String? = nil) -> [String] {
        let isCopy = holder != nil
        let map = Self.object("red-mesh-ca-root-cert", in: isCopy ? nil : "green-mesh-system", isCopy: isCopy)
        let more = beside.map {
          Self.roots($0.name == EvidenceSorter.ownRoots ? green : both, Self.object($0.name, in: $0.namespace))
        }
        return EvidenceSorter(ledger, holder: holder, claimant: "A. Smith")
          .sort([Self.roots(both, map)] + (more.map { [$0] } ?? []))
          .filter { $0.object.name == map.name }.words
      }
      #expect(word(nil) == ["MT-ROT-50"])
      #expect(word((read, "green-mesh-system")) == ["not needed"])
      #expect(word((read, "blue-mesh-system")) == ["MT-ROT-50"])
      #expect(word((unread, "green-mesh-system")) == ["MT-ROT-50"])
      // Nor does somebody's word.
      #expect(word(nil, holder: "green-mesh") == ["MT-ROT-50"])
    }
  }
}
