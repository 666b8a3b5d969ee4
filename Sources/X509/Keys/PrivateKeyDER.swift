package import Cryptography
import Diagnostics
import SwiftASN1

/// Private keys in the formats found in files: PKCS #8 (RFC 5958), SEC 1 (RFC 5915) and PKCS #1 (RFC 8017).
public enum PrivateKeyDER {
  /// PKCS #8, the only format written.
  package static let label = "PRIVATE KEY"

  /// The key as PKCS #8, in memory that is wiped.
  package static func encode(_ key: PrivateKey) throws(X509Error) -> SecretBytes {
    let components: PrivateKeyComponents
    do {
      components = try key.components()
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
    let (algorithm, content) = try structure(components)
    return SecretDER.constructed(
      0x30, [.primitive(0x02, [0]), .encoded(Array(algorithm.der)), .secret(0x04, content.encoded())]
    ).encoded()
  }

  /// Decodes the key of a PEM block by its label.
  package static func decode(_ der: SecretBytes, label: String) throws(X509Error) -> PrivateKey {
    let components = try der.withBytes { bytes throws(X509Error) in
      switch label {
      case "PRIVATE KEY": try unsafe pkcs8(bytes)
      case "EC PRIVATE KEY": try unsafe sec1(bytes, curve: nil)
      case "RSA PRIVATE KEY": try unsafe pkcs1(bytes)
      case EncryptedPrivateKey.label: throw X509Error.encryptedKey(.pkcs8)
      default: throw X509Error.unsupported(structure: "private key", detail: "keys labelled \(label) are not supported")
      }
    }
    do {
      return try PrivateKey(components)
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
  }

  private static func structure(
    _ components: PrivateKeyComponents
  ) throws(X509Error) -> (algorithm: AlgorithmIdentifier, content: SecretDER) {
    switch components {
    case .ec(let curve, let scalar, let point):
      let info = try SubjectPublicKeyInfo(.ec(curve, point: point))
      return (
        info.algorithm,
        .constructed(
          0x30,
          [
            .primitive(0x02, [1]), .secret(0x04, scalar),
            .constructed(0xA1, [.primitive(0x03, [0] + point)]),
          ])
      )
    case .rsa(let numbers):
      return (
        AlgorithmIdentifier(.rsaEncryption, parameters: AlgorithmIdentifier.null),
        .constructed(
          0x30,
          [
            .primitive(0x02, [0]), .unsigned(numbers.modulus), .unsigned(numbers.publicExponent),
            .unsignedSecret(numbers.privateExponent), .unsignedSecret(numbers.prime1), .unsignedSecret(numbers.prime2),
            .unsignedSecret(numbers.exponent1), .unsignedSecret(numbers.exponent2),
            .unsignedSecret(numbers.coefficient),
          ])
      )
    case .ed25519(let seed):
      return (AlgorithmIdentifier(.idEd25519), .secret(0x04, seed))
    }
  }

  /// `OneAsymmetricKey ::= SEQUENCE { version, algorithm, privateKey, attributes [0], publicKey [1] }`.
  private static func pkcs8(_ bytes: UnsafeRawBufferPointer) throws(X509Error) -> PrivateKeyComponents {
    var outer = unsafe SecretDERReader(bytes)
    var fields = unsafe SecretDERReader(try outer.read(0x30))
    guard outer.isAtEnd else { throw SecretDERReader.broken }
    let version = unsafe Array(try fields.readInteger())
    guard version == [0] || version == [1] else { throw SecretDERReader.broken }
    var algorithm = unsafe SecretDERReader(try fields.read(0x30))
    let oid = unsafe Array(try algorithm.read(0x06))
    let content = unsafe try fields.read(0x04)
    if fields.nextTag == 0xA0 { _ = unsafe try fields.read(0xA0) }
    // RFC 5958 section 2: only version 2 has the public key. It is ignored in favour of the private key's own
    // structure.
    if fields.nextTag == 0x81, version == [1] { _ = unsafe try fields.read(0x81) }
    guard fields.isAtEnd else { throw SecretDERReader.broken }
    switch oid {
    case objectIdentifier(.idEcPublicKey):
      let name = unsafe Array(try algorithm.read(0x06))
      guard algorithm.isAtEnd else { throw SecretDERReader.broken }
      guard let curve = curve(name) else {
        throw .unsupported(structure: "private key", detail: "the curve is not P-256, P-384 or P-521")
      }
      return try unsafe sec1(content, curve: curve)
    case objectIdentifier(.rsaEncryption):
      guard unsafe try algorithm.read(0x05).isEmpty, algorithm.isAtEnd else { throw SecretDERReader.broken }
      return try unsafe pkcs1(content)
    case objectIdentifier(.idEd25519):
      guard algorithm.isAtEnd else { throw SecretDERReader.broken }
      var inner = unsafe SecretDERReader(content)
      let seed = unsafe try inner.read(0x04)
      guard inner.isAtEnd, seed.count == 32 else { throw SecretDERReader.broken }
      return .ed25519(seed: unsafe SecretBytes(copying: seed))
    default:
      throw .unsupported(structure: "private key", detail: "the algorithm is not ECDSA, RSA or Ed25519")
    }
  }

  /// `ECPrivateKey ::= SEQUENCE { version, privateKey, parameters [0], publicKey [1] }` (RFC 5915 section 3).
  private static func sec1(
    _ bytes: UnsafeRawBufferPointer, curve known: EllipticCurve?
  ) throws(X509Error) -> PrivateKeyComponents {
    var outer = unsafe SecretDERReader(bytes)
    var fields = unsafe SecretDERReader(try outer.read(0x30))
    guard outer.isAtEnd, unsafe Array(try fields.readInteger()) == [1] else { throw SecretDERReader.broken }
    let scalar = unsafe SecretBytes(copying: try fields.read(0x04))
    var named = known
    if fields.nextTag == 0xA0 {
      var parameters = unsafe SecretDERReader(try fields.read(0xA0))
      named = curve(unsafe Array(try parameters.read(0x06)))
      guard parameters.isAtEnd, known == nil || known == named else { throw SecretDERReader.broken }
    }
    guard let named else {
      throw .unsupported(structure: "private key", detail: "the curve is not named, or not P-256, P-384 or P-521")
    }
    if fields.isAtEnd { return .ec(named, scalar: scalar, point: try point(of: scalar, on: named)) }
    var point = unsafe SecretDERReader(try fields.read(0xA1))
    let bits = unsafe Array(try point.read(0x03))
    guard bits.first == 0, point.isAtEnd, fields.isAtEnd else { throw SecretDERReader.broken }
    return .ec(named, scalar: scalar, point: Array(bits.dropFirst()))
  }

  /// The public point of a key that omits it, as RFC 5915 section 3 allows.
  private static func point(of scalar: SecretBytes, on curve: EllipticCurve) throws(X509Error) -> [UInt8] {
    do {
      return try curve.publicPoint(of: scalar)
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
  }

  /// `RSAPrivateKey` (RFC 8017 appendix A.1.2), with two primes.
  private static func pkcs1(_ bytes: UnsafeRawBufferPointer) throws(X509Error) -> PrivateKeyComponents {
    var outer = unsafe SecretDERReader(bytes)
    var fields = unsafe SecretDERReader(try outer.read(0x30))
    guard outer.isAtEnd, unsafe Array(try fields.readInteger()) == [0] else { throw SecretDERReader.broken }
    let modulus = unsafe Array(try fields.readInteger())
    let exponent = unsafe Array(try fields.readInteger())
    var secrets: [SecretBytes] = []
    for _ in 0..<6 { secrets.append(unsafe SecretBytes(copying: try fields.readInteger())) }
    guard fields.isAtEnd else { throw SecretDERReader.broken }
    return .rsa(
      RSAPrivateNumbers(
        modulus: modulus, publicExponent: exponent, privateExponent: secrets[0], prime1: secrets[1],
        prime2: secrets[2], exponent1: secrets[3], exponent2: secrets[4], coefficient: secrets[5]))
  }

  private static func objectIdentifier(_ oid: ObjectID) -> [UInt8] { Array(oid.contentBytes) }

  private static func curve(_ name: [UInt8]) -> EllipticCurve? {
    EllipticCurve.allCases.first { objectIdentifier($0.oid) == name }
  }
}
