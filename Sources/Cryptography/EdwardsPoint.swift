/// Encoded points of edwards25519 (RFC 8032 section 5.1.2): y in little endian, and the sign of x in the highest bit.
enum EdwardsPoint {
  /// Why nobody may have this public key; nil for a usable one.
  ///
  /// The eight points of small order have five y coordinates: 1 (order 1), p - 1 (order 2), 0 (order 4), and two of
  /// order 8. The sign of x does not matter for them.
  static func fault(in key: [UInt8]) -> CryptographyError.EdwardsFault? {
    var y = Array(key.reversed())
    y[0] &= 0x7F
    guard y.lexicographicallyPrecedes(prime) else { return .notCanonical }
    return smallOrder.contains(y) ? .smallOrder : nil
  }

  /// p = 2^255 - 19, big endian.
  private static let prime: [UInt8] = [0x7F] + [UInt8](repeating: 0xFF, count: 30) + [0xED]

  private static let smallOrder: [[UInt8]] = [
    [UInt8](repeating: 0, count: 32),
    [UInt8](repeating: 0, count: 31) + [1],
    [0x7F] + [UInt8](repeating: 0xFF, count: 30) + [0xEC],
    [
      0x05, 0xFC, 0x53, 0x6D, 0x88, 0x02, 0x38, 0xB1, 0x39, 0x33, 0xC6, 0xD3, 0x05, 0xAC, 0xDF, 0xD5, 0xF0, 0x98, 0xEF,
      0xF2, 0x89, 0xF4, 0xC3, 0x45, 0xB0, 0x27, 0xB2, 0xC2, 0x8F, 0x95, 0xE8, 0x26,
    ],
    [
      0x7A, 0x03, 0xAC, 0x92, 0x77, 0xFD, 0xC7, 0x4E, 0xC6, 0xCC, 0x39, 0x2C, 0xFA, 0x53, 0x20, 0x2A, 0x0F, 0x67, 0x10,
      0x0D, 0x76, 0x0B, 0x3C, 0xBA, 0x4F, 0xD8, 0x4D, 0x3D, 0x70, 0x6A, 0x17, 0xC7,
    ],
  ]

  /// Whether a key is one of the first 16 multiples of the base point, or the negative of one, whose sign of x differs. The
  /// private key of RFC 8032 is a digest, so that no seed leads to them; but whoever knows the scalar can sign.
  static func hasSmallScalar(_ key: [UInt8]) -> Bool {
    var y = Array(key.reversed())
    y[0] &= 0x7F
    return smallMultiples.contains(y.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined())
  }

  /// The y coordinates of B, 2B, …, 16B, big endian.
  private static let smallMultiples: Set<String> = [
    "6666666666666666666666666666666666666666666666666666666666666658",
    "2260cdf3092329c21da25ee8c9a21f5697390f51643851560e5f46ae6af8a3c9",
    "1267b1d177ee69aba126a18e60269ef79f16ec176724030402c3684878f5b4d4",
    "47d0e827cb1595e1470eb88580d5716c4cf22832ea2f0ff0df38ab61ca32112f",
    "5f4825b298feae6fe02c6e148992466631282eca89430b5d10d21f83d676c8ed",
    "054de3fc2886d8a11db709a7fd4f7d77f9417c06944d6b60c1d27ad0f9497ef4",
    "31c563e32b47d52f87ce6468dd36ad41f0882b46f7abf23d12c4c4b59f4062b8",
    "21d30600c9e573796ead6f09668af38f81783cfc621ee4931e2f5ba9fc37b9b4",
    "7f3d23c2c2dd0df4b2befce956f2d2fd1f789013236e4430c74e44845522f1c0",
    "637ffcaa7a1b2477c8e44d54c898bfcf2576a6853de0e843ba8874b06ae87b2c",
    "2d9082313f21ab975a6f7ce340ff0fce1258591c3c9c58d4308f2dc36a033713",
    "4070ce608bce8022e71d6c4e637825b856487eb45273966733d281dc2e2de4f9",
    "12dbb00ded538b7478466022d2da89b83740cfb2289a272387efe1aeea401f80",
    "4e50256f50c4cb8115bad17acbb702bfa74898e819b6265c8369fd98899c2839",
    "12cbfb2d04ff22f55162f70164d29331ace5af18a19a9aa1946d4cc4ad2e5cdf",
    "709696f2827fc3729f980f2e3aad6e78b06a11ff8e079c27d87aab37c16727eb",
  ]
}
