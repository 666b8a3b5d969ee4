import Foundation
import Testing

@testable import Cryptography

/// The format of SealedSecrets, opened step by step. `sealed-secrets.txt` opens it with OpenSSL's own commands.
@Suite struct HybridEncryptionTests {
  private static let value = Array("a private key".utf8)

  @Test func onlyTheValueAndItsTagFollowTheWrappedKey() throws {
    let key = try SoundPublicKey(PrivateKey.generate(.rsa2048).publicKey)
    for label in ["namespace/name", "namespace", ""] {
      let sealed = try HybridEncryption.seal(
        SecretBytes(copying: Self.value), for: key, label: Array(label.utf8))
      #expect(sealed.count == 2 + 256 + Self.value.count + 16)
      #expect(sealed[0] == 1 && sealed[1] == 0)
    }
  }

  @Test func aKeyIsUsedOnce() throws {
    let key = try SoundPublicKey(PrivateKey.generate(.rsa2048).publicKey)
    let plain = SecretBytes(copying: Self.value)
    let (one, two) = (
      try HybridEncryption.seal(plain, for: key, label: []), try HybridEncryption.seal(plain, for: key, label: [])
    )
    #expect(one != two && one.suffix(29) != two.suffix(29))
  }

  /// With the zero nonce in front, it is what the general function opens, tag included.
  @Test func theValueIsGCMWithAZeroNonce() throws {
    let key = try RandomBytes.secret(32)
    let sealed = try AuthenticatedEncryption.sealOnce(SecretBytes(copying: Self.value), key: key)
    let nonce = [UInt8](repeating: 0, count: 12)
    let opened = try AuthenticatedEncryption.open(nonce + sealed, key: key, associatedData: [])
    #expect(opened == SecretBytes(copying: Self.value))
    var changed = sealed
    changed[changed.count - 1] ^= 1
    #expect(throws: CryptographyError.self) {
      try AuthenticatedEncryption.open(nonce + changed, key: key, associatedData: [])
    }
  }

  @Test func onlyRSAKeysAreRecipients() throws {
    let key = try SoundPublicKey(PrivateKey.generate(.p256).publicKey)
    #expect(throws: CryptographyError.self) {
      try HybridEncryption.seal(SecretBytes(copying: Self.value), for: key, label: [])
    }
  }
}
