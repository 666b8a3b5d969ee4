import COpenSSL

extension PublicKey {
  /// Checks everything about the numbers, for keys that are signed, imported or trusted: that an RSA modulus is neither
  /// prime nor a power of a prime (NIST SP 800-89 section 5.3.3), has no prime factor of up to 16 bits, and that its
  /// primes are not close to each other (FIPS 186-5 appendix A.1.3). That takes milliseconds.
  ///
  /// Everything else was checked by ``init(_:)``, for every key that is ever used.
  public func checkWhole() throws(CryptographyError) {
    guard case .rsa(let modulus, _) = components else { return }
    let context = try key.context()
    guard context.withRaw({ unsafe EVP_PKEY_public_check($0) }) == 1 else {
      OpenSSLError.dropOldEntries()
      throw .invalidModulus(bits: bits, .notComposite)
    }
    guard !SmallPrimes.divideFurther(modulus) else { throw .invalidModulus(bits: bits, .smallFactor) }
    guard try !ModulusFactoring(modulus).hasClosePrimes() else { throw .invalidModulus(bits: bits, .closePrimes) }
  }

  /// Looks for a private key that anybody finds, by more than ``checkWhole()`` spends: for keys that are signed or
  /// imported, of which there are few. Of an RSA modulus, factors that are small, and primes of which one is nearly a
  /// simple fraction of the other; of a point, a scalar that is small, or that is little below the order.
  public func checkFactors() throws(CryptographyError) {
    switch components {
    case .rsa(let modulus, _):
      guard try !ModulusFactoring(modulus).hasRelatedPrimes() else {
        throw .invalidModulus(bits: bits, .relatedPrimes)
      }
      guard try !ModulusFactoring(modulus).hasSmallPrime() else { throw .invalidModulus(bits: bits, .smallFactor) }
    case .ec(let curve, let point):
      guard try !curve.hasSmallScalar(point) else { throw .invalidPoint(curve, .smallScalar) }
    case .ed25519(let key):
      guard !EdwardsPoint.hasSmallScalar(key) else { throw .invalidEdwardsPoint(.smallScalar) }
    }
  }
}
