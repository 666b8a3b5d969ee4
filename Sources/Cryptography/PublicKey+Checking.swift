import COpenSSL

extension PublicKey {
  /// Checks everything about the numbers, for keys that are signed, imported or trusted: that an RSA modulus is neither
  /// prime nor a power of a prime, which takes milliseconds (NIST SP 800-89 section 5.3.3).
  ///
  /// Everything else was checked by ``init(_:)``, for every key that is ever used.
  public func checkWhole() throws(CryptographyError) {
    guard case .rsa = components else { return }
    let context = try key.context()
    guard context.withRaw({ unsafe EVP_PKEY_public_check($0) }) == 1 else {
      OpenSSLError.dropOldEntries()
      throw .invalidModulus(bits: bits, .notComposite)
    }
  }
}
