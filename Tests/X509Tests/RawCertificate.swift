import Cryptography

@testable import X509

/// A certificate of loose parts, each of which a test may break before it is signed.
struct RawCertificate {
  static let ecdsaWithSHA256 = der(0x30, oid("1.2.840.10045.4.3.2"))

  var version: [UInt8] = [0xA0, 3, 2, 1, 2]
  var serialNumber: [UInt8] = [2, 2, 0x10, 0x01]
  var innerAlgorithm = Self.ecdsaWithSHA256
  var issuer = name("issuer")
  var validity = der(0x30, time("260101000000Z"), time("270101000000Z"))
  var subject = name("subject")
  var publicKey: [UInt8]
  /// What stands between the public key and the extensions.
  var uniqueIdentifiers: [UInt8] = []
  var extensions: [RawExtension] = []
  /// Instead of `extensions`, for broken lists.
  var extensionField: [UInt8]?
  var outerAlgorithm = Self.ecdsaWithSHA256
  /// Instead of the signature's BIT STRING.
  var signatureField: [UInt8]?

  init(publicKey: PublicKey) throws {
    self.publicKey = Array(try SubjectPublicKeyInfo(publicKey.components).der)
  }

  /// The part that is signed.
  var signedBytes: [UInt8] {
    let list = extensions.map(\.bytes).reduce([], +)
    let field = extensionField ?? (extensions.isEmpty ? [] : der(0xA3, der(0x30, list)))
    return der(
      0x30, version, serialNumber, innerAlgorithm, issuer, validity, subject, publicKey, uniqueIdentifiers, field)
  }

  /// The whole certificate, signed by the key with its own algorithm whatever the fields say.
  func bytes(signedBy key: PrivateKey) throws -> [UInt8] {
    let signature = try signatureField ?? der(0x03, [0] + key.sign(signedBytes))
    return der(0x30, signedBytes, outerAlgorithm, signature)
  }

  func certificate(signedBy key: PrivateKey) throws -> Certificate {
    try Certificate(der: bytes(signedBy: key))
  }

  /// Replaces the extension of the same number, or adds it.
  mutating func set(_ item: RawExtension) {
    remove(item.identifier)
    extensions.append(item)
  }

  mutating func remove(_ identifier: String) {
    extensions.removeAll { $0.identifier == identifier }
  }
}

/// Keys made once, because tests need many certificates and few keys.
enum TestKeys {
  static let p256: [PrivateKey] = (0..<8).compactMap { _ in try? PrivateKey.generate(.p256) }
  static let rsa2048 = (0..<2).compactMap { _ in try? PrivateKey.generate(.rsa2048) }
  static let each: [KeyAlgorithm: PrivateKey] = [
    .p256: p256[0], .p384: try? .generate(.p384), .p521: try? .generate(.p521), .rsa2048: rsa2048[0],
    .ed25519: try? .generate(.ed25519),
  ].compactMapValues { $0 }
}
