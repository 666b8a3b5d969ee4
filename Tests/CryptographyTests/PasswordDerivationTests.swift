import Cryptography
import Testing

@Suite struct PasswordDerivationTests {
  /// RFC 7914 section 12, the first two.
  @Test(
    arguments: [
      (
        "", "", 16, 1, 1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
          + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
      ),
      (
        "password", "NaCl", 1024, 8, 16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
          + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
      ),
    ] as [(String, String, UInt64, UInt64, UInt64, String)])
  func `scrypt of RFC 7914`(password: String, salt: String, n: UInt64, r: UInt64, p: UInt64, key: String) throws {
    let derived = try PasswordDerivation.scrypt(
      password: SecretBytes(copying: password.utf8), salt: Array(salt.utf8), cost: n, blockSize: r, parallelism: p,
      count: 64)
    #expect(derived.exposed == octets(key))
  }

  /// RFC 6070 for SHA-1, and its inputs with SHA-256; RFC 7914 section 11 for the last.
  @Test(
    arguments: [
      (DigestAlgorithm.sha1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
      (.sha256, "password", "salt", 1, "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b"),
      (.sha256, "password", "salt", 2, "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43"),
      (.sha256, "password", "salt", 4096, "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"),
      (
        .sha256, "passwd", "salt", 1,
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
          + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
      ),
    ] as [(DigestAlgorithm, String, String, UInt64, String)])
  func `PBKDF2 of the RFCs`(
    digest: DigestAlgorithm, password: String, salt: String, iterations: UInt64, key: String
  ) throws {
    let derived = try PasswordDerivation.pbkdf2(
      password: SecretBytes(copying: password.utf8), salt: Array(salt.utf8), iterations: iterations, digest: digest,
      count: octets(key).count)
    #expect(derived.exposed == octets(key))
  }

  @Test(
    arguments: [
      (0, 8, 1, .scryptCost), (1, 8, 1, .scryptCost), (1000, 8, 1, .scryptCost), (1 << 24, 1, 1, .scryptCost),
      (.max, 8, 1, .scryptCost), (1024, 0, 1, .scryptBlockSize), (1024, .max, 1, .scryptBlockSize),
      (1024, 8, 0, .scryptParallelism), (1024, 8, .max, .scryptParallelism), (1 << 21, 8, 1, .scryptMemory),
      (1 << 20, 9, 1, .scryptMemory), (1 << 20, 8, 9, .scryptWork), (1 << 14, 8, 1024, .scryptWork),
    ] as [(UInt64, UInt64, UInt64, CryptographyError.CostParameter)])
  func `scrypt out of bounds is refused`(n: UInt64, r: UInt64, p: UInt64, parameter: CryptographyError.CostParameter) {
    do throws(CryptographyError) {
      _ = try PasswordDerivation.scrypt(
        password: SecretBytes(copying: []), salt: [], cost: n, blockSize: r, parallelism: p, count: 32)
      Issue.record("the parameters were taken")
    } catch {
      guard case .costOutOfBounds(parameter, _, _) = error else {
        Issue.record("refused for another reason: \(error)")
        return
      }
    }
  }

  @Test(arguments: [0, 10_000_001, UInt64.max])
  func `PBKDF2 out of bounds is refused`(iterations: UInt64) {
    let error = CryptographyError.costOutOfBounds(.pbkdf2Iterations, found: iterations, allowed: 1...10_000_000)
    #expect(throws: error) {
      try PasswordDerivation.pbkdf2(
        password: SecretBytes(copying: [1]), salt: [1], iterations: iterations, digest: .sha256, count: 32)
    }
  }

  @Test(arguments: [-1, 0, 1025])
  func `keys of no or too great length are refused`(count: Int) {
    let error = CryptographyError.invalidLength(.derivedKey, allowed: 1...1024, found: count)
    #expect(throws: error) {
      try PasswordDerivation.pbkdf2(
        password: SecretBytes(copying: [1]), salt: [1], iterations: 1, digest: .sha256, count: count)
    }
    #expect(throws: error) {
      try PasswordDerivation.scrypt(
        password: SecretBytes(copying: [1]), salt: [1], cost: 2, blockSize: 1, parallelism: 1, count: count)
    }
  }
}
