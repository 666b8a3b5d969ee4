import COpenSSL

/// The few operations needed; every result is wiped like its operands.
struct BigNumberArithmetic: ~Copyable {
  private let context: Owned<BigNumberContextResource>

  init() throws(CryptographyError) {
    context = try Owned("BN_CTX_secure_new") { unsafe BN_CTX_secure_new() }
  }

  func product(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_mul", left, right) { unsafe BN_mul($0, $1, $2, $3) }
  }

  func sum(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_add", left, right) { result, left, right, _ in unsafe BN_add(result, left, right) }
  }

  func difference(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_sub", left, right) { result, left, right, _ in unsafe BN_sub(result, left, right) }
  }

  func remainder(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_nnmod", left, right) { unsafe BN_nnmod($0, $1, $2, $3) }
  }

  func quotient(_ left: borrowing BigNumber, _ right: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    try compute("BN_div", left, right) { unsafe BN_div($0, nil, $1, $2, $3) }
  }

  func greatestCommonDivisor(
    _ left: borrowing BigNumber, _ right: borrowing BigNumber
  ) throws(CryptographyError) -> BigNumber {
    try compute("BN_gcd", left, right) { unsafe BN_gcd($0, $1, $2, $3) }
  }

  /// The largest number whose square is not above the given one, which must not be zero: Newton's method.
  func root(of number: borrowing BigNumber) throws(CryptographyError) -> BigNumber {
    let two = try BigNumber([2])
    var guess = try BigNumber(powerOfTwo: (number.bits + 1) / 2)
    while true {
      let next = try quotient(sum(guess, quotient(number, guess)), two)
      guard next < guess else { return guess }
      guess = next
    }
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
  init(powerOfTwo exponent: Int) throws(CryptographyError) {
    try self.init([UInt8(1) << UInt8(exponent % 8)] + [UInt8](repeating: 0, count: exponent / 8))
  }

  /// The size in bits; 0 for zero.
  var bits: Int { withRaw { Int(unsafe BN_num_bits($0)) } }

  /// False for most numbers that are no squares: those that are none modulo 64, 63, 65 or 11.
  var mayBeSquare: Bool {
    let rest = withRaw { unsafe BN_mod_word($0, 64 * 63 * 65 * 11) }
    return Self.squares.allSatisfy { $0.residues.contains(rest % $0.modulus) }
  }

  private static let squares = [64, 63, 65, 11].map { modulus in
    (modulus: UInt(modulus), residues: Set((0..<modulus).map { UInt($0 * $0 % modulus) }))
  }

  static func == (left: borrowing BigNumber, right: borrowing BigNumber) -> Bool {
    left.compare(right) == 0
  }

  static func < (left: borrowing BigNumber, right: borrowing BigNumber) -> Bool {
    left.compare(right) < 0
  }

  private borrowing func compare(_ other: borrowing BigNumber) -> Int32 {
    withRaw { left in other.withRaw { unsafe BN_cmp(left, $0) } }
  }
}
