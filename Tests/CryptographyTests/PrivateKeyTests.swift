import Cryptography
import Testing

@Suite struct PrivateKeyTests {
  private static let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"

  @Test(arguments: KeyAlgorithm.allCases)
  func `a key comes back from its numbers`(algorithm: KeyAlgorithm) throws {
    let key = try PrivateKey.generate(algorithm)
    let again = try PrivateKey(key.components())
    #expect(key.algorithm == algorithm)
    #expect(again.algorithm == algorithm)
    #expect(again.publicKey == key.publicKey)
    #expect(try again.components() == key.components())
    let signature = try again.sign([1, 2, 3])
    #expect(key.publicKey.isValidSignature(signature, for: [1, 2, 3], using: key.signatureAlgorithm))
  }

  @Test(arguments: [KeyAlgorithm.p256, .ed25519])
  func `no key is made twice`(algorithm: KeyAlgorithm) throws {
    let first = try PrivateKey.generate(algorithm)
    let second = try PrivateKey.generate(algorithm)
    #expect(first.publicKey != second.publicKey)
    #expect(try first.components() != second.components())
  }

  @Test func `the point of a scalar is computed`() throws {
    #expect(try EllipticCurve.p256.publicPoint(of: SecretBytes(hex: RFC6979.scalar)) == RFC6979.point)
    let key = try PrivateKey(.ec(.p256, scalar: SecretBytes(hex: RFC6979.scalar), point: RFC6979.point))
    #expect(try key.components() == .ec(.p256, scalar: SecretBytes(hex: RFC6979.scalar), point: RFC6979.point))
  }

  @Test(arguments: EllipticCurve.allCases)
  func `a scalar written short is filled up`(curve: EllipticCurve) throws {
    let point = try curve.publicPoint(of: SecretBytes(copying: [9]))
    let key = try PrivateKey(.ec(curve, scalar: SecretBytes(copying: [9]), point: point))
    guard case .ec(_, let scalar, _) = try key.components() else {
      Issue.record("another kind of key came back")
      return
    }
    #expect(scalar.exposed == [UInt8](repeating: 0, count: curve.coordinateSize - 1) + [9])
  }

  @Test(arguments: [
    "", "00", String(repeating: "00", count: 32), order, String(repeating: "ff", count: 32), "01" + order,
  ])
  func `scalars out of range are refused`(hex: String) {
    #expect(throws: CryptographyError.invalidScalar(.p256)) {
      try PrivateKey(.ec(.p256, scalar: SecretBytes(hex: hex), point: RFC6979.point))
    }
    #expect(throws: CryptographyError.invalidScalar(.p256)) {
      try EllipticCurve.p256.publicPoint(of: SecretBytes(hex: hex))
    }
  }

  @Test(arguments: KeyAlgorithm.allCases.filter { $0.rawValue.hasPrefix("ecdsa") })
  func `a point of another key is refused`(algorithm: KeyAlgorithm) throws {
    guard case .ec(let curve, let scalar, _) = try PrivateKey.generate(algorithm).components(),
      case .ec(_, _, let point) = try PrivateKey.generate(algorithm).components()
    else {
      Issue.record("another kind of key came back")
      return
    }
    #expect(throws: CryptographyError.inconsistentKey(.point)) {
      try PrivateKey(.ec(curve, scalar: scalar, point: point))
    }
  }

  @Test func `a private key is no way around the checks of public ones`() {
    #expect(throws: CryptographyError.invalidPoint(.p256, .length(found: 1))) {
      try PrivateKey(.ec(.p256, scalar: SecretBytes(hex: RFC6979.scalar), point: [0]))
    }
    #expect(throws: CryptographyError.invalidLength(.ed25519Seed, allowed: 32...32, found: 31)) {
      try PrivateKey(.ed25519(seed: SecretBytes(copying: [UInt8](repeating: 1, count: 31))))
    }
  }

  @Test func `signature algorithms follow the key`() throws {
    #expect(try PrivateKey.generate(.p384).signatureAlgorithm == .ecdsa(.sha384))
    #expect(try PrivateKey.generate(.p521).signatureAlgorithm == .ecdsa(.sha512))
    #expect(try PrivateKey.generate(.rsa2048).signatureAlgorithm == .rsaPKCS1(.sha256))
    #expect(try PrivateKey.generate(.ed25519).signatureAlgorithm == .ed25519)
  }
}
