import Cryptography
import Diagnostics
import Signers
import X509

extension SignerAccess {
  /// The key of a slot, which its token decrypts.
  func key(of slot: TokenSlot) throws(CAError) -> SecretBytes {
    let key = try wrapping(CAError.signer, decrypt(slot.sealed, at: slot.place, digest: slot.digest))
    guard key.count == Self.keySize else { throw Self.wrongAnswer(at: slot.place) }
    return key
  }

  private static let keySize = 32

  /// A token that decrypts something else than what was encrypted for it.
  static func wrongAnswer(at place: TokenURI) -> CAError {
    .signer(
      .token(
        .unusableKey(
          place, reason: "what it decrypts does not open the home: the token fails, or it has another key there")))
  }

  /// A new slot in a token, and the key that it holds. The token has decrypted it once; one that did not gets no key to keep.
  func makeSlot(in token: TokenURI, label: String) throws(CAError) -> (slot: TokenSlot, key: SecretBytes) {
    let id = try wrapping(CAError.cryptography, RandomBytes.bytes(16))
    let (place, publicKey) = try wrapping(CAError.signer, makeDecryptionKey(in: token, label: label, id: id))
    do throws(CAError) {
      return try seal(for: publicKey, at: place)
    } catch .signer(let fault) {
      throw .signer(discarding(place, after: fault))
    } catch {
      let fault = SignerFault.token(.unusableKey(place, reason: error.diagnostic.what.description))
      guard discarding(place, after: fault) == fault else { throw .signer(.leftBehind(place, after: fault)) }
      throw error
    }
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
    let key = try wrapping(CAError.cryptography, RandomBytes.secret(Self.keySize))
    var fault: CAError?
    for digest in [DigestAlgorithm.sha256, .sha1] {
      let sealed = try wrapping(CAError.cryptography, publicKey.encrypt(key, digest: digest))
      let slot = TokenSlot(place: place, key: try publicKey.key.identifier(), digest: digest, sealed: sealed)
      do throws(CAError) {
        // Before anything relies on it.
        guard try self.key(of: slot) == key else { throw Self.wrongAnswer(at: place) }
        return (slot, key)
      } catch {
        fault = fault ?? error
      }
    }
    throw fault ?? .passphraseNeeded
  }
}
