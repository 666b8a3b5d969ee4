import Cryptography
import Testing

@Suite struct SignatureTests {
  private static let message = Array("spiffe://red-mesh.local".utf8)

  @Test(arguments: KeyAlgorithm.allCases)
  func `what a key signs it verifies, and nothing else`(algorithm: KeyAlgorithm) throws {
    let key = try PrivateKey.generate(algorithm)
    let signature = try key.sign(Self.message)
    let valid = { (signature: [UInt8], message: [UInt8]) in
      key.publicKey.isValidSignature(signature, for: message, using: key.signatureAlgorithm)
    }
    #expect(valid(signature, Self.message))
    for index in [0, signature.count / 2, signature.count - 1] {
      var changed = signature
      changed[index] ^= 1
      #expect(!valid(changed, Self.message))
    }
    var changed = Self.message
    changed[0] ^= 0x80
    #expect(!valid(signature, changed))
    #expect(!valid(signature, []))
    #expect(!valid([], Self.message))
    #expect(!valid(signature.dropLast(), Self.message))
    #expect(!valid(signature + [0], Self.message))
    let other = try PrivateKey.generate(algorithm == .rsa4096 ? .rsa2048 : algorithm)
    #expect(!other.publicKey.isValidSignature(signature, for: Self.message, using: key.signatureAlgorithm))
  }

  @Test(arguments: KeyAlgorithm.allCases.filter { !["rsa-3072", "rsa-4096"].contains($0.rawValue) })
  func `an algorithm that does not fit is refused`(algorithm: KeyAlgorithm) throws {
    let key = try PrivateKey.generate(algorithm)
    let signature = try key.sign(Self.message)
    let all: [SignatureAlgorithm] =
      DigestAlgorithm.allCases.flatMap { [.ecdsa($0), .rsaPKCS1($0), .rsaPSS($0, saltLength: $0.size)] } + [.ed25519]
    for other in all where other != key.signatureAlgorithm {
      #expect(!key.publicKey.isValidSignature(signature, for: Self.message, using: other), "\(other)")
    }
  }

  /// RFC 8032 section 7.1, tests 1 to 3.
  @Test(arguments: [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        + "d25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        + "387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        + "4a7c15e9716ed28dc027beceea1ec40a"
    ),
  ])
  func `Ed25519 of RFC 8032`(seed: String, publicKey: String, message: String, signature: String) throws {
    let key = try PrivateKey(.ed25519(seed: SecretBytes(hex: seed)))
    #expect(key.publicKey.components == .ed25519(octets(publicKey)))
    #expect(try key.sign(octets(message)) == octets(signature))
    #expect(key.publicKey.isValidSignature(octets(signature), for: octets(message), using: .ed25519))
    #expect(!key.publicKey.isValidSignature(octets(signature), for: octets(message) + [0], using: .ed25519))
  }

  @Test func `ECDSA of RFC 6979, read from slices`() throws {
    let key = try PublicKey(.ec(.p256, point: RFC6979.point))
    let padded = Array("[sample]".utf8)
    #expect(key.isValidSignature(RFC6979.signature[...], for: padded[1..<7], using: .ecdsa(.sha256)))
    #expect(!key.isValidSignature(RFC6979.signature[...], for: padded[...], using: .ecdsa(.sha256)))
    #expect(!key.isValidSignature(RFC6979.signature, for: padded[1..<7], using: .ecdsa(.sha512)))
  }

  @Test func `ECDSA signatures in loose DER are refused`() throws {
    let key = try PublicKey(.ec(.p256, point: RFC6979.point))
    let strict = RFC6979.signature
    let longLength = [0x30, 0x81, 0x46] + strict[2...]
    let padded = [0x30, 0x47, 0x02, 0x22, 0x00] + strict[4...]
    let indefinite = [0x30, 0x80] + strict[2...] + [0, 0]
    for loose in [longLength, padded, indefinite] {
      #expect(!key.isValidSignature(loose, for: Array("sample".utf8), using: .ecdsa(.sha256)))
    }
  }

  @Test func `RSA-PSS of another implementation, with exactly its salt length`() throws {
    let key = try PublicKey(.rsa(modulus: RSAVector.modulus, exponent: RSAVector.exponent))
    let valid = { (signature: [UInt8], algorithm: SignatureAlgorithm) in
      key.isValidSignature(signature, for: RSAVector.message, using: algorithm)
    }
    #expect(valid(RSAVector.pssSalt32, .rsaPSS(.sha256, saltLength: 32)))
    #expect(valid(RSAVector.pssSalt20, .rsaPSS(.sha256, saltLength: 20)))
    for saltLength in [-4, -3, -2, -1, 0, 20, 31, 222, 223, 256, 257, Int.max] {
      #expect(!valid(RSAVector.pssSalt32, .rsaPSS(.sha256, saltLength: saltLength)), "salt \(saltLength)")
    }
    #expect(!valid(RSAVector.pssSalt32, .rsaPSS(.sha384, saltLength: 32)))
    #expect(!valid(RSAVector.pssSalt32, .rsaPKCS1(.sha256)))
  }

  @Test func `RSA PKCS 1 of another implementation`() throws {
    let key = try PublicKey(.rsa(modulus: RSAVector.modulus, exponent: RSAVector.exponent))
    #expect(key.isValidSignature(RSAVector.pkcs1SHA384, for: RSAVector.message, using: .rsaPKCS1(.sha384)))
    #expect(!key.isValidSignature(RSAVector.pkcs1SHA384, for: RSAVector.message, using: .rsaPKCS1(.sha256)))
    #expect(!key.isValidSignature(RSAVector.pkcs1SHA384, for: Self.message, using: .rsaPKCS1(.sha384)))
  }

  @Test func `one key signs and verifies in many tasks at once`() async throws {
    let keys = try [KeyAlgorithm.p256, .p384, .rsa2048, .ed25519].map(PrivateKey.generate)
    let verdicts = try await withThrowingTaskGroup(of: [Bool].self) { group in
      for worker in 0..<16 {
        group.addTask {
          try (0..<20).flatMap { round in
            let message: [UInt8] = [UInt8(worker), UInt8(round)]
            let key = keys[round % keys.count]
            let signature = try key.sign(message)
            let again = try PublicKey(key.publicKey.components)
            return [
              again.isValidSignature(signature, for: message, using: key.signatureAlgorithm),
              !key.publicKey.isValidSignature(signature, for: message + [0], using: key.signatureAlgorithm),
            ]
          }
        }
      }
      var verdicts: [Bool] = []
      for try await part in group { verdicts += part }
      return verdicts
    }
    #expect(verdicts.count == 640)
    #expect(verdicts.allSatisfy { $0 })
  }
}
