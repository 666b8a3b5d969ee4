import Testing
import X509

@testable import Lint

@Suite struct LifecycleRulesTests {
  static let found: [LintCase] = [
    LintCase("L-01") { files in
      files.addPeer()
      try files.replace("red/peer2.yaml", "green-mesh", "blue-mesh")
      files.texts["red/peer.yaml"] = nil
    },
    LintCase("L-01", "red/roots.yaml", "name: green-mesh-ca-root-cert", "name: blue-mesh-ca-root-cert"),
    LintCase("L-02") { files in
      files.texts["red/peer.yaml"] = nil
      files.facts.restarts = []
    },
    LintCase("L-03") { files in
      let green = try Authorities.fixed.get().green
      let new = try Authority.root("green-mesh root CA g2")
      try files.publish([green.root.certificate, new.certificate], by: green.intermediate, in: "green")
    },
    LintCase("L-04") { $0.facts.restarts = ["istiod", "istio-ingressgateway", "istio-egressgateway"] },
    LintCase("L-05") { files in
      let root = try Authority.root("red-mesh root CA g2")
      try files.sign(root.below("red-mesh intermediate CA g2"), root)
    },
    LintCase("L-06", "green/imports.yaml", "name: details", "name: reviews"),
    LintCase("L-07") { $0.facts.platform = "aro" },
    LintCase(
      "L-07", "red/peer.yaml", "ingress-red-mesh.green-mesh-system.svc.cluster.local", "a.westeurope.aroapp.io"),
    LintCase(
      "L-08", "green/imports.yaml", "metadata:\n", "metadata:\n  deletionTimestamp: \"2026-11-29T00:00:00Z\"\n"),
  ]

  static let silent: [LintCase] = [
    LintCase("L-02") { $0.texts["red/peer.yaml"] = nil },
    LintCase("L-04") { $0.facts.restarts = ["ratings"] },
    LintCase("L-05") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.root.below("red-mesh intermediate CA g2"), red.root)
    },
    LintCase("L-05") { files in
      let red = try Authorities.fixed.get().red
      let new = try Authority.root("red-mesh root CA g2")
      try files.publish(
        [red.root.certificate, new.certificate], by: new.below("red-mesh intermediate CA g2"), in: "red")
      files.setRoots(PEM.write([red.root.certificate, new.certificate]), in: "green")
    },
    LintCase("L-06", "green/imports.yaml", "metadata:\n", "metadata:\n  labels: {a: b}\n"),
    LintCase("L-07") { $0.facts.platform = "aws" },
    LintCase(
      "L-08", "green/imports.yaml", "metadata:\n", "metadata:\n  creationTimestamp: \"2026-11-29T00:00:00Z\"\n"),
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test(arguments: ["L-02", "L-05", "L-06"]) func changesNeedWhatWas(code: String) throws {
    var files = try ManifestTexts.pair()
    files.facts.before = nil
    #expect(try files.lint().needs(code) == [.before])
  }
}

extension ManifestTexts {
  /// Writes several roots into a mesh's `cacerts`.
  fileprivate mutating func publish(_ roots: [Certificate], by signing: Authority, in mesh: String) throws {
    try sign(signing, signing, in: mesh)
    let file = "\(mesh)/cacerts.yaml"
    let lines = (texts[file] ?? "").split(separator: "\n").filter { !$0.contains("root-cert.pem") }
    texts[file] =
      lines.joined(separator: "\n") + "\n  root-cert.pem: \"\(Base64.encode(PEM.write(roots).utf8))\"\n"
  }
}
