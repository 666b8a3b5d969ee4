extension RSAPrivateNumbers {
  /// Checks the numbers by the equations of RFC 8017 section 3.2.
  ///
  /// Primality is not tested, which takes OpenSSL most of a second for 4096 bits: a damaged factor no longer divides
  /// the modulus, and the author of the file knows the key anyway.
  func checkConsistency() throws(CryptographyError) {
    let secrets = [privateExponent, prime1, prime2, exponent1, exponent2, coefficient]
    guard secrets.allSatisfy({ $0.count <= modulus.count }) else { throw .inconsistentKey(.factors) }
    let arithmetic = try BigNumberArithmetic()
    let one = try BigNumber([1])
    let p = try BigNumber(prime1)
    let q = try BigNumber(prime2)
    let d = try BigNumber(privateExponent)
    let e = try BigNumber(publicExponent)
    let n = try BigNumber(modulus)
    guard one < p, one < q, try arithmetic.product(p, q) == n else { throw .inconsistentKey(.factors) }
    guard d < n else { throw .inconsistentKey(.privateExponent) }
    let inverse = try arithmetic.product(d, e)
    for (prime, exponent) in [(prime1, exponent1), (prime2, exponent2)] {
      let order = try arithmetic.difference(BigNumber(prime), one)
      guard try arithmetic.remainder(inverse, order) == one else { throw .inconsistentKey(.privateExponent) }
      guard try arithmetic.remainder(d, order) == BigNumber(exponent) else { throw .inconsistentKey(.primeExponents) }
    }
    let qInv = try BigNumber(coefficient)
    guard qInv < p, try arithmetic.remainder(arithmetic.product(qInv, q), p) == one else {
      throw .inconsistentKey(.coefficient)
    }
  }
}
