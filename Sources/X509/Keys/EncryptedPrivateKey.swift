package import Cryptography
import Diagnostics
import SwiftASN1

/// A private key encrypted with a passphrase: PKCS #8 with PBES2 (RFC 5958 section 3, RFC 8018 section 6.2).
///
/// Written with scrypt (RFC 7914) and AES-256-CBC. PBKDF2 and AES-128-CBC, which other tools write, are read too.
public enum EncryptedPrivateKey {
  package static let label = "ENCRYPTED PRIVATE KEY"

  /// The cost parameters for new keys: 16 MiB of memory, five times in sequence. More would be better, but by default
  /// OpenSSL refuses to use 32 MiB.
  static let cost = (n: UInt64(1 << 14), r: UInt64(8), p: UInt64(5))

  package static func encode(_ key: PrivateKey, passphrase: SecretBytes) throws(X509Error) -> [UInt8] {
    let plain = try PrivateKeyDER.encode(key)
    let (salt, vector, sealed) = try cryptography { () throws(CryptographyError) in
      let salt = try RandomBytes.bytes(16)
      let vector = try RandomBytes.bytes(16)
      let derived = try PasswordDerivation.scrypt(
        password: passphrase, salt: salt, cost: cost.n, blockSize: cost.r, parallelism: cost.p, count: 32)
      return (salt, vector, try BlockCipher.aes256CBC.encrypt(plain, key: derived, initializationVector: vector))
    }
    return try decoding("private key") {
      var coder = DER.Serializer()
      try coder.appendConstructedNode(identifier: .sequence) { coder in
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          ObjectID.pbes2.serialize(into: &coder)
          try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.appendConstructedNode(identifier: .sequence) { coder in
              ObjectID.scrypt.serialize(into: &coder)
              try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(ASN1OctetString(contentBytes: salt[...]))
                for number in [cost.n, cost.r, cost.p] { try coder.serialize(number) }
              }
            }
            try coder.appendConstructedNode(identifier: .sequence) { coder in
              ObjectID.aes256CBC.serialize(into: &coder)
              try coder.serialize(ASN1OctetString(contentBytes: vector[...]))
            }
          }
        }
        try coder.serialize(ASN1OctetString(contentBytes: sealed[...]))
      }
      return coder.serializedBytes
    }
  }

  ///
  /// - Throws: ``X509Error/wrongPassphrase`` if decryption fails.
  package static func decode(_ der: [UInt8], passphrase: SecretBytes) throws(X509Error) -> PrivateKey {
    let scheme = try decoding("encrypted private key") { try Scheme(derEncoded: DERNode.parse(der)) }
    let plain: SecretBytes
    do {
      let derived = try scheme.derivation.key(passphrase, count: scheme.cipher.keySize)
      plain = try scheme.cipher.decrypt(scheme.sealed, key: derived, initializationVector: scheme.vector)
    } catch .decryptionFailed {
      throw .wrongPassphrase
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
    do {
      return try PrivateKeyDER.decode(plain, label: PrivateKeyDER.label)
    } catch .malformed {
      // One wrong key in 256 yields valid padding; the content is then not a key.
      throw .wrongPassphrase
    }
  }

  private static func cryptography<Value>(
    _ body: () throws(CryptographyError) -> Value
  ) throws(X509Error) -> Value {
    do {
      return try body()
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
  }

  /// The key derivation function.
  private enum Derivation {
    case scrypt(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)
    case pbkdf2(salt: [UInt8], iterations: UInt64, digest: DigestAlgorithm)

    func key(_ passphrase: SecretBytes, count: Int) throws(CryptographyError) -> SecretBytes {
      switch self {
      case .scrypt(let salt, let n, let r, let p):
        try PasswordDerivation.scrypt(
          password: passphrase, salt: salt, cost: n, blockSize: r, parallelism: p, count: count)
      case .pbkdf2(let salt, let iterations, let digest):
        try PasswordDerivation.pbkdf2(
          password: passphrase, salt: salt, iterations: iterations, digest: digest, count: count)
      }
    }
  }

  private struct Scheme {
    let derivation: Derivation
    let cipher: BlockCipher
    let vector: [UInt8]
    let sealed: [UInt8]

    private static let structure = "encrypted private key"

    init(derEncoded node: DERNode) throws {
      let parts = try node.children(.sequence, of: Self.structure)
      guard parts.count == 2 else { throw broken(Self.structure, "it must contain an algorithm and the key") }
      let scheme = try parts[0].children(.sequence, of: Self.structure)
      guard scheme.count == 2, try ObjectID(derEncoded: scheme[0]) == .pbes2 else {
        throw X509Error.unsupported(structure: Self.structure, detail: "only PBES2 (RFC 8018) is supported")
      }
      let functions = try scheme[1].children(.sequence, of: Self.structure)
      guard functions.count == 2 else { throw broken(Self.structure, "a part of PBES2 is missing") }
      derivation = try Self.derivation(functions[0].children(.sequence, of: Self.structure))
      let cipher = try functions[1].children(.sequence, of: Self.structure)
      guard cipher.count == 2 else { throw broken(Self.structure, "the cipher has no initialization vector") }
      switch try ObjectID(derEncoded: cipher[0]) {
      case .aes256CBC: self.cipher = .aes256CBC
      case .aes128CBC: self.cipher = .aes128CBC
      default: throw X509Error.unsupported(structure: Self.structure, detail: "the cipher is not AES-CBC")
      }
      vector = Array(try cipher[1].primitive(.octetString, of: Self.structure))
      sealed = Array(try parts[1].primitive(.octetString, of: Self.structure))
    }

    private static func derivation(_ parts: [DERNode]) throws -> Derivation {
      guard parts.count == 2 else { throw broken(structure, "the key derivation is incomplete") }
      let function = try ObjectID(derEncoded: parts[0])
      let fields = try parts[1].children(.sequence, of: structure)
      guard fields.count >= 2 else { throw broken(structure, "the key derivation is incomplete") }
      let salt = Array(try fields[0].primitive(.octetString, of: structure))
      switch function {
      case .scrypt where (4...5).contains(fields.count):
        return .scrypt(
          salt: salt, n: try UInt64(derEncoded: fields[1]), r: try UInt64(derEncoded: fields[2]),
          p: try UInt64(derEncoded: fields[3]))
      case .pbkdf2:
        // An optional key length between iterations and function is implied by the cipher.
        let function = fields.dropFirst(2).drop { $0.identifier == .integer }
        guard function.count <= 1 else { throw broken(structure, "the key derivation has unknown fields") }
        guard let digest = try function.first.map(Self.digest) else {
          throw X509Error.unsupported(structure: structure, detail: "PBKDF2 with SHA-1 is too weak")
        }
        return .pbkdf2(salt: salt, iterations: try UInt64(derEncoded: fields[1]), digest: digest)
      default:
        throw X509Error.unsupported(structure: structure, detail: "the key derivation is neither scrypt nor PBKDF2")
      }
    }

    private static func digest(_ node: DERNode) throws -> DigestAlgorithm {
      switch try AlgorithmIdentifier(derEncoded: node).oid {
      case .hmacWithSHA256: .sha256
      case .hmacWithSHA384: .sha384
      case .hmacWithSHA512: .sha512
      default: throw X509Error.unsupported(structure: structure, detail: "PBKDF2 uses a digest that is not SHA-2")
      }
    }
  }
}
