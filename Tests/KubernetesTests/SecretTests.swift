import Cryptography
import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct SecretTests {
  private let text = """
    apiVersion: v1
    kind: Secret
    metadata:
      name: cacerts
      annotations:
        kubectl.kubernetes.io/last-applied-configuration: '{"data":{"ca-key.pem":"aHVzaA=="}}'
    type: Opaque
    immutable: true
    data:
      ca-key.pem: aHVzaA==
      ca-cert.pem: |
        YSBs
        b25n
    stringData:
      note: plain
      ca-cert.pem: wins
    """

  @Test func readsBothKindsOfValues() throws {
    let secret = try #require(read(text).secret)
    #expect(secret.type == "Opaque")
    #expect(secret.data["ca-key.pem"]?.text == "hush")
    #expect(secret.data["ca-cert.pem"]?.text == "a long")
    #expect(secret.values["ca-cert.pem"]?.text == "wins")
    #expect(secret.values["note"]?.text == "plain")
  }

  @Test func writesEveryValueAsBase64AndKeepsTheRest() throws {
    let secret = try #require(read(text).secret)
    #expect(
      secret.yaml.text == """
        apiVersion: v1
        kind: Secret
        metadata:
          name: cacerts
        type: Opaque
        immutable: true
        data:
          ca-cert.pem: "d2lucw=="
          ca-key.pem: "aHVzaA=="
          note: "cGxhaW4="

        """)
    #expect(try read(secret.yaml.text).secret == secret)
  }

  @Test func theCopyThatKubectlKeepsIsForgotten() throws {
    let secret = try #require(read(text).secret)
    var dumped = ""
    dump(secret, to: &dumped)
    for shown in [dumped, "\(secret)", secret.yaml.text] { #expect(!shown.contains("last-applied")) }
    #expect(!dumped.contains("aHVzaA"))
  }

  @Test func withoutValuesThereIsNoData() throws {
    let secret = Secret(metadata: ObjectMetadata(name: "empty"), data: [:])
    #expect(secret.yaml.text == "apiVersion: v1\nkind: Secret\nmetadata:\n  name: empty\ntype: Opaque\n")
  }

  /// `true`, `null`, digits, exponents and nothing at all are base64 too.
  @Test(arguments: ["", "\u{B6}\u{BB}\u{9E}", "\u{D3}\u{5D}\u{B4}", "\u{9E}\u{E9}\u{65}", "abc", "1e1", "\u{FB}\u{EF}"])
  func everyValueComesBack(value: String) throws {
    let bytes = value.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let secret = Secret(metadata: ObjectMetadata(name: "values"), data: ["true": SecretBytes(copying: bytes)])
    let again = try #require(read(secret.yaml.text).secret)
    #expect(again.values == ["true": SecretBytes(copying: bytes)])
  }

  @Test func secretsDifferByTheirValues() {
    let one = Secret(metadata: ObjectMetadata(name: "a"), data: ["k": SecretBytes(copying: "1".utf8)])
    let other = Secret(metadata: ObjectMetadata(name: "a"), data: ["k": SecretBytes(copying: "2".utf8)])
    #expect(one != other)
    #expect(one == one)
  }

  @Test(arguments: [
    ("data: {ca-key.pem: hush-hush-hu}", "`data.ca-key.pem` is text that is not base64, but should be base64"),
    (
      "data: {ca-key.pem: aHVzaA}",
      "`data.ca-key.pem` is incomplete base64, but should be whole base64 with its padding"
    ),
    ("data: {ca-key.pem: 4711}", "`data.ca-key.pem` is a whole number, but should be a base64 string"),
    ("data: hush", "`data` is a string, but should be a mapping"),
    ("stringData: {ca-key.pem: 4711}", "`stringData.ca-key.pem` is a whole number, but should be a string"),
    ("stringData: [hush]", "`stringData` is a sequence, but should be a mapping"),
  ])
  func faultsAreToldWithoutTheValue(field: String, what: String) throws {
    let error = try readingError("apiVersion: v1\nkind: Secret\nmetadata: {name: cacerts}\n\(field)\n")
    #expect(error.diagnostic.what.description == what)
    #expect(error.diagnostic.place?.line == 4)
    #expect(error.exitStatus == .malformed)
    for shown in ["\(error)", error.diagnostic.why.description, error.diagnostic.next.description] {
      #expect(!shown.contains("hush") && !shown.contains("4711") && !shown.contains("aHVzaA"))
    }
  }
}
