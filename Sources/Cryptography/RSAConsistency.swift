import COpenSSL

extension RSAPrivateNumbers {
  /// Checks the numbers by the equations of RFC 8017 section 3.2.
  ///
  /// Primality is not tested, which takes OpenSSL most of a second for 4096 bits: a damaged factor no longer divides
  /// the modulus, and the author of the file knows the key anyway.
  func checkConsistency() throws(CryptographyError) {
    let secrets = [privateExponent, prime1, prime2, exponent1, exponent2, coefficient]
    guard secrets.allSatisfy({ $0.count <= modulus.count }) else { throw .inconsistentKey(.factors) }
    let arithmetic = try Arithmetic()
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

/// The few operations needed; every result is wiped like its operands.
private struct Arithmetic: ~Copyable {
  private let context: Owned<BigNumberContextResource>

  init() throws(CryptographyError) {
    context = try Owned("BN_CTX_secure_new") { unsafe BN_CTX_secure_new() }
  }

  func product(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_mul", left, right) { unsafe BN_mul($0, $1, $2, $3) }
  }

  func difference(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_sub", left, right) { result, left, right, _ in unsafe BN_sub(result, left, right) }
  }

  func remainder(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_nnmod", left, right) { unsafe BN_nnmod($0, $1, $2, $3) }
  }

  @safe private func compute(
    _ operation: StaticString, _ left: borrowing BigNumber, _ right: borrowing BigNumber,
    _ body: (OpaquePointer, OpaquePointer, OpaquePointer, OpaquePointer) -> Int32
  ) throws(CryptographyError) -> BigNumber {
    let result = try BigNumber()
    try context.check(operation) { context in
      left.withRaw { left in
        right.withRaw { right in
          result.withRaw { unsafe body($0, left, right, context) }
        }
      }
    }
    return result
  }
}

extension BigNumber {
  fileprivate static func == (left: borrowing BigNumber, right: borrowing BigNumber) -> Bool {
    left.compare(right) == 0
  }

  fileprivate static func < (left: borrowing BigNumber, right: borrowing BigNumber) -> Bool {
    left.compare(right) < 0
  }

  private borrowing func compare(_ other: borrowing BigNumber) -> Int32 {
    withRaw { left in other.withRaw { unsafe BN_cmp(left, $0) } }
  }
}
