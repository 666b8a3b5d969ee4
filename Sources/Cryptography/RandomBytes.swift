import COpenSSL

/// Octets from OpenSSL's random generators, seeded by the operating system.
public enum RandomBytes {
  /// For public values: serial numbers, nonces, salts.
  public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    try check(count)
    var bytes = [UInt8](repeating: 0, count: count)
    try OpenSSLError.check("RAND_bytes") { unsafe RAND_bytes(&bytes, Int32(count)) }
    return bytes
  }

  /// For secret values, from OpenSSL's separate private generator.
  public static func secret(_ count: Int) throws(CryptographyError) -> SecretBytes {
    try check(count)
    return try SecretBytes(count: count) { buffer throws(CryptographyError) in
      let start = unsafe buffer.octets
      try OpenSSLError.check("RAND_priv_bytes") { unsafe RAND_priv_bytes(start, Int32(count)) }
    }
  }

  private static func check(_ count: Int) throws(CryptographyError) {
    let allowed = 1...1 << 20
    guard allowed.contains(count) else { throw .invalidLength(.randomBytes, allowed: allowed, found: count) }
  }
}
