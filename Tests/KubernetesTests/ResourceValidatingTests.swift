import Cryptography
import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ResourceValidatingTests {
  private func configMap(
    _ name: String = "roots", namespace: String? = nil, data: [String: String] = [:], binary: [String: [UInt8]] = [:]
  ) -> Resource {
    .configMap(ConfigMap(metadata: ObjectMetadata(name: name, namespace: namespace), data: data, binaryData: binary))
  }

  private func fault(_ resource: Resource) throws -> KubernetesError {
    try #require(throws: KubernetesError.self) { try resource.validate() }
  }

  @Test(arguments: ["a", "green-mesh-ca-root-cert", "a.b.c", "0", String(repeating: "a", count: 253)])
  func names(name: String) throws {
    try configMap(name).validate()
  }

  @Test(arguments: ["", "Red", "a_b", "-a", "a-", "a..b", ".a", "a b", "ä", String(repeating: "a", count: 254)])
  func badNames(name: String) throws {
    #expect(try fault(configMap(name)).diagnostic.code == "MT-K8S-02")
    let peer = Resource.serviceMeshPeer(ServiceMeshPeer(metadata: ObjectMetadata(name: name)))
    #expect(try fault(peer).exitStatus == .malformed)
    let plane = Resource.serviceMeshControlPlane(ServiceMeshControlPlane(metadata: ObjectMetadata(name: name)))
    #expect(try fault(plane).diagnostic.what.description.hasPrefix("the name of ServiceMeshControlPlane `\(name)` "))
  }

  @Test(arguments: ["", "a.b", "A", String(repeating: "a", count: 64)])
  func badNamespaces(namespace: String) throws {
    try configMap(namespace: String(repeating: "a", count: 63)).validate()
    #expect(try fault(configMap(namespace: namespace)).diagnostic.code == "MT-K8S-07")
  }

  @Test(arguments: ["a", "root-cert.pem", "_A.9-", ".a", String(repeating: "k", count: 253)])
  func keys(key: String) throws {
    try configMap(data: [key: ""]).validate()
  }

  @Test(arguments: ["", ".", "..", "..a", "a/b", "a b", "ä", String(repeating: "k", count: 254)])
  func badKeys(key: String) throws {
    #expect(try fault(configMap(data: [key: ""])).diagnostic.code == "MT-K8S-03")
    let secret = Secret(metadata: ObjectMetadata(name: "a"), data: [key: SecretBytes(copying: "hush".utf8)])
    let error = try fault(.secret(secret))
    #expect(error.diagnostic.code == "MT-K8S-03")
    #expect(!"\(error)".contains("hush"))
  }

  @Test func aMebibyteIsTheLimit() throws {
    let half = String(repeating: "x", count: 1 << 19)
    let bytes = [UInt8](repeating: 0, count: 1 << 19)
    try configMap(data: ["a": half], binary: ["b": bytes]).validate()
    let error = try fault(configMap(data: ["a": half, "c": "x"], binary: ["b": bytes]))
    #expect(error == .tooLarge((1 << 20) + 1, ObjectName(kind: "ConfigMap", name: "roots")))
    #expect(error.exitStatus == .refused)
    let secret = Secret(
      metadata: ObjectMetadata(name: "a"), data: ["k": SecretBytes(copying: [UInt8](repeating: 0, count: 1 << 20))])
    try Resource.secret(secret).validate()
    var larger = secret
    larger.data["l"] = SecretBytes(copying: [0])
    #expect(try fault(.secret(larger)).diagnostic.code == "MT-K8S-04")
  }

  @Test func otherKindsAreNotChecked() throws {
    try read("{apiVersion: v1, kind: Pod, metadata: {name: Ä}}").validate()
    try Resource.kustomization(Kustomization(resources: [])).validate()
  }
}
