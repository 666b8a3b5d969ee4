import COpenSSL

public enum Digest {
  /// Hashes the octets; arrays, slices and raw buffers are read in place.
  ///
  /// Terminates the process if OpenSSL lacks the algorithm: without its default provider nothing here is trustworthy.
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

/// The SHA-256 of the octets as 64 lower-case hexadecimal digits without colons, the format of fingerprints.
public func sha256Hex(_ bytes: some Collection<UInt8>) -> String {
  let digest = Digest.hash(.sha256, bytes)
  var text: [UInt8] = []
  text.reserveCapacity(2 * digest.count)
  for byte in digest {
    text.append(hexadecimalDigit(byte >> 4))
    text.append(hexadecimalDigit(byte & 15))
  }
  return String(decoding: text, as: UTF8.self)
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
