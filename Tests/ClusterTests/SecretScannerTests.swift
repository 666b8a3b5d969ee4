import Cryptography
import Documents
import Testing

@testable import Cluster

/// The values of a Secret never become text.
@Suite struct SecretScannerTests {
  private static func scan(_ text: String) throws -> (plain: String, values: [String: [UInt8]], hasCopy: Bool) {
    let body = SecretBytes(copying: text.utf8)
    return try body.withBytes { bytes in
      let scanner = try unsafe SecretScanner(bytes)
      return (
        String(decoding: scanner.plain, as: UTF8.self),
        scanner.values.mapValues { $0.withBytes { bytes in unsafe Array(bytes) } }, scanner.hasCopy
      )
    }
  }

  @Test func valuesAndTheirCopiesAreTakenOut() throws {
    let (plain, values, hasCopy) = try Self.scan(
      """
      {"kind": "Secret", "metadata": {"name": "cacerts", "annotations": {"meshtrust/home": "b\\"c",
      "kapp.k14s.io/original": "{\\"data\\":{\\"ca-key.pem\\":\\"c2VjcmV0\\"}}",
      "kubectl.kubernetes.io/last-applied-configuration": "{\\"data\\":{\\"ca-key.pem\\":\\"c2VjcmV0\\"}}"},
      "managedFields": [{"fieldsV1": {"f:data": {"f:ca-key.pem": {}}}}]}, "stringData": {"x": "y"},
      "data": {"ca-key.pem": "c2VjcmV0", "empty": "", "tls/x": "AA=="}, "type": "Opaque", "immutable": false}
      """)
    #expect(hasCopy)
    #expect(values == ["ca-key.pem": Array("secret".utf8), "empty": [], "tls/x": [0]])
    #expect(!plain.contains("c2VjcmV0") && !plain.contains("\"y\""))
    let root = try DeployedFixtures.node(plain)
    #expect(root["metadata"]?["annotations"]?["meshtrust/home"]?.string == "b\"c")
    #expect(root["metadata"]?["managedFields"]?.sequence?.first?["fieldsV1"]?["f:data"]?["f:ca-key.pem"] != nil)
    #expect(root["immutable"]?.bool == false)
  }

  @Test(arguments: [
    "", "{", #"{"data": {"a": "not base64"}}"#, #"{"data": {"a": "YQ==\u0020"}}"#, #"{"a": "b"} more"#, #"{"a": "b}"#,
    String(repeating: "[", count: 100),
  ])
  func anythingElseIsRefused(text: String) {
    #expect(throws: SecretScanner.Malformed.self) { try Self.scan(text) }
  }
}
