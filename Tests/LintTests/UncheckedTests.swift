import Diagnostics
import Testing

@testable import Lint

/// What was not seen does not count as fine: a rule that could not run says what it lacks, for every object.
@Suite struct UncheckedTests {
  struct Gap: Sendable, CustomTestStringConvertible {
    let need: Need
    let object: String
    let codes: [String]
    let change: @Sendable (inout ManifestTexts) throws -> Void

    init(
      _ need: Need, for object: String, _ codes: [String],
      _ change: @escaping @Sendable (inout ManifestTexts) throws -> Void
    ) {
      self.need = need
      self.object = object
      self.codes = codes
      self.change = change
    }

    /// Without some files.
    init(_ need: Need, for object: String, without files: String..., codes: [String]) {
      self.init(need, for: object, codes) { texts in for file in files { texts.texts[file] = nil } }
    }

    var testDescription: String { "\(need) of \(object)" }
  }

  private static let signing = [
    "C-09", "C-15", "C-16", "C-17", "C-19", "C-23", "C-24", "C-25", "C-30", "C-31", "C-32", "C-33", "L-05",
  ]
  private static let gateways = [
    "G-02", "G-04", "G-05", "G-06", "G-07", "G-08", "G-09", "G-11", "G-12", "G-16", "G-19", "G-26",
  ]
  private static let planes = [
    "G-03", "G-13", "G-14", "G-17", "G-18", "G-22", "G-23", "G-24", "G-25", "G-28", "T-01", "T-17", "T-18", "T-19",
    "C-18", "C-20", "C-21", "C-22", "C-26", "C-29", "T-06", "T-07", "T-20", "L-04",
  ]
  private static let ofPeers = [
    "G-01", "G-10", "G-15", "G-20", "G-21", "T-02", "T-03", "T-04", "T-05", "T-08", "T-09", "T-10", "T-11", "T-12",
    "T-13", "T-14", "T-15", "T-16", "C-01", "C-03", "C-07", "C-10", "C-11", "C-14", "C-27", "C-28", "C-34", "P-02",
    "P-03", "P-04", "P-05", "P-06", "P-07", "P-08", "P-09", "P-10", "P-11", "P-12", "P-13", "P-14", "P-15", "P-16",
    "P-17", "P-18", "L-03",
  ]
  private static let ofBundles = [
    "C-01", "C-02", "C-04", "C-05", "C-07", "C-08", "C-09", "C-10", "C-11", "C-13", "C-14", "C-24", "C-27",
    "C-28", "C-34", "L-03",
  ]

  static let gaps: [Gap] = [
    Gap(.signingSecret, for: "the mesh `red-mesh`", without: "red/cacerts.yaml", codes: signing),
    Gap(.controlPlane, for: "the mesh `red-mesh`", without: "red/plane.yaml", codes: planes + gateways),
    Gap(.peers, for: "the mesh `red-mesh`", without: "red/peer.yaml", codes: ofPeers),
    Gap(
      .configMaps, for: "ServiceMeshPeer `red-mesh-system/green-mesh`", without: "red/roots.yaml", codes: ofBundles),
    Gap(.readableSigning, for: "Secret `red-mesh-system/cacerts`", ["C-15", "C-16", "C-23", "C-24", "C-25", "C-33"]) {
      try $0.setValue("ca-cert.pem", "to do\n")
    },
    Gap(.readableSigning, for: "Secret `red-mesh-system/cacerts`", ["C-15", "C-32"]) {
      try $0.setValue("root-cert.pem", "to do\n")
    },
    Gap(
      .readableRoots, for: "ConfigMap `red-mesh-system/green-mesh-ca-root-cert`",
      ["C-05", "C-08", "C-09", "C-10", "C-11", "C-13", "C-14", "C-24", "C-27", "C-28", "C-34", "L-03"]
    ) { $0.setRoots("to do\n") },
    Gap(.ownRoots, for: "the mesh `red-mesh`", without: "red/cacerts.yaml", codes: ["C-12"]),
    Gap(.readableSet, for: "ExportedServiceSet `red-mesh-system/green-mesh`", ["X-05", "X-11", "X-13", "X-14"]) {
      try $0.replace("red/exports.yaml", "type: NameSelector", "type: [NameSelector]")
    },
    Gap(.readableSet, for: "ImportedServiceSet `green-mesh-system/red-mesh`", ["X-06", "X-17", "X-20", "F-01"]) {
      try $0.replace("green/imports.yaml", "importAsLocal: true", "importAsLocal: [true]")
    },
    Gap(
      .imports, for: "DestinationRule `bookinfo/ratings-failover`", without: "green/imports.yaml",
      codes: ["F-02", "F-03", "F-06", "F-12"]),
    Gap(
      .memberRoll, for: "ImportedServiceSet `green-mesh-system/red-mesh`", without: "green/roll.yaml", codes: ["X-20"]),
    Gap(.services, for: "ExportedServiceSet `red-mesh-system/green-mesh`", ["X-05", "X-11", "X-16", "X-25"]) {
      $0.texts["red/services.yaml"] = nil
    },
    Gap(.platform, for: "the mesh `red-mesh`", ["L-07"]) { $0.facts.platform = nil },
    Gap(.platform, for: "ServiceMeshControlPlane `red-mesh-system/red-mesh`", ["G-12"]) { $0.facts.platform = nil },
    Gap(.gatewayServices, for: "ServiceMeshPeer `red-mesh-system/green-mesh`", ["P-17"]) {
      try $0.replace("red/peer.yaml", "ingress-red-mesh.green-mesh-system.svc.cluster.local", "192.0.2.1")
    },
    Gap(.peerFiles, for: "ServiceMeshPeer `red-mesh-system/green-mesh`", ["C-33", "G-10", "G-11", "P-12", "P-13"]) {
      $0.texts = $0.texts.filter { $0.key.hasPrefix("red/") }
    },
  ]

  @Test(arguments: gaps) func whatIsLackingIsNamed(gap: Gap) throws {
    var files = try ManifestTexts.pair()
    try gap.change(&files)
    let unchecked = try files.lint().unchecked.filter { $0.need == gap.need && $0.objects.contains(gap.object) }
    let missed = Set(gap.codes).subtracting(unchecked.map { String($0.code.rawValue.dropFirst(3)) })
    #expect(missed.isEmpty, "silent: \(missed.sorted())")
  }

  /// What only a Secret, the webhooks or the Namespaces show is said to be unknown where they are not there.
  @Test func whatIsLackingOfIstioIsNamed() throws {
    var files = ManifestTexts(
      texts: [
        "red/istio.yaml":
          "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: red}\n"
          + "spec: {version: v1.30.1, namespace: red, profile: ambient, values: {meshConfig: {trustDomain: red.local}}}\n"
      ], facts: Facts(now: now))
    #expect(try files.lint().needs("I-03") == [.signingSecret])
    files.texts["red/istiocsr.yaml"] =
      "apiVersion: operator.openshift.io/v1alpha1\nkind: IstioCSR\nmetadata: {name: default, namespace: red}\n"
      + "spec: {istioCSRConfig: {istio: {namespace: red}, certManager: {issuerRef: {name: a}}}}\n"
    let report = try files.lint()
    #expect(report.of("I-55").isEmpty && report.needs("I-55") == [.trustedNodeAccounts])
  }

  /// A rule for failover is judged by itself where nothing shows its mesh, and the comparisons are not passed over.
  @Test func aRuleAloneIsCheckedByItself() throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key == "green/rule.yaml" }
    files.facts = Facts(now: now)
    try files.replace("green/rule.yaml", "to: us-east", "to: us-west")
    let report = try files.lint()
    #expect(report.codes == ["F-05"])
    for code in ["F-02", "F-03", "F-06", "F-12"] { #expect(report.needs(code) == [.imports], "\(code)") }
    #expect(report.needs("F-07") == [.localRegion] && report.needs("F-10") == [.memberRoll])
  }

  @Test func aSelfSignedMeshHasNoOtherSecret() throws {
    var files = try ManifestTexts.pair()
    files.texts["red/cacerts.yaml"] = files.texts["red/cacerts.yaml"]?
      .replacing("name: cacerts", with: "name: istio-ca-secret")
    try files.replace("red/plane.yaml", "type: PrivateKey", "type: SelfSigned")
    #expect(try !files.lint().unchecked.contains { $0.need == .signingSecret })
  }

  /// A gateway for something else is none of ours: it has ports of its own, and nothing of federation.
  @Test func gatewaysForSomethingElseAreLeftAlone() throws {
    var files = try ManifestTexts.pair()
    try files.replace(
      "red/plane.yaml", "    additionalIngress:\n",
      "    additionalIngress:\n      public:\n        enabled: false\n        service:\n          ports:\n"
        + "          - port: 443\n            name: https\n")
    files.facts.restarts?.append("public")
    let report = try files.lint()
    #expect(report.codes.isEmpty, "\(report.codes)")
  }

  /// Mutual TLS must be on in a mesh that its gateways show to be federated, also where its peers were not passed.
  @Test func gatewaysAloneShowFederation() throws {
    var files = try ManifestTexts.pair()
    files.texts["red/peer.yaml"] = nil
    try files.replace("red/plane.yaml", "mtls: true", "mtls: false")
    #expect(try files.lint().codes.contains("G-28"))
  }

  @Test func nodesTellThePlatform() throws {
    var files = try ManifestTexts.pair()
    files.facts.platform = nil
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {providerID: aws:///us-east-1a/i-0abc}\n"
    for mesh in ["red", "green"] { files.texts["\(mesh)/nodes.yaml"] = node }
    let report = try files.lint()
    #expect(Set(report.codes) == ["G-12"] && report.needs("G-12").isEmpty && report.needs("L-07").isEmpty)
  }

  /// Nodes are those of a cluster, and so of each mesh in it.
  @Test func theNodesOfAClusterAreThoseOfEachMesh() throws {
    var files = try ManifestTexts.pair()
    files.facts.localRegion = nil
    files.facts.before = nil
    files.texts["red/roll.yaml"] = nil
    let node =
      "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {topology.kubernetes.io/region: us-west}}\n"
    files.texts = [
      "all.yaml": (files.texts.sorted { $0.key < $1.key }.map(\.value) + [node]).joined(separator: "---\n")
    ]
    let report = try files.lint()
    #expect(report.needs("F-07").isEmpty && report.of("F-07").isEmpty)
  }
}
