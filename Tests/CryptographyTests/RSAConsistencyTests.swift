import Cryptography
import Testing

@Suite struct RSAConsistencyTests {
  /// How a key is damaged, and what is noticed first.
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let noticed: CryptographyError.Inconsistency
    let apply: @Sendable (inout RSAPrivateNumbers) -> Void
  }

  private static func changed(_ number: SecretBytes) -> SecretBytes {
    var octets = number.exposed
    octets[octets.count - 2] ^= 1
    return SecretBytes(copying: octets)
  }

  static let damages: [Damage] = [
    Damage(testDescription: "p changed", noticed: .factors) { $0.prime1 = changed($0.prime1) },
    Damage(testDescription: "q changed", noticed: .factors) { $0.prime2 = changed($0.prime2) },
    Damage(testDescription: "p empty", noticed: .factors) { $0.prime1 = SecretBytes(copying: []) },
    Damage(testDescription: "1 times n", noticed: .factors) {
      $0.prime1 = SecretBytes(copying: [1])
      $0.prime2 = SecretBytes(copying: $0.modulus)
    },
    Damage(testDescription: "n changed", noticed: .factors) { $0.modulus[9] ^= 1 },
    Damage(testDescription: "p longer than n", noticed: .factors) {
      $0.prime1 = SecretBytes(copying: [UInt8](repeating: 0, count: 300) + $0.prime1.exposed)
    },
    Damage(testDescription: "d changed", noticed: .privateExponent) {
      $0.privateExponent = changed($0.privateExponent)
    },
    Damage(testDescription: "d not below n", noticed: .privateExponent) {
      $0.privateExponent = SecretBytes(copying: [UInt8](repeating: 0xFF, count: $0.modulus.count))
    },
    Damage(testDescription: "e of another key", noticed: .privateExponent) { $0.publicExponent = [3] },
    Damage(testDescription: "dP changed", noticed: .primeExponents) { $0.exponent1 = changed($0.exponent1) },
    Damage(testDescription: "dQ changed", noticed: .primeExponents) { $0.exponent2 = changed($0.exponent2) },
    Damage(testDescription: "qInv changed", noticed: .coefficient) { $0.coefficient = changed($0.coefficient) },
    Damage(testDescription: "primes swapped", noticed: .primeExponents) { swap(&$0.prime1, &$0.prime2) },
  ]

  /// A sound key for each case. A static one would be reported as a leak: its last reference, in an enum, carries the
  /// case in its spare bits, where the leak checker does not recognise it.
  private let sound: PrivateKeyComponents

  init() throws {
    sound = try PrivateKey.generate(.rsa2048).components()
  }

  @Test(arguments: damages)
  func `a damaged key is refused`(damage: Damage) throws {
    guard case .rsa(var numbers) = sound else {
      Issue.record("another kind of key came back")
      return
    }
    #expect(throws: Never.self) { try PrivateKey(.rsa(numbers)) }
    damage.apply(&numbers)
    #expect {
      try PrivateKey(.rsa(numbers))
    } throws: { error in
      // By chance the changed modulus has a small factor, which is noticed first.
      if case CryptographyError.invalidModulus(_, .smallFactor) = error { return damage.testDescription == "n changed" }
      return error as? CryptographyError == .inconsistentKey(damage.noticed)
    }
  }

  @Test func `the public checks come first`() throws {
    guard case .rsa(var numbers) = sound else {
      Issue.record("another kind of key came back")
      return
    }
    numbers.publicExponent = [1]
    #expect(throws: CryptographyError.invalidExponent(bits: 1, .tooSmall)) { try PrivateKey(.rsa(numbers)) }
    numbers.modulus = []
    #expect(throws: CryptographyError.invalidModulus(bits: 0, .notMinimal)) { try PrivateKey(.rsa(numbers)) }
  }
}
