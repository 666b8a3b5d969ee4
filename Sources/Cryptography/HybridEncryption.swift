/// Encryption for the holder of an RSA key, as SealedSecrets use it: a fresh AES-256-GCM key, encrypted with RSA-OAEP
/// (RFC 8017 section 7.1) with SHA-256 in both places and a label, and the value encrypted with that key.
public enum HybridEncryption {
  /// The length of the encrypted key in 2 octets, big endian; the encrypted key; the ciphertext; its tag of 16 octets.
  ///
  /// The nonce is zero: no key is used twice.
  public static func seal(
    _ plain: SecretBytes, for recipient: SoundPublicKey, label: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let key = try RandomBytes.secret(AuthenticatedEncryption.keySize)
    let wrapped = try recipient.encrypt(key, digest: .sha256, label: label)
    return [UInt8(wrapped.count >> 8), UInt8(wrapped.count & 0xFF)] + wrapped
      + (try AuthenticatedEncryption.sealOnce(plain, key: key))
  }
}
