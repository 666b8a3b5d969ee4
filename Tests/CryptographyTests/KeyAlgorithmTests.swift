import Cryptography
import Testing

@Suite struct KeyAlgorithmTests {
  @Test(arguments: [
    ("p256", KeyAlgorithm.p256), ("P-256", .p256), ("ec-p256", .p256), ("ecdsa-p256", .p256), ("prime256v1", .p256),
    ("P-384", .p384), ("secp521r1", .p521), ("rsa2048", .rsa2048), ("RSA-3072", .rsa3072), ("rsa:4096", .rsa4096),
    ("Ed25519", .ed25519),
  ])
  func `names of other tools are understood`(name: String, expected: KeyAlgorithm) {
    #expect(KeyAlgorithm(name: name) == expected)
  }

  @Test(arguments: ["", "rsa", "rsa1024", "p224", "p-25", "ed448", "dsa", "x25519", "256"])
  func `other names are not`(name: String) {
    #expect(KeyAlgorithm(name: name) == nil)
  }

  @Test(arguments: KeyAlgorithm.allCases)
  func `every raw value and label is a name`(algorithm: KeyAlgorithm) {
    #expect(KeyAlgorithm(name: algorithm.rawValue) == algorithm)
    #expect(KeyAlgorithm(name: algorithm.label) == algorithm)
  }

  @Test func `sidecars take neither P-521 nor Ed25519`() {
    #expect(KeyAlgorithm.allCases.filter { !$0.sidecarsAccept } == [.p521, .ed25519])
  }
}
