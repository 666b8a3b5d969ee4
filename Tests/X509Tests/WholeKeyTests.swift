import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Keys of everybody in requests and chains: whoever signs one, or trusts one, lets anybody sign.
@Suite struct WholeKeyTests {
  /// The point of order 1, for which this signature holds over every message.
  private static let point: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
  private static let signature: [UInt8] = point + [UInt8](repeating: 0, count: 32)

  /// The bytes with the key and the signature of everybody in place of the real ones.
  private static func forged(_ der: [UInt8], key: PublicKey?) -> [UInt8] {
    var bytes = der
    bytes.replaceSubrange((bytes.count - 64)..., with: signature)
    guard case .ed25519(let octets)? = key?.components else { return bytes }
    for start in 0...(bytes.count - 32) where bytes[start..<start + 32].elementsEqual(octets) {
      bytes.replaceSubrange(start..<start + 32, with: point)
    }
    return bytes
  }

  @Test func `a request with a key of everybody proves nothing`() throws {
    let key = try PrivateKey.generate(.ed25519)
    let request = try CertificateRequest(
      subject: DistinguishedName(organization: "x", commonName: "y"), key: key, subjectAlternativeNames: [],
      basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign])
    let changed = try CertificateRequest(der: Self.forged(request.der, key: key.publicKey))
    #expect(throws: X509Error.self) { try changed.provenKey() }
  }

  @Test func `a root with a key of everybody vouches for nobody`() throws {
    let key = try PrivateKey.generate(.ed25519)
    let root = try TestPKI.root(key: key)
    let leaf = try TestPKI.leaf(by: root)
    let everybody = try Certificate(der: Self.forged(root.certificate.der, key: key.publicKey))
    let forged = try Certificate(der: Self.forged(leaf.der, key: nil))
    for profile in [PathPolicy.Profile.spiffe, .rfc5280, .proxies] {
      let policy = PathPolicy(time: TestPKI.time, profile: profile)
      let verdict = PathBuilder(anchors: TrustAnchors([everybody]), policy: policy)
        .verdict(leaf: forged, intermediates: [everybody])
      #expect(verdict.path == nil, "\(profile)")
    }
  }

  @Test func `an RSA key that anybody can compute is no anchor's`() throws {
    func isWhole(_ modulus: [UInt8]) throws -> Bool {
      AuthorityMemory().isWhole(try SubjectPublicKeyInfo(.rsa(modulus: modulus, exponent: [1, 0, 1])))
    }
    guard case .rsa(let modulus, _) = TestKeys.rsa2048[0].publicKey.components else { return }
    #expect(try isWhole(modulus))
    #expect(try !isWhole(Self.prime))
    #expect(throws: X509Error.self) {
      try SubjectPublicKeyInfo(.rsa(modulus: Self.prime, exponent: [1, 0, 1])).soundKey()
    }
    #expect(throws: Never.self) {
      try SubjectPublicKeyInfo(.rsa(modulus: modulus, exponent: [1, 0, 1])).soundKey()
    }
    // Too short to be imported, though long enough for a proxy.
    let short = try stride(from: UInt8(1), to: 255, by: 2).map { last in
      try SubjectPublicKeyInfo(.rsa(modulus: modulus.prefix(127) + [last], exponent: [1, 0, 1]))
    }.first { (try? $0.publicKey()) != nil }
    #expect(throws: X509Error.keyFailure("RSA of 1024 bits; at least 2048 are needed")) {
      try short?.soundKey()
    }
  }

  /// A prime of 2048 bits.
  private static let prime: [UInt8] = {
    let digits = Array(
      ("fffc90441eb2d341fa623a8181190eb339aed7013f57f47a707ecd9839579b4fb820cc401013c741e9016515f1a159f6"
        + "4cbf7eaaa52a6dccdb85f48617c442fed5c8e1557b73f059a789875ac7b0291a63bc386749de3a952740d1be224a535c"
        + "de24f28427202b9e457edf8f89acbc0116d77bd24831d195e1470b2639fbaf20e3d29c68479efc06c51c43712c2c187f"
        + "b01a1b9c3c968dd864db1e4c2d7654dea82cdc5fa37945abc69996b718b88be7a320d83a605429fe1b4c5f08cb6187be"
        + "eb00c5a7075a57ff57ad35043873afab09bfa6856f7f6aef66e19660265f97b5e1c02ec1a70db7df25da813d353ced8b"
        + "3e27c5e6999f748a74dc67195729532d").utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }()

  /// OpenSSL takes the path; proxies do not look at the modulus either, and their verdict is theirs.
  @Test func `no path ends at a root that anybody can sign for`() throws {
    func certificate(_ text: String) throws -> Certificate {
      try Certificate(der: Base64.decode(Array(text.utf8).filter { $0 != UInt8(ascii: "\n") }))
    }
    let (root, leaf) = (try certificate(Self.primeRoot), try certificate(Self.leafOfPrime))
    var question = PathQuestion(leaf: leaf, anchors: [root], time: leaf.validity.notBefore)
    for (profile, isTaken) in [(PathPolicy.Profile.spiffe, false), (.rfc5280, false), (.proxies, true)] {
      question.profile = profile
      #expect((question.path != nil) == isTaken, "\(profile): \(question.verdict)")
      if !isTaken { #expect(question.failure?.failure.code == "MT-PV-11", "\(profile)") }
    }
  }

  // Made once: certificates of `openssl`, with the prime in place of the root's modulus, and signed with its exponent.
  private static let primeRoot = """
    MIIC8DCCAdigAwIBAgIUJF0dp2S28i82TGnPlrPKqYuNPUswDQYJKoZIhvcNAQELBQAwDzENMAsGA1UEAwwEcm9vdDAgFw0y
    NjExMzAxNTI3MDdaGA8yMTI2MTEwNjE1MjcwN1owDzENMAsGA1UEAwwEcm9vdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
    AQoCggEBAP/8kEQestNB+mI6gYEZDrM5rtcBP1f0enB+zZg5V5tPuCDMQBATx0HpAWUV8aFZ9ky/fqqlKm3M24X0hhfEQv7V
    yOFVe3PwWaeJh1rHsCkaY7w4Z0neOpUnQNG+IkpTXN4k8oQnICueRX7fj4msvAEW13vSSDHRleFHCyY5+68g49KcaEee/AbF
    HENxLCwYf7AaG5w8lo3YZNseTC12VN6oLNxfo3lFq8aZlrcYuIvnoyDYOmBUKf4bTF8Iy2GHvusAxacHWlf/V601BDhzr6sJ
    v6aFb39q72bhlmAmX5e14cAuwacNt98l2oE9NTztiz4nxeaZn3SKdNxnGVcpUy0CAwEAAaNCMEAwDwYDVR0TAQH/BAUwAwEB
    /zAOBgNVHQ8BAf8EBAMCAgQwHQYDVR0OBBYEFKaEbepqfVBBpm+bvIMd1GetNStQMA0GCSqGSIb3DQEBCwUAA4IBAQDvWI8a
    /GzYHNaU1ocU9Z1G59MOYpC2bgNOuwEZ4H+ZUv+hN6LM7Ge3VeSmCH4IfoFkdjsDQtj5wHBltH2Y0m2+8VUlMqMwHBJofFWB
    zh17UbPqCcjIwlMVUAbcPcp7F2DWp41qy9/hH4r8EL5FICVFcep7FTD8zFnmlg9e4aBQLW2CSQ2dTIqlQNTW6VN8NqUyc/1y
    a+i67dh/cFgWegtRVfsPb22DncqiPrW5GfIviM/jMZvIl3zCgLSc+Us0iHd695cTYu9hy6VYbKCC7Xg0BAnlPvpgQxKTsDiE
    5L/NvZufaxxtQ26xSd/Sqc8ViwLi68TjhWWCnjmE4HpzmCm0
    """

  private static let leafOfPrime = """
    MIIChDCCAWygAwIBAgIBBzANBgkqhkiG9w0BAQsFADAPMQ0wCwYDVQQDDARyb290MCAXDTI2MTEzMDE1MjcwN1oYDzIxMjYx
    MTA2MTUyNzA3WjAPMQ0wCwYDVQQDDARsZWFmMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEuxc0DUmEr0xd1Z6+ZyjWJJQo
    kNMtdQMfJzu0Q7sEs+qmvEXFmKc7ZBiuGPG1dqHj4r9sSC1f1T6lvj8I+ZMYIqOBszCBsDAJBgNVHRMEAjAAMA4GA1UdDwEB
    /wQEAwIHgDAdBgNVHSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwNAYDVR0RBC0wK4Ypc3BpZmZlOi8vcmVkLW1lc2gubG9j
    YWwvbnMvZGVmYXVsdC9zYS93ZWIwHQYDVR0OBBYEFHxde4vRYzuZHPY01VSkWCeTJKMNMB8GA1UdIwQYMBaAFKaEbepqfVBB
    pm+bvIMd1GetNStQMA0GCSqGSIb3DQEBCwUAA4IBAQAHfk1ndpgMD6+kjZF5/CPDBBpq/+aF0smfghT+h0GOLkQWhNWazZqt
    jammKwOF8Jf3Yq1n2snCY6FeWX1QPj8ig/RXN0Zzu5W9rvYzjZ7GxtU5FOdGETCPqR382b4j1uISshlxomttzODR6S/cYM9L
    MbejHpqWgj13m3GNwVFCr51HJiMEbSLt9mZC7A1MkxxSGz71Yi9uk2qZXYm+N0qOW68K0wFUccbTlSKfVPx5Bi3mCEfwVWlo
    y9KMFflvsbRmGXkI/UxTOA5wdH1mQCqHLs9L3D5CpGVA/kxURuOLL1jvSSYQ0YKuV+otkBgnvlxMT7TMWaxz1LJa8KbcQViQ
    """
}
