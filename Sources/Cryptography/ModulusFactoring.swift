/// Cheap attempts to factor an RSA modulus: what they find, anybody finds.
struct ModulusFactoring: ~Copyable {
  private let modulus: BigNumber
  private let arithmetic: BigNumberArithmetic

  init(_ modulus: [UInt8]) throws(CryptographyError) {
    // Both before the first is stored: half a value cannot be given up.
    let number = try BigNumber(modulus)
    let tools = try BigNumberArithmetic()
    self.modulus = number
    arithmetic = tools
  }

  /// Whether Fermat's method finds two primes that are close to each other: closer than FIPS 186-5 appendix A.1.3
  /// allows, and so close as no sound generator makes them.
  func hasClosePrimes(steps: Int = 32) throws(CryptographyError) -> Bool {
    let one = try BigNumber([1])
    var root = try arithmetic.root(of: modulus)
    for _ in 0..<steps {
      let square = try arithmetic.product(root, root)
      if modulus < square {
        let rest = try arithmetic.difference(square, modulus)
        let side = try arithmetic.root(of: rest)
        if try arithmetic.product(side, side) == rest { return true }
      }
      root = try arithmetic.sum(root, one)
    }
    return false
  }

  /// Whether one prime is nearly a simple fraction of the other: a / b with a · b of at most 64. Lehman's method: then
  /// Fermat's finds b · p and a · q in 4 · a · b · n.
  func hasRelatedPrimes(upTo limit: UInt8 = 64, steps: Int = 4) throws(CryptographyError) -> Bool {
    let one = try BigNumber([1])
    let four = try BigNumber([4])
    for multiplier in 2...limit {
      let multiple = try arithmetic.product(modulus, arithmetic.product(BigNumber([multiplier]), four))
      var root = try arithmetic.root(of: multiple)
      for _ in 0..<steps {
        root = try arithmetic.sum(root, one)
        let rest = try arithmetic.difference(arithmetic.product(root, root), multiple)
        guard rest.mayBeSquare else { continue }
        let side = try arithmetic.root(of: rest)
        if try arithmetic.product(side, side) == rest { return true }
      }
    }
    return false
  }

  /// Whether Pollard's rho method, with the cycle search of Brent, finds a prime factor. So many steps find factors of
  /// up to about 25 bits, in some tenths of a second for 2048 bits.
  func hasSmallPrime(steps: Int = 1 << 15) throws(CryptographyError) -> Bool {
    let one = try BigNumber([1])
    var walker = try BigNumber([2])
    var anchor = try BigNumber([2])
    var product = try BigNumber([1])
    var nextAnchor = 1
    for step in 1...steps {
      walker = try arithmetic.remainder(arithmetic.sum(arithmetic.product(walker, walker), one), modulus)
      let distance = try distance(anchor, walker)
      product = try arithmetic.remainder(arithmetic.product(product, distance), modulus)
      guard step == nextAnchor else { continue }
      anchor = try arithmetic.remainder(walker, modulus)
      nextAnchor *= 2
    }
    // A factor that once divides a distance stays in the product.
    return try one < arithmetic.greatestCommonDivisor(product, modulus)
  }

  private func distance(_ first: borrowing BigNumber, _ second: borrowing BigNumber) throws(CryptographyError)
    -> BigNumber
  {
    if first < second { return try arithmetic.difference(second, first) }
    return try arithmetic.difference(first, second)
  }
}
