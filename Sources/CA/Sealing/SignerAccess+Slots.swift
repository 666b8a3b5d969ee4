import Cryptography
import Diagnostics
import Signers
import X509

extension SignerAccess {
  /// The key of a slot, which its token decrypts.
  func key(of slot: TokenSlot) throws(CAError) -> SecretBytes {
    try wrapping(CAError.signer, decrypt(slot.sealed, at: slot.place, digest: slot.digest))
  }

  /// A new slot in a token, and the key that it holds. The token has decrypted it once.
  func makeSlot(in token: TokenURI, label: String) throws(CAError) -> (slot: TokenSlot, key: SecretBytes) {
    let id = try wrapping(CAError.cryptography, RandomBytes.bytes(16))
    let (place, publicKey) = try wrapping(CAError.signer, makeDecryptionKey(in: token, label: label, id: id))
    return try seal(for: publicKey, at: place)
  }

  /// The same with the key of an earlier slot.
  func renewSlot(_ old: TokenSlot) throws(CAError) -> (slot: TokenSlot, key: SecretBytes) {
    let publicKey = try wrapping(CAError.signer, decryptionKey(at: old.place))
    let found = try publicKey.key.identifier()
    guard found == old.key else {
      throw .signer(.otherKey(place: SignerPlace.token(old.place).words, expected: old.key, found: found))
    }
    return try seal(for: publicKey, at: old.place)
  }

  private func seal(
    for publicKey: SoundPublicKey, at place: TokenURI
  ) throws(CAError) -> (slot: TokenSlot, key: SecretBytes) {
    let key = try wrapping(CAError.cryptography, RandomBytes.secret(32))
    var fault: CAError?
    for digest in [DigestAlgorithm.sha256, .sha1] {
      let sealed = try wrapping(CAError.cryptography, publicKey.encrypt(key, digest: digest))
      let slot = TokenSlot(place: place, key: try publicKey.key.identifier(), digest: digest, sealed: sealed)
      do throws(CAError) {
        // Before anything relies on it.
        guard try self.key(of: slot) == key else { throw .signing(.unproven(by: SignerPlace.token(place).words)) }
        return (slot, key)
      } catch {
        fault = fault ?? error
      }
    }
    throw fault ?? .passphraseNeeded
  }
}
