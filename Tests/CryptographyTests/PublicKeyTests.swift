import Cryptography
import Testing

@Suite struct PublicKeyTests {
  @Test(arguments: [EllipticCurve.p256, .p384, .p521], [[0], [0x00, 0x00]])
  func `the point at infinity is refused`(curve: EllipticCurve, point: [UInt8]) {
    expectPointFault(curve, point, .length(found: point.count))
  }

  @Test func `infinity written as coordinates of zero is refused`() {
    expectRefused(.p256, [4] + [UInt8](repeating: 0, count: 64))
  }

  @Test(arguments: [2, 3] as [UInt8])
  func `compressed points are refused`(form: UInt8) {
    expectPointFault(.p256, [form] + RFC6979.point[1..<33], .length(found: 33))
  }

  @Test(arguments: [0, 2, 3, 5, 6, 7, 0x44] as [UInt8])
  func `hybrid and unknown forms are refused`(form: UInt8) {
    expectPointFault(.p256, [form] + RFC6979.point[1...], .form(form))
  }

  @Test(arguments: [[], [4], Array(RFC6979.point.dropLast()), RFC6979.point + [0]])
  func `other lengths are refused`(point: [UInt8]) {
    expectPointFault(.p256, point, .length(found: point.count))
  }

  @Test(arguments: [1, 32, 33, 64])
  func `a point off the curve is refused with the reason of OpenSSL`(index: Int) {
    var point = RFC6979.point
    point[index] ^= 1
    let error = expectRefused(.p256, point)
    #expect(error?.entries.contains { $0.reason == "point is not on curve" } == true)
  }

  @Test func `coordinates not below the prime are refused`() {
    expectRefused(.p256, [4] + [UInt8](repeating: 0xFF, count: 64))
  }

  @Test(arguments: EllipticCurve.allCases)
  func `a point of another curve is refused`(curve: EllipticCurve) throws {
    var bytes = [UInt8](repeating: 1, count: curve.pointSize)
    bytes[0] = 4
    expectRefused(curve, bytes)
  }

  @Test func `a refused key leaves the template fit for the next`() throws {
    var point = RFC6979.point
    point[64] ^= 1
    expectRefused(.p256, point)
    let key = try PublicKey(.ec(.p256, point: RFC6979.point))
    #expect(key.isValidSignature(RFC6979.signature, for: Array("sample".utf8), using: .ecdsa(.sha256)))
  }

  @Test(arguments: [
    ([UInt8](repeating: 0xFF, count: 64), CryptographyError.NumberFault.tooSmall),
    ([UInt8](repeating: 0xFF, count: 127), .tooSmall),
    ([UInt8](repeating: 0xFF, count: 2049), .tooLarge),
    ([0x7F] + [UInt8](repeating: 0xFF, count: 255), .partialOctet),
    ([0] + [UInt8](repeating: 0xFF, count: 256), .notMinimal),
    ([], .notMinimal),
    ([UInt8](repeating: 0xFE, count: 256), .even),
  ])
  func `RSA moduli of other sizes and forms are refused`(modulus: [UInt8], fault: CryptographyError.NumberFault) {
    let components = PublicKeyComponents.rsa(modulus: modulus, exponent: [1, 0, 1])
    #expect(throws: CryptographyError.invalidModulus(bits: components.bits, fault)) { try PublicKey(components) }
  }

  @Test(
    arguments: [
      ([], 0, CryptographyError.NumberFault.notMinimal), ([0], 0, .notMinimal), ([0, 3], 8, .notMinimal),
      ([1], 1, .tooSmall), ([2], 2, .even), ([1, 0, 0], 17, .even), ([1, 0, 0, 0, 0, 0, 0, 0, 1], 65, .tooLarge),
    ] as [([UInt8], Int, CryptographyError.NumberFault)])
  func `RSA exponents of other sizes and forms are refused`(
    exponent: [UInt8], bits: Int, fault: CryptographyError.NumberFault
  ) {
    #expect(throws: CryptographyError.invalidExponent(bits: bits, fault)) {
      try PublicKey(.rsa(modulus: RSAVector.modulus, exponent: exponent))
    }
  }

  @Test(arguments: [[3], [1, 0, 1], [UInt8](repeating: 0xFF, count: 8)] as [[UInt8]])
  func `ordinary RSA exponents are taken`(exponent: [UInt8]) throws {
    #expect(try PublicKey(.rsa(modulus: RSAVector.modulus, exponent: exponent)).bits == 2048)
  }

  @Test(arguments: [0, 31, 33, 64])
  func `Ed25519 keys of another length are refused`(count: Int) {
    #expect(throws: CryptographyError.invalidLength(.ed25519PublicKey, allowed: 32...32, found: count)) {
      try PublicKey(.ed25519([UInt8](repeating: 1, count: count)))
    }
  }

  @Test(arguments: [KeyAlgorithm.p256, .p384, .p521, .rsa2048, .ed25519])
  func `what a good key is made of is good`(algorithm: KeyAlgorithm) throws {
    for _ in 0..<3 { try PrivateKey.generate(algorithm).publicKey.components.validate() }
  }

  @Test func `kinds are named`() throws {
    #expect(try PublicKey(.ec(.p256, point: RFC6979.point)).label == "ECDSA P-256")
    #expect(try PublicKey(.rsa(modulus: RSAVector.modulus, exponent: [3])).label == "RSA 2048")
    let odd = try #require(
      stride(from: UInt8(1), to: 255, by: 2).lazy
        .compactMap { try? PublicKey(.rsa(modulus: [UInt8](repeating: 0xC5, count: 159) + [$0], exponent: [3])) }.first)
    #expect(odd.label == "RSA 1280")
    #expect(odd.algorithm == nil)
  }

  @discardableResult
  private func expectRefused(_ curve: EllipticCurve, _ point: [UInt8]) -> OpenSSLError? {
    // Asking about a key refuses the same as making it.
    #expect(throws: CryptographyError.self) { try PublicKeyComponents.ec(curve, point: point).validate() }
    do throws(CryptographyError) {
      _ = try PublicKey(.ec(curve, point: point))
      Issue.record("the point was taken")
    } catch {
      if case .invalidPoint(curve, .refused(let reason)) = error { return reason }
      Issue.record("refused for another reason: \(error)")
    }
    return nil
  }

  private func expectPointFault(
    _ curve: EllipticCurve, _ point: some Sequence<UInt8>, _ fault: CryptographyError.PointFault
  ) {
    let components = PublicKeyComponents.ec(curve, point: Array(point))
    #expect(throws: CryptographyError.invalidPoint(curve, fault)) { try PublicKey(components) }
    #expect(throws: CryptographyError.invalidPoint(curve, fault)) { try components.validate() }
  }
}
