import Documents
import Federation
import Kubernetes
import SPIFFE
import Testing

@testable import Lint

/// The control planes of several clusters are in namespaces of one name, and the folder tells whose an object is.
@Suite struct BorderPlacesTests {
  private static let sail = """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      roots: per-mesh
      meshes:
      - name: red-mesh
        namespace: istio-system
        peers: [green-mesh, blue-mesh]
        controlPlane: {name: red, flavour: sail, version: v1.30.1}
        cluster: {name: red-cluster, network: red-network}
        ingressAddresses: {green-mesh: [red.example.com], blue-mesh: [red.example.com]}
        imports:
          green-mesh:
            rules: [{namespace: bookinfo, name: ratings, clients: [bookinfo/bookinfo-reviews]}]
      - name: green-mesh
        namespace: istio-system
        peers: [blue-mesh]
        controlPlane: {name: green, flavour: sail, version: v1.30.1}
        cluster: {name: green-cluster, network: green-network}
        ingressAddresses: {red-mesh: [green.example.com], blue-mesh: [green.example.com]}
        exports:
          red-mesh:
          - namespace: bookinfo
            name: ratings
            serviceAccounts: [bookinfo-ratings]
            ports: [{number: 9080, name: http}]
            workloads: {app: ratings}
      - name: blue-mesh
        namespace: istio-system
        controlPlane: {name: blue, flavour: sail, version: v1.30.1}
        cluster: {name: blue-cluster, network: blue-network}
        ingressAddresses: {red-mesh: [blue.example.com], green-mesh: [blue.example.com]}
    """

  private static let maistra = """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      roots: per-mesh
      meshes:
      - name: red-mesh
        namespace: istio-system
        peers: [green-mesh]
        ingressAddresses: {green-mesh: [red.example.com]}
        imports: {green-mesh: {rules: [{namespace: b, name: a}]}}
      - name: green-mesh
        namespace: istio-system
        ingressAddresses: {red-mesh: [green.example.com], blue-mesh: [green.example.com]}
        exports: {red-mesh: [{namespace: b, name: a}], blue-mesh: [{namespace: b, name: a}]}
      - name: blue-mesh
        namespace: istio-system
        peers: [green-mesh]
        ingressAddresses: {green-mesh: [blue.example.com]}
        imports: {green-mesh: {rules: [{namespace: b, name: a}]}}
    """

  /// What a home writes of services, in a folder for each mesh.
  private static func inventory(
    _ text: String, unseen: Set<String> = [], folder: (String) -> String
  ) throws -> Inventory {
    let federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
    var facts = Facts(now: now)
    facts.federation = federation
    for mesh in federation.meshes { facts.completeKinds[mesh.name] = BorderKind.names.subtracting(unseen) }
    let documents = federation.meshes.flatMap { mesh in
      ServiceManifests(mesh).files.map { Document(root: $0.node, source: "\(folder(mesh.name))/\($0.name)") }
    }
    return Inventory(documents: documents, facts: facts)
  }

  @Test func foldersNamedAfterTheMeshesTell() throws {
    let guide = try ServiceGuide(Self.inventory(Self.sail) { "out/\($0)" })
    let border = try #require(guide.borders.first { $0.from.name == "green-mesh" && $0.to.name == "red-mesh" })
    #expect(border.services.map(\.arrives) == [true])
    let sides = try BorderSides(Self.inventory(Self.sail) { "out/\($0)" }).all
    #expect(sides.allSatisfy { $0.strays.isEmpty })
    #expect(sides.map(\.entries.count) == [1, 0, 0])
  }

  /// The same objects, but nothing shows which of the clusters has them.
  @Test(arguments: ["all", "mixed/all"])
  func whatNothingTellsApartIsNotKnown(folder: String) throws {
    let guide = try ServiceGuide(Self.inventory(Self.sail) { _ in folder })
    let services = guide.borders.flatMap(\.services)
    #expect(!services.isEmpty)
    #expect(services.allSatisfy { $0.arrives == nil })
    let prefixed = try ServiceGuide(Self.inventory(Self.sail) { "\(folder)/\($0.prefix(3))" })
    #expect(prefixed.borders.flatMap(\.services).allSatisfy { $0.arrives == nil })
  }

  /// Objects of a kind that a cluster did not show everywhere may be missing, and may refuse the call.
  @Test(arguments: ["PeerAuthentication", "DestinationRule", "AuthorizationPolicy"])
  func whatAClusterDidNotShowIsNotAbsent(kind: String) throws {
    let inventory = try Self.inventory(Self.sail, unseen: [kind]) { "out/\($0)" }
    let guide = try ServiceGuide(inventory)
    let services = guide.borders.filter { $0.from.name == "green-mesh" && $0.to.name == "red-mesh" }.flatMap(\.services)
    #expect(services.map(\.arrives) == [nil])
  }

  /// Every kind that decides reaches the mesh of its namespace.
  @Test(arguments: BorderKind.all.map { ["\($0.group)/\($0.version)", $0.kind] })
  func everyKindIsLookedAt(kind: [String]) throws {
    let text = """
      apiVersion: \(kind[0])
      kind: \(kind[1])
      metadata: {name: a, namespace: istio-system}
      spec: {host: a.b.svc.cluster.local, mtls: {mode: DISABLE}, trafficPolicy: {tls: {mode: DISABLE}}}

      """
    let documents = try DocumentReader.all(bytes: Array((Self.cluster("red") + "---\n" + text).utf8), source: "a.yaml")
    let side = try #require(BorderSides(Inventory(documents: documents, facts: Facts(now: now))).all.first)
    let found =
      side.entries + side.workloads + side.gateways.filter { $0.name == "a" } + side.remotes
      + side.policies.filter { $0.name == "a" }
    #expect(found.count + side.plainTexts.count + side.otherTLS.count == 1)
  }

  private static func cluster(_ colour: String) -> String {
    """
    apiVersion: sailoperator.io/v1
    kind: Istio
    metadata: {name: default}
    spec: {namespace: istio-system, values: {meshConfig: {trustDomain: \(colour).local}}}
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: \(colour), namespace: istio-system}
    spec: {servers: []}
    ---
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: \(colour), namespace: shop}
    spec: {}

    """
  }

  /// A file has what was collected of one cluster, and so has a folder.
  @Test(arguments: [("red.yaml", "green.yaml"), ("x/red.yaml", "x/green.yaml"), ("red/a.yaml", "green/a.yaml")])
  func filesOfOneFolderAreToldApart(red: String, green: String) throws {
    let documents =
      try DocumentReader.all(bytes: Array(Self.cluster("red").utf8), source: red)
      + DocumentReader.all(bytes: Array(Self.cluster("green").utf8), source: green)
    let sides = BorderSides(Inventory(documents: documents, facts: Facts(now: now))).all
    #expect(sides.map(\.trustDomain) == ["red.local", "green.local"])
    #expect(sides.map { $0.gateways.map(\.name) } == [["red"], ["green"]])
    #expect(sides.map { $0.policies.map(\.name) } == [["red"], ["green"]])
  }

  /// A mesh of the home that shares the namespace may be the one whose folder is neither beside nor below the other's.
  @Test func aFolderOfItsOwnMayBeAnotherMesh() throws {
    let federation = try ResolvedFederation(FederationFile.read(Array(Self.sail.utf8), source: "federation.yaml"))
    var facts = Facts(now: now)
    facts.federation = federation
    let istio = Self.cluster("red-mesh").replacing("name: default", with: "name: red")
    let gateway = """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: other, namespace: istio-system}
      spec: {servers: []}

      """
    let documents =
      try DocumentReader.all(bytes: Array(istio.utf8), source: "all/one/istio/istio.yaml")
      + DocumentReader.all(bytes: Array(gateway.utf8), source: "all/two/gateway.yaml")
    let sides = BorderSides(Inventory(documents: documents, facts: facts)).all
    let red = try #require(sides.first { $0.name.name == "red-mesh" })
    #expect(red.gateways.map(\.name) == ["red-mesh"])
    #expect(red.strays.map(\.name) == ["other"])
  }

  /// Where the files of red and of green are, and a folder of green with what it refuses red.
  struct Tree: Sendable {
    let red: String
    let green: String
    let refusal: String
    /// Whether both control planes are in namespaces of one name.
    var isShared = true
    /// Whether the control planes are in the input.
    var hasPlanes = false
    /// Whether the places tell that the refusal is green's.
    var isTold = true
  }

  /// A folder that is named after a mesh may be another one's folder for it.
  @Test(arguments: [
    Tree(
      red: "q/red-mesh", green: "q/green-mesh/mesh", refusal: "q/green-mesh/peers/red-mesh", isShared: false,
      hasPlanes: true),
    Tree(
      red: "n/red-mesh", green: "n/green-mesh", refusal: "n/green-mesh/peers/red-mesh", isShared: false, hasPlanes: true
    ),
    Tree(red: "n/red-mesh", green: "n/green-mesh", refusal: "n/green-mesh/peers/red-mesh", isShared: false),
    Tree(red: "q/red-mesh", green: "q/green-mesh/mesh", refusal: "q/green-mesh/peers/red-mesh", hasPlanes: true),
    Tree(red: "q/r", green: "q/g/mesh", refusal: "q/g/peers/red-mesh", hasPlanes: true),
    Tree(red: "out/red-mesh", green: "out/green-mesh", refusal: "out/green-mesh/peers/red-mesh"),
    Tree(red: "q/r", green: "q/g/mesh", refusal: "q/g/peers/red-mesh", isTold: false),
    Tree(red: "q/red-mesh", green: "q/g/mesh", refusal: "q/g/peers/red-mesh", isTold: false),
  ])
  func aFolderForAPeerIsNotThePeers(tree: Tree) throws {
    let text = tree.isShared ? Self.sail : Self.sail.replacing("    namespace: istio-system\n", with: "")
    let federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
    var facts = Facts(now: now)
    facts.federation = federation
    let folders = ["red-mesh": tree.red, "green-mesh": tree.green]
    var documents: [Document] = []
    for mesh in federation.meshes {
      facts.completeKinds[mesh.name] = BorderKind.names
      guard let folder = folders[mesh.name] else { continue }
      documents += ServiceManifests(mesh).files.map { Document(root: $0.node, source: "\(folder)/\($0.name)") }
      guard tree.hasPlanes else { continue }
      documents += try DocumentReader.all(bytes: Array(Self.plane(mesh).utf8), source: "\(folder)/istio.yaml")
    }
    documents += try DocumentReader.all(bytes: Array(Self.refusal.utf8), source: "\(tree.refusal)/deny.yaml")
    let inventory = Inventory(documents: documents, facts: facts)
    let sides = BorderSides(inventory).all
    let green = try #require(sides.first { $0.name.name == "green-mesh" })
    let owners = sides.filter { side in side.policies.contains { $0.name == "deny-red" } }.map(\.name.name)
    #expect(owners == (tree.isTold ? ["green-mesh"] : []))
    #expect(tree.isTold || green.strays.contains { $0.name == "deny-red" })
    let border = try ServiceGuide(inventory).borders.first { $0.from.name == "green-mesh" && $0.to.name == "red-mesh" }
    let services = try #require(border).services
    #expect(!services.isEmpty && services.allSatisfy { $0.arrives != true })
  }

  private static let refusal = """
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata: {name: deny-red, namespace: bookinfo}
    spec: {action: DENY, rules: [{from: [{source: {principals: ["red-mesh.local/*"]}}]}]}

    """

  private static func plane(_ mesh: Mesh) -> String {
    """
    apiVersion: sailoperator.io/v1
    kind: Istio
    metadata: {name: \(mesh.controlPlane.name)}
    spec:
      namespace: \(mesh.namespace)
      values:
        global: {network: \(mesh.network ?? "none")}
        meshConfig: {trustDomain: \(mesh.trustDomain.name)}

    """
  }

  /// Sets of two meshes with one name and one content are two.
  @Test func setsOfSeveralMeshesStayApart() throws {
    let guide = try ServiceGuide(Self.inventory(Self.maistra) { "out/\($0)" })
    #expect(guide.meshes.map(\.name).sorted() == ["blue-mesh", "green-mesh", "red-mesh"])
    #expect(guide.imports.map(\.mesh.name).sorted() == ["blue-mesh", "red-mesh"])
    #expect(guide.imports.map { $0.other?.name } == ["green-mesh", "green-mesh"])
    #expect(guide.exports.map(\.mesh.name) == ["green-mesh", "green-mesh"])
  }
}
