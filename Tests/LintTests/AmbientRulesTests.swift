import Diagnostics
import Kubernetes
import Testing
import X509

@testable import Lint

/// MT-I-30: constraints on URIs in a chain that a ztunnel verifies.
@Suite struct AmbientRulesTests {
  private static func istio(_ version: String = "v1.30.1", profile: String = "ambient") -> String {
    """
    apiVersion: sailoperator.io/v1
    kind: Istio
    metadata: {name: default}
    spec: {version: \(version), namespace: red-mesh-system, profile: \(profile)}
    """
  }

  private static func constrained(_ files: inout ManifestTexts) throws {
    let root = try Authority.root("red") {
      $0.nameConstraints = NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))])
    }
    try files.sign(root.below("red"), root)
  }

  static let found: [LintCase] = [
    LintCase("I-30") { files in
      try constrained(&files)
      files.texts["red/istio.yaml"] = istio()
    },
    LintCase("I-30") { files in
      try constrained(&files)
      files.texts["red/ztunnel.yaml"] =
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: ztunnel, namespace: ztunnel}\n"
        + "spec: {template: {spec: {containers: [{image: \"docker.io/istio/ztunnel:1.29.3-distroless\"}]}}}\n"
    },
  ]

  static let silent: [LintCase] = [
    LintCase("I-30") { files in
      try constrained(&files)
      files.texts["red/istio.yaml"] = istio(profile: "default")
    },
    LintCase("I-30") { files in
      let root = try Authority.root("red") { $0.nameConstraints = nil }
      try files.sign(root.below("red"), root)
      files.setRoots(PEM.write([root.certificate]))
      files.texts["red/istio.yaml"] = istio()
    },
  ]

  @Test(arguments: found) func finds(_ lint: LintCase) throws { try lint.expectFound() }

  @Test(arguments: silent) func isSilent(_ lint: LintCase) throws { try lint.expectSilent() }

  @Test func olderZtunnelsAreAWarning() throws {
    let report = try LintCase("I-30") { files in
      try Self.constrained(&files)
      files.texts["red/istio.yaml"] = Self.istio("v1.29.2")
    }.report()
    #expect(report.of("I-30").allSatisfy { $0.diagnostic.severity == .warning } && !report.of("I-30").isEmpty)
  }
}
