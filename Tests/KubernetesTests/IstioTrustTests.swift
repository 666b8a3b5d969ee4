import Documents
import Federation
import Files
import SPIFFE
import SystemPackage
import Testing
import X509

@testable import Kubernetes

/// What Istio is told about trust, in every form: the vectors V-01 and V-03 of the specification.
@Suite struct IstioTrustTests {
  private func three(_ red: String, roots: String = "per-mesh") -> String {
    """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      roots: \(roots)
      meshes:
      - {name: red-mesh, peers: [green-mesh, blue-mesh], \(red)}
      - {name: green-mesh, peers: [blue-mesh], controlPlane: {flavour: istio}}
      - {name: blue-mesh, controlPlane: {flavour: sail}}
    """
  }

  private func text(_ set: ManifestSet, _ path: String) throws -> String {
    try #require(set.files.first { $0.path.string == path }).content.text
  }

  private func node(_ set: ManifestSet, _ path: String) throws -> Node {
    try onlyRoot(text(set, path))
  }

  private static let entries = Node.sequence([
    .mapping([
      ("pem", .string(PEM.write([Certificates.blueRoot]))), ("trustDomains", .sequence([.string("blue-mesh.local")])),
    ]),
    .mapping([
      ("pem", .string(PEM.write([Certificates.greenRoot]))), ("trustDomains", .sequence([.string("green-mesh.local")])),
    ]),
  ])

  @Test func aSailResourceIsPatchedInFourPathsAndNoOthers() throws {
    let plane =
      "controlPlane: {flavour: sail, version: v1.30.1}, cluster: {name: red-cluster, network: red-network}"
    let set = try manifests(three(plane))
    let patch = try node(set, "istio/patch.json")
    let values = try #require(patch["spec"]?["values"])
    #expect(patch.mapping?.keys == ["spec"] && patch["spec"]?.mapping?.keys == ["values"])
    #expect(values.mapping?.keys == ["global", "pilot", "meshConfig"])
    #expect(values["global"]?["meshID"]?.string == "red-mesh")
    #expect(values["global"]?["network"]?.string == "red-network")
    #expect(values["global"]?["multiCluster"]?["clusterName"]?.string == "red-cluster")
    #expect(values["pilot"] == .mapping([("env", .mapping([("ISTIO_MULTIROOT_MESH", .string("true"))]))]))
    #expect(values["meshConfig"]?["trustDomain"]?.string == "red-mesh.local")
    #expect(values["meshConfig"]?["caCertificates"] == Self.entries)
    #expect(
      values["meshConfig"]?["defaultConfig"]
        == .mapping([("proxyMetadata", .mapping([("PROXY_CONFIG_XDS_AGENT", .string("true"))]))]))
    #expect(values["meshConfig"]?["trustDomainAliases"] == nil)
    let whole = try node(set, "istio/istio.yaml")
    #expect(whole["apiVersion"]?.string == "sailoperator.io/v1" && whole["kind"]?.string == "Istio")
    #expect(whole["spec"]?["version"]?.string == "v1.30.1" && whole["spec"]?["namespace"]?.string == "red-mesh-system")
    #expect(whole["spec"]?["values"] == values)
    #expect(!set.kustomization.resources.contains { $0.hasPrefix("istio/") })
  }

  @Test func withoutAVersionThereIsNoWholeResource() throws {
    let set = try manifests(three("controlPlane: {flavour: sail}"))
    #expect(!set.files.contains { $0.path.string == "istio/istio.yaml" })
    #expect(set.files.contains { $0.path.string == "istio/patch.json" })
  }

  @Test func theThreeFormsOfUpstreamIstioSayTheSame() throws {
    let set = try manifests(three("controlPlane: {flavour: istio, version: 1.29.3}"))
    let values = try node(set, "istio/values.yaml")
    let overlay = try node(set, "istio/istiooperator.yaml")
    let map = try node(set, "istio/configmap.yaml")
    #expect(values["meshConfig"]?["caCertificates"] == Self.entries)
    #expect(overlay["spec"]?["meshConfig"] == values["meshConfig"])
    #expect(overlay["spec"]?["values"]?["pilot"] == values["pilot"])
    #expect(overlay["spec"]?["revision"]?.string == "red-mesh")
    #expect(map["metadata"]?["name"]?.string == "istio-red-mesh")
    let inner = try onlyRoot(map["data"]?["mesh"]?.string)
    #expect(inner == values["meshConfig"])
  }

  @Test func aSharedRootNeedsNamesAndNoRoots() throws {
    var shared = material()
    shared.ownRoots = [Certificates.redRoot]
    shared.rootsByPeer = ["green-mesh": shared.ownRoots, "blue-mesh": shared.ownRoots]
    let set = try manifests(three("controlPlane: {flavour: sail}", roots: "shared"), mesh: "red-mesh", shared)
    let values = try #require(node(set, "istio/patch.json")["spec"]?["values"])
    #expect(
      values["meshConfig"]?["caCertificates"]
        == .sequence([
          .mapping([("trustDomains", .sequence([.string("blue-mesh.local"), .string("green-mesh.local")]))])
        ]))
    #expect(values["pilot"] == nil && values["meshConfig"]?["defaultConfig"] == nil)
  }

  @Test func aliasesAreWrittenOnlyOnRequest() throws {
    let set = try manifests(three("controlPlane: {flavour: sail, trustDomainAliases: true}"))
    let config = try #require(node(set, "istio/patch.json")["spec"]?["values"]?["meshConfig"])
    #expect(
      config["trustDomainAliases"] == .sequence([.string("blue-mesh.local"), .string("green-mesh.local")]))
  }

  /// V-03: one trust domain, the mesh's own root first, then those of the peers by name.
  @Test func ambientMeshesHaveNoListOfRoots() throws {
    let ambient = "trustDomain: mesh.local, dataPlane: ambient, controlPlane: {flavour: istio, poolInRoot: true}"
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - {name: red-mesh, peers: [green-mesh], \(ambient)}
        - {name: green-mesh, \(ambient)}
      """
    let set = try manifests(text)
    #expect(try node(set, "istio/values.yaml")["meshConfig"]?["caCertificates"] == nil)
  }
}

/// Editing what somebody else wrote.
@Suite struct IstioFileEditTests {
  private let trust: IstioTrust
  private let red: Mesh

  init() throws {
    red = try mesh(in: pair("controlPlane: {flavour: sail}"))
    trust = IstioTrust(red, rootsByPeer: ["green-mesh": [Certificates.greenRoot]], ownRoots: [Certificates.redRoot])
  }

  private func edit(_ text: String) throws -> (text: String, edit: IstioFileEdit) {
    let edit = try IstioFileEdit(Array(text.utf8), source: "f.yaml", mesh: red, trust: trust)
    return (String(decoding: edit.bytes, as: UTF8.self), edit)
  }

  @Test func otherFieldsCommentsAndOrderStay() throws {
    let old = """
      apiVersion: sailoperator.io/v1
      kind: Istio
      metadata:
        name: red-mesh   # ours
      spec:
        version: v1.30.1
        namespace: red-mesh-system
        values:
          # the proxies' own settings
          meshConfig:
            accessLogFile: /dev/stdout
            defaultConfig:
              proxyMetadata:
                OTHER: "1"
          pilot:
            env:
              SOMETHING: "x"

      """
    let (new, edit) = try edit(old)
    #expect(edit.form == .sail && edit.droppedRoots == 0)
    for line in old.split(separator: "\n") { #expect(new.contains(line), "\(line)") }
    let values = try #require(documents(new).first?.root["spec"]?["values"])
    #expect(values["meshConfig"]?["defaultConfig"]?["proxyMetadata"]?["OTHER"]?.string == "1")
    #expect(values["meshConfig"]?["defaultConfig"]?["proxyMetadata"]?["PROXY_CONFIG_XDS_AGENT"]?.string == "true")
    #expect(values["pilot"]?["env"]?["ISTIO_MULTIROOT_MESH"]?.string == "true")
    #expect(values["meshConfig"]?["caCertificates"]?.sequence?.count == 1)
    #expect(try self.edit(new).text == new)
  }

  @Test func helmValuesAndTheConfigMapAreRecognized() throws {
    let values = try edit("meshConfig:\n  enableTracing: true\n")
    #expect(values.edit.form == .helm && values.text.hasPrefix("meshConfig:\n  enableTracing: true\n"))
    let map = try edit(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-red-mesh}\ndata:\n  mesh: |-\n    enableTracing: true\n    # kept\n    defaultConfig: {}\n"
    )
    #expect(map.edit.form == .configMap)
    let inner = try #require(documents(map.text).first?.root["data"]?["mesh"]?.string)
    #expect(inner.contains("# kept"))
    #expect(try documents(inner).first?.root["trustDomain"]?.string == "red-mesh.local")
  }

  @Test func rootsOfOthersInTheListAreCounted() throws {
    let (new, edit) = try edit(
      "meshConfig:\n  caCertificates:\n  - pem: |\n      -----BEGIN CERTIFICATE-----\n      QQ==\n      -----END CERTIFICATE-----\n"
    )
    #expect(edit.droppedRoots == 1 && !new.contains("QQ=="))
  }

  @Test func anotherMeshsFileIsRefused() {
    #expect(throws: KubernetesError.self) {
      try edit("apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: green-mesh}\nspec: {}\n")
    }
    #expect(throws: KubernetesError.self) { try edit("a: &x {}\nmeshConfig: *x\n---\nb: 1\n") }
  }
}

/// V-04: whether a running istiod takes up a changed file of roots.
@Suite struct RootFileChangeTests {
  private static let (r1, r2) = (PEM.write([Certificates.redRoot]), PEM.write([Certificates.greenRoot]))
  private static let (b1, b2) = (PEM.write([Certificates.blueRoot]), PEM.write([Certificates.redIntermediate]))

  @Test(arguments: [
    (r1, r1 + r2, false, true, true), (r1, r2 + r1, false, true, true), (r1 + r2, r1 + r2 + r2, false, true, true),
    (r1 + r2 + r2, r2, false, true, true), (r1 + r2, r2, false, true, true), (r1, r2, false, false, false),
    (r1 + r2, r2 + r1, false, false, true), (r1, r1.replacing("\n", with: "\r\n"), false, false, true),
    (r1 + b1 + r2, r1 + r2, false, false, true), (r1 + b1 + r2 + b2, r1 + r2 + b2, false, false, true),
    (r1, r1, true, true, true),
  ])
  func whatARunningIstiodTakes(old: String, new: String, restart: Bool, bytes: Bool, certificates: Bool) {
    let change = RootFileChange(from: Array(old.utf8), to: Array(new.utf8))
    #expect(change.isTaken(by: .restart, multiRoot: true) == restart)
    #expect(change.isTaken(by: .bytes, multiRoot: true) == bytes)
    #expect(change.isTaken(by: .certificates, multiRoot: true) == certificates)
    #expect(change.isTaken(by: .certificates, multiRoot: false) == (old == new))
  }
}
