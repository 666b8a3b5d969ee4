import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import Testing
import X509

@Suite struct KubernetesErrorTests {
  private static let object = ObjectName(kind: "ConfigMap", name: "roots")
  private static let secret = ObjectName(kind: "Secret", name: "cacerts")

  private static let errors: [KubernetesError] = [
    .noManifest(missing: ["kind"], found: [], Place()), .name(object, .empty), .namespace("", object, .empty),
    .key("", object), .tooLarge(2 << 20, object), .noRoots(peer: "a", mesh: "b"),
    .noControlPlane(mesh: "a", name: "a", found: ["b"], source: "f"), .uncertainEdit(source: "f"),
    .missingKey("root-cert.pem", found: [], object), .missingKey("ca-cert.pem", found: [], secret),
    .certificates(key: "root-cert.pem", object, .noPEMBlock(wanted: "certificate", found: [])),
    .certificates(
      key: "root-cert.pem", object, .unexpectedBlock(label: "PRIVATE KEY", wanted: "", line: 1, isAlone: false)),
    .certificates(
      key: "root-cert.pem", object, .unexpectedBlock(label: "X509 CRL", wanted: "", line: 1, isAlone: false)),
    .certificates(key: "ca-cert.pem", secret, .brokenPEM(detail: "", line: 1)),
    .encodedTwice(key: "root-cert.pem", object), .encodedTwice(key: "ca-cert.pem", secret),
  ]

  @Test(arguments: errors)
  func everyErrorHasADiagnostic(error: KubernetesError) {
    let diagnostic = error.diagnostic
    #expect(Explanation.inKubernetes.contains { $0.code == diagnostic.code })
    #expect(!diagnostic.what.isEmpty && !diagnostic.what.description.hasSuffix("."))
    #expect(!diagnostic.next.isEmpty)
    #expect(error.exitStatus == .malformed || error.exitStatus == .refused)
  }

  @Test(arguments: ["MT-C-16", "MT-C-17", "MT-C-19"] as [Code])
  func everyWarningIsExplained(code: Code) {
    #expect(Explanation.inKubernetes.contains { $0.code == code })
  }

  @Test func everyCodeIsExplainedOnce() {
    let codes = Explanation.inKubernetes.map(\.code)
    #expect(Set(codes).count == codes.count)
  }

  @Test func longListsAreCut() {
    let error = KubernetesError.missingKey("k", found: (10..<30).map { "key\($0)" }, Self.object)
    #expect(error.diagnostic.why.description.contains("`key21` and 8 more"))
    #expect(!error.diagnostic.why.description.contains("key22"))
  }
}
