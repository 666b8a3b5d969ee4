/// Division by the primes from 3 to 751, as OpenSSL does it for RSA moduli (NIST SP 800-89 section 5.3.3).
enum SmallPrimes {
  /// Whether one of them divides a number in big endian.
  static func divide(_ number: [UInt8]) -> Bool {
    let words = words(number)
    return products.contains { product in
      let remainder = words.reduce(UInt64(0)) { product.value.dividingFullWidth(($0, $1)).remainder }
      return product.primes.contains { remainder.isMultiple(of: $0) }
    }
  }

  /// The primes, in groups whose product fits 64 bits: one division for each group.
  private static let products: [(value: UInt64, primes: [UInt64])] = {
    var products: [(value: UInt64, primes: [UInt64])] = []
    for prime in stride(from: UInt64(3), through: 751, by: 2) where isPrime(prime) {
      if let last = products.last {
        let (value, isTooLarge) = last.value.multipliedReportingOverflow(by: prime)
        if !isTooLarge {
          products[products.count - 1] = (value, last.primes + [prime])
          continue
        }
      }
      products.append((prime, [prime]))
    }
    return products
  }()

  private static func isPrime(_ number: UInt64) -> Bool {
    !stride(from: UInt64(3), to: number, by: 2).prefix { $0 * $0 <= number }.contains { number.isMultiple(of: $0) }
  }

  /// The most significant word first.
  private static func words(_ number: [UInt8]) -> [UInt64] {
    let padded = [UInt8](repeating: 0, count: (8 - number.count % 8) % 8) + number
    return stride(from: 0, to: padded.count, by: 8).map { start in
      padded[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
