import COpenSSL

/// Derives keys from passphrases within limits, because a hostile file could choose parameters that exhaust the
/// machine.
public enum PasswordDerivation {
  /// The limit on scrypt's large table in octets.
  public static let maximumMemory: UInt64 = 1 << 30
  /// The limit on the octets that scrypt mixes in all lanes.
  public static let maximumWork: UInt64 = 1 << 33
  /// The limit on the iterations of PBKDF2.
  public static let maximumIterations: UInt64 = 10_000_000

  /// scrypt (RFC 7914). N is a power of two above 1; the table has 128 × N × r octets, at most 1 GiB.
  public static func scrypt(
    password: SecretBytes, salt: [UInt8], cost n: UInt64, blockSize r: UInt64, parallelism p: UInt64, count: Int
  ) throws(CryptographyError) -> SecretBytes {
    try check(password, salt, count)
    try checkScrypt(n, r, p)
    return try derive("EVP_PBE_scrypt", password, salt, count) { password, salt, output in
      unsafe EVP_PBE_scrypt(
        password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count,
        salt.octets, salt.count, n, r, p,
        // Above our own limit, because OpenSSL includes the small tables.
        2 * maximumMemory, output.octets, output.count)
    }
  }

  /// PBKDF2 with HMAC (RFC 8018 section 5.2), 1 to 10 million iterations.
  public static func pbkdf2(
    password: SecretBytes, salt: [UInt8], iterations: UInt64, digest: DigestAlgorithm, count: Int
  ) throws(CryptographyError) -> SecretBytes {
    try check(password, salt, count)
    try check(.pbkdf2Iterations, iterations, 1...maximumIterations)
    let fetched = try digest.fetched
    return try derive("PKCS5_PBKDF2_HMAC", password, salt, count) { password, salt, output in
      fetched.withRaw { digest in
        unsafe PKCS5_PBKDF2_HMAC(
          password.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(password.count),
          salt.octets, Int32(salt.count), Int32(iterations), digest,
          Int32(output.count), output.octets)
      }
    }
  }

  @safe private static func derive(
    _ operation: StaticString, _ password: SecretBytes, _ salt: [UInt8], _ count: Int,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Int32
  ) throws(CryptographyError) -> SecretBytes {
    try SecretBytes(count: count) { output throws(CryptographyError) in
      try OpenSSLError.check(operation) {
        password.withBytes { password in
          salt.withBytes { salt in unsafe body(password, salt, output) }
        }
      }
    }
  }

  private static func check(_ password: SecretBytes, _ salt: [UInt8], _ count: Int) throws(CryptographyError) {
    let lengths = 0...1 << 20
    guard lengths.contains(password.count) else {
      throw .invalidLength(.passphrase, allowed: lengths, found: password.count)
    }
    guard lengths.contains(salt.count) else { throw .invalidLength(.salt, allowed: lengths, found: salt.count) }
    guard (1...1024).contains(count) else { throw .invalidLength(.derivedKey, allowed: 1...1024, found: count) }
  }

  /// Each factor is checked before multiplication, so that no product overflows.
  private static func checkScrypt(_ n: UInt64, _ r: UInt64, _ p: UInt64) throws(CryptographyError) {
    try check(.scryptCost, n, 2...1 << 23)
    guard n & (n - 1) == 0 else { throw .costOutOfBounds(.scryptCost, found: n, allowed: 2...1 << 23) }
    try check(.scryptBlockSize, r, 1...1 << 10)
    try check(.scryptParallelism, p, 1...1 << 10)
    try check(.scryptMemory, 128 * n * r, 1...maximumMemory)
    try check(.scryptWork, 128 * n * r * p, 1...maximumWork)
  }

  private static func check(
    _ parameter: CryptographyError.CostParameter, _ found: UInt64, _ allowed: ClosedRange<UInt64>
  ) throws(CryptographyError) {
    guard allowed.contains(found) else { throw .costOutOfBounds(parameter, found: found, allowed: allowed) }
  }
}
