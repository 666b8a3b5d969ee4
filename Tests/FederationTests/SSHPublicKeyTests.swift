import Testing

@testable import Federation

/// A key has one encoding, so that one person cannot be two approvers.
@Suite struct SSHPublicKeyTests {
  /// The base point of P-256 (SEC 2, section 2.4.2).
  private static let x: [UInt8] = [
    0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D,
    0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96,
  ]
  private static let y: [UInt8] = [
    0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33,
    0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
  ]

  private func blob(_ kind: String, _ curve: String, _ point: [UInt8], _ more: [UInt8] = []) -> [UInt8] {
    SSHReader.string(Array(kind.utf8)) + SSHReader.string(Array(curve.utf8)) + SSHReader.string(point) + more
  }

  @Test func theUncompressedPointOfTheNamedCurveIsAKey() {
    let point = [0x04] + Self.x + Self.y
    #expect(SSHPublicKey(blob: blob("ecdsa-sha2-nistp256", "nistp256", point)) != nil)
    let application = SSHReader.string(Array("ssh:".utf8))
    #expect(SSHPublicKey(blob: blob("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", point, application)) != nil)
  }

  @Test(arguments: ["", "nistp25", "istp256", "nistp384", "nistp256 ", "ecdsa-sha2-nistp256", "sha2-nistp256"])
  func anotherNameOfTheCurveIsNone(name: String) {
    #expect(SSHPublicKey(blob: blob("ecdsa-sha2-nistp256", name, [0x04] + Self.x + Self.y)) == nil)
  }

  @Test func otherEncodingsOfThePointAreNone() {
    for point in [[0x03] + Self.x, [0x07] + Self.x + Self.y, [0x04] + Self.x + Self.y + [0x00], [0x00]] {
      #expect(SSHPublicKey(blob: blob("ecdsa-sha2-nistp256", "nistp256", point)) == nil, "\(point.prefix(1))")
    }
  }

  @Test func octetsBehindTheKeyAreNone() {
    let whole = blob("ecdsa-sha2-nistp256", "nistp256", [0x04] + Self.x + Self.y)
    #expect(SSHPublicKey(blob: whole + [0]) == nil)
    for length in 0..<whole.count { #expect(SSHPublicKey(blob: Array(whole.prefix(length))) == nil) }
  }
}
