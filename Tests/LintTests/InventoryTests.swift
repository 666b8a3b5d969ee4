import Diagnostics
import Documents
import SPIFFE
import Testing

@testable import Lint

@Suite struct InventoryTests {
  /// Two meshes of two clusters whose control planes have namespaces and names alike.
  private func twins() throws -> ManifestTexts {
    var files = try ManifestTexts.pair()
    for (name, text) in files.texts {
      files.texts[name] = text.replacing("red-mesh-system", with: "istio-system")
        .replacing("green-mesh-system", with: "istio-system")
    }
    files.facts.before = nil
    files.facts.presentedChains = []
    return files
  }

  @Test func theFolderTellsMeshesOfOneNamespaceApart() throws {
    let inventory = try twins().inventory()
    #expect(inventory.meshes.map(\.name) == ["green-mesh", "red-mesh"])
    #expect(inventory.peers.map { $0.other?.name } == ["red-mesh", "green-mesh"])
    #expect(Linter.lint(inventory).findings.isEmpty)
  }

  /// The manual's samples: one control plane, and the other mesh's objects, which must not be taken for its own.
  @Test(arguments: ["green/imports.yaml", "green/peer.yaml"])
  func theOtherSideWithoutItsControlPlaneIsAnotherMesh(file: String) throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key.hasPrefix("red/") || $0.key == file }
    let other = files.texts.removeValue(forKey: file) ?? ""
    files.texts["red/other.yaml"] = other
    files.facts = Facts(now: now)
    let inventory = try files.inventory()
    #expect(Set(inventory.meshes.map(\.name)) == ["red-mesh", "green-mesh"] && inventory.misplaced.isEmpty)
    let errors = Linter.lint(inventory).findings(atLeast: .error)
    #expect(errors.isEmpty, "\(errors.map(\.diagnostic.what))")
  }

  @Test func twoCopiesOfOneObjectAreOneObject() throws {
    var files = try ManifestTexts.pair()
    for (name, text) in files.texts { files.texts["backup-" + name] = text }
    let inventory = try files.inventory()
    #expect(inventory.meshes.map(\.name) == ["green-mesh", "red-mesh"])
    #expect(inventory.meshes.allSatisfy { $0.controlPlanes.count == 1 && $0.peers.count == 1 })
    #expect(Linter.lint(inventory).findings.isEmpty)
  }

  @Test func aServiceMeshMemberIsAMember() throws {
    var files = try ManifestTexts.pair()
    files.texts["red/roll.yaml"] = """
      apiVersion: maistra.io/v1
      kind: ServiceMeshMember
      metadata: {name: default, namespace: bookinfo}
      spec: {controlPlaneRef: {name: red-mesh, namespace: red-mesh-system}}

      """
    let inventory = try files.inventory()
    #expect(inventory.meshes.first { $0.name == "red-mesh" }?.members == ["bookinfo"])
    #expect(Linter.lint(inventory).of("X-13").isEmpty)
  }

  @Test func aRuleOfNobodyIsSaidToBeUnchecked() throws {
    var files = try ManifestTexts.pair()
    let all = files.texts.sorted { $0.key < $1.key }.filter { !$0.key.hasSuffix("roll.yaml") }.map(\.value)
    files.texts = ["all.yaml": all.joined(separator: "---\n")]
    #expect(try files.lint().needs("F-10").contains(.memberRoll))
  }

  @Test func nodesTellTheRegion() throws {
    var files = try ManifestTexts.pair()
    files.facts.localRegion = nil
    #expect(try files.lint().needs("F-07") == [.localRegion])
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {topology.kubernetes.io/region: REGION}}\n"
    files.texts["green/nodes.yaml"] = node.replacing("REGION", with: "us-west")
    #expect(try files.lint().needs("F-07").isEmpty && files.lint().of("F-07").isEmpty)
    files.texts["green/nodes.yaml"] = node.replacing("REGION", with: "eu-north")
    #expect(try !files.lint().of("F-07").isEmpty)
  }

  @Test func objectsWithoutNamespaceBelongToTheirFolder() throws {
    var files = try ManifestTexts.pair()
    for name in files.texts.keys where name.hasPrefix("red/") && !name.hasSuffix("services.yaml") {
      files.texts[name] = files.texts[name]?.replacing("  namespace: red-mesh-system\n", with: "")
    }
    files.facts.before = nil
    let inventory = try files.inventory()
    #expect(inventory.meshes.count == 2)
    #expect(inventory.meshes.first { $0.name == "red-mesh" }?.peers.count == 1)
    #expect(inventory.meshes.first { $0.name == "red-mesh" }?.signing != nil)
  }

  /// What stands beside or below red's objects is in red's cluster, whatever namespaces green has.
  @Test(arguments: [
    ("red/services.yaml", "red-mesh"), ("red/apps/services.yaml", "red-mesh"), ("green/services.yaml", "green-mesh"),
    ("green/apps/a/services.yaml", "green-mesh"), ("services.yaml", "green-mesh"), ("apps/services.yaml", "green-mesh"),
  ])
  func theFolderShowsTheClusterOfAService(file: String, mesh: String) throws {
    var files = try ManifestTexts.pair()
    files.add(
      "green/roll.yaml",
      """
      apiVersion: maistra.io/v1
      kind: ServiceMeshMember
      metadata: {name: default, namespace: shop}
      spec: {controlPlaneRef: {name: green-mesh, namespace: green-mesh-system}}

      """)
    files.add(
      file, "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: 80}]}\n")
    let inventory = try files.inventory()
    let index = try #require(inventory.manifests.firstIndex { $0.name == "cart" })
    #expect(inventory.meshOfManifest[index].map { inventory.meshes[$0].name } == mesh)
  }

  /// A gateway presents its chain to one mesh: what is another's says nothing about this one.
  @Test func aChainBelongsToThePeerThatExpectsIt() throws {
    var files = try ManifestTexts.pair()
    let chains = files.facts.presentedChains
    files.facts.presentedChains = chains.filter { $0.identity.trustDomain.name == "green-mesh.local" }
    #expect(try files.lint().of("C-27").isEmpty && files.lint().needs("C-27") == [.presentedChain])
    try files.replace("red/peer.yaml", "egress-red-mesh-service-account", "egress-blue-mesh-service-account")
    #expect(try files.lint().of("C-27").count == 1)
    // Somebody else expects it.
    files.add(
      "blue/peer.yaml",
      chains.isEmpty
        ? ""
        : """
        apiVersion: federation.maistra.io/v1
        kind: ServiceMeshPeer
        metadata: {name: green-mesh, namespace: blue-mesh-system}
        spec:
          security:
            trustDomain: green-mesh.local
            clientID: green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account

        """)
    #expect(try files.lint().of("C-27").isEmpty)
  }

  @Test func aPeerAloneIsAMeshWithoutControlPlane() throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key == "red/peer.yaml" }
    files.facts = Facts(now: now)
    let report = try files.lint()
    #expect(report.findings.isEmpty, "\(report.codes)")
    for code in ["G-01", "T-02", "T-08", "C-01", "P-12"] { #expect(!report.needs(code).isEmpty, "\(code)") }
  }

  @Test func nothingAtAllIsInOrder() {
    let report = Linter.lint(Inventory(documents: [], facts: Facts(now: now)))
    #expect(report.findings.isEmpty)
  }

  @Test func strangeDocumentsNeverCrash() throws {
    let text = """
      kind: ServiceMeshPeer
      ---
      kind: ServiceMeshControlPlane
      apiVersion: maistra.io/v2
      spec: [1, 2]
      ---
      kind: ServiceMeshPeer
      apiVersion: federation.maistra.io/v1
      metadata: {name: [1], namespace: {a: b}}
      spec: {remote: {addresses: {a: b}}, security: 7, gateways: null}
      ---
      kind: Secret
      apiVersion: v1
      metadata: {name: cacerts}
      data: {ca-cert.pem: "%%%", root-cert.pem: 7}
      ---
      kind: ExportedServiceSet
      apiVersion: federation.maistra.io/v1
      metadata: {name: x}
      spec: {exportRules: {a: b}}
      ---
      [1, 2]
      """
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "-")
    let report = Linter.lint(Inventory(documents: documents, facts: Facts(now: now)))
    #expect(report.codes.contains("S-02") && report.codes.contains("S-03") && report.codes.contains("S-07"))
  }

  @Test func theManualsControlPlaneAsksForTheWrongNetwork() throws {
    var files = try ManifestTexts.pair()
    try files.replace("red/plane.yaml", "- network-green-mesh", "- green-network")
    let finding = try #require(try files.lint().of("G-15").first)
    #expect(finding.repair.contains("network-green-mesh"))
    #expect(finding.edit?.action == .replace(old: "green-network", new: "network-green-mesh"))
  }

  @Test func findingsComeByFileLineAndCode() throws {
    var files = try ManifestTexts.pair()
    files.facts.before = nil
    try files.replace("red/peer.yaml", "clientID: ", "clientID: spiffe://")
    try files.replace("green/rule.yaml", "consecutive5xxErrors", "consecutiveErrors")
    try files.replace("red/plane.yaml", "version: v2.5", "version: v2.0")
    #expect(try files.lint().codes == ["F-11", "T-10", "G-22"])
  }
}
