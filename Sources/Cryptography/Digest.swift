import COpenSSL

/// Digests of byte strings.
public enum Digest {
  /// Hashes the octets; arrays, slices and raw buffers are read in place.
  ///
  /// Stops the process when OpenSSL has no such algorithm: without its default provider nothing here can be trusted.
  public static func hash(_ algorithm: DigestAlgorithm, _ bytes: some Collection<UInt8>) -> [UInt8] {
    do throws(CryptographyError) {
      return try compute(algorithm, bytes)
    } catch {
      preconditionFailure("\(algorithm.rawValue) is not available: \(error)")
    }
  }

  static func compute(
    _ algorithm: DigestAlgorithm, _ bytes: some Collection<UInt8>
  ) throws(CryptographyError) -> [UInt8] {
    let fetched = try algorithm.fetched
    var digest = [UInt8](repeating: 0, count: algorithm.size)
    try OpenSSLError.check("EVP_Digest") {
      withContiguousBytes(of: bytes) { bytes in
        fetched.withRaw { unsafe EVP_Digest(bytes.baseAddress, bytes.count, &digest, nil, $0, nil) }
      }
    }
    return digest
  }
}

/// The SHA-256 of the octets as 64 lower-case hexadecimal digits without colons, as fingerprints are shown.
public func sha256Hex(_ bytes: some Collection<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = Digest.hash(.sha256, bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
