/// Division by small primes.
enum SmallPrimes {
  private typealias Product = (value: UInt64, primes: [UInt64])

  /// Whether a prime from 3 to 751 divides a number in big endian, as OpenSSL asks of RSA moduli (NIST SP 800-89
  /// section 5.3.3).
  static func divide(_ number: [UInt8]) -> Bool { divide(number, few) }

  /// Whether a prime above 751 with up to 16 bits divides a number in big endian.
  static func divideFurther(_ number: [UInt8]) -> Bool { divide(number, many) }

  private static func divide(_ number: [UInt8], _ products: [Product]) -> Bool {
    let words = words(number)
    return products.contains { product in
      let remainder = words.reduce(UInt64(0)) { product.value.dividingFullWidth(($0, $1)).remainder }
      return product.primes.contains { remainder.isMultiple(of: $0) }
    }
  }

  /// The primes, in groups whose product fits 64 bits: one division for each group.
  private static func products(from first: UInt64, through last: UInt64) -> [Product] {
    var products: [Product] = []
    for prime in stride(from: first, through: last, by: 2) where isPrime(prime) {
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
  }

  private static let few = products(from: 3, through: 751)
  private static let many = products(from: 753, through: 65_535)

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
