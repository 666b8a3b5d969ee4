package import Cryptography
import Diagnostics
import SwiftASN1

/// A public key as certificates carry it (RFC 5280 section 4.1.2.7).
public struct SubjectPublicKeyInfo: Hashable, Sendable {
  /// The whole `SEQUENCE`, exact bytes.
  package let der: ArraySlice<UInt8>
  let algorithm: AlgorithmIdentifier
  let key: ArraySlice<UInt8>

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "public key")
    guard let first = try fields.next(), let second = try fields.next(), fields.isAtEnd else {
      throw broken("public key", "it must contain an algorithm and a bit string")
    }
    algorithm = try AlgorithmIdentifier(derEncoded: first)
    let bits = try BitString(derEncoded: second)
    guard bits.paddingBits == 0 else { throw broken("public key", "the bit string is not whole octets") }
    key = bits.bytes
    der = node.encodedBytes
  }

  /// Decodes a key strictly. ``soundKey()`` checks it.
  package init(der: [UInt8]) throws(X509Error) {
    self = try decoding("public key") { try SubjectPublicKeyInfo(derEncoded: DERNode.parse(der)) }
  }

  package init(_ components: PublicKeyComponents) throws(X509Error) {
    switch components {
    case .ec(let curve, let point):
      var parameters = DER.Serializer()
      parameters.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: curve.oid.contentBytes) }
      algorithm = AlgorithmIdentifier(.idEcPublicKey, parameters: parameters.serializedBytes)
      key = point[...]
    case .rsa(let modulus, let exponent):
      algorithm = AlgorithmIdentifier(.rsaEncryption, parameters: AlgorithmIdentifier.null)
      key = try decoding("RSA public key") {
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          try coder.serialize(modulus[...])
          try coder.serialize(exponent[...])
        }
        return coder.serializedBytes[...]
      }
    case .ed25519(let bytes):
      algorithm = AlgorithmIdentifier(.idEd25519)
      key = bytes[...]
    }
    der = Self.encode(algorithm, key)
  }

  private static func encode(_ algorithm: AlgorithmIdentifier, _ key: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var coder = DER.Serializer()
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.serializeRawBytes(algorithm.der)
      coder.appendPrimitiveNode(identifier: .bitString) { bytes in
        bytes.append(0)
        bytes.append(contentsOf: key)
      }
    }
    return coder.serializedBytes[...]
  }

  /// The key's numbers. Curves must be named and points uncompressed, as RFC 5480 requires.
  package func components() throws(X509Error) -> PublicKeyComponents {
    switch algorithm.oid {
    case .idEcPublicKey:
      guard let parameters = algorithm.parameters, let curve = EllipticCurve(derParameters: parameters) else {
        throw .unsupported(
          structure: "public key", detail: "the curve must be named, and one of P-256, P-384 and P-521")
      }
      return .ec(curve, point: Array(key))
    case .rsaEncryption:
      guard algorithm.parameters.map({ $0.elementsEqual(AlgorithmIdentifier.null) }) ?? false else {
        throw .malformed(structure: "public key", detail: "an RSA key's parameter must be NULL (RFC 3279 2.3.1)")
      }
      return try decoding("RSA public key") {
        let numbers = try DERNode.parse(key).children(.sequence, of: "RSA public key")
        guard numbers.count == 2 else { throw broken("RSA public key", "it must contain two numbers") }
        let modulus = try ArraySlice<UInt8>(derEncoded: numbers[0])
        let exponent = try ArraySlice<UInt8>(derEncoded: numbers[1])
        return .rsa(modulus: Array(modulus), exponent: Array(exponent))
      }
    case .idEd25519:
      guard algorithm.parameters == nil else {
        throw .malformed(structure: "public key", detail: "an Ed25519 key has no parameters (RFC 8410 section 3)")
      }
      return .ed25519(Array(key))
    default:
      throw .unsupported(structure: "public key", detail: "its algorithm is \(algorithm.identifier)")
    }
  }

  /// Imports the key into OpenSSL, ready to verify signatures.
  package func publicKey() throws(X509Error) -> PublicKey {
    let components = try components()
    return try Self.withKeyFailures { () throws(CryptographyError) in try PublicKey(components) }
  }

  /// The key, checked as it must be before it is signed, imported or trusted.
  ///
  /// - Throws: ``X509Error/keyFailure(_:)``.
  package func soundKey() throws(X509Error) -> SoundPublicKey {
    let key = try publicKey()
    return try Self.withKeyFailures { () throws(CryptographyError) in try SoundPublicKey(key) }
  }

  /// The key's numbers if ``publicKey()`` would accept them, see ``Certificate/validKeyComponents()``.
  func validComponents() throws(X509Error) -> PublicKeyComponents {
    let components = try components()
    try Self.withKeyFailures { () throws(CryptographyError) in try components.validate() }
    return components
  }

  private static func withKeyFailures<T>(_ make: () throws(CryptographyError) -> T) throws(X509Error) -> T {
    do throws(CryptographyError) {
      return try make()
    } catch {
      throw .keyFailure((error.diagnostic.why.isEmpty ? error.diagnostic.what : error.diagnostic.why).description)
    }
  }

  /// The key identifier of RFC 5280 4.2.1.2 method 1: SHA-1 of the bit string. It only names the key; it proves
  /// nothing.
  package var derivedKeyIdentifier: [UInt8] { Digest.hash(.sha1, key) }
}

extension EllipticCurve {
  var oid: ObjectID {
    switch self {
    case .p256: .secp256r1
    case .p384: .secp384r1
    case .p521: .secp521r1
    }
  }

  /// The named curve; nil for explicit parameters, which RFC 5480 2.1.1 forbids.
  init?(derParameters: ArraySlice<UInt8>) {
    guard let node = try? DERNode.parse(derParameters), let oid = try? ObjectID(derEncoded: node) else { return nil }
    switch oid {
    case .secp256r1: self = .p256
    case .secp384r1: self = .p384
    case .secp521r1: self = .p521
    default: return nil
    }
  }
}

extension SubjectPublicKeyInfo {
  /// Whether it is an RSA key, the only kind that encrypts.
  package var isRSA: Bool { algorithm.oid == .rsaEncryption }
}
