import Diagnostics
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

  /// NIST SP 800-89 section 5.3.3.
  @Test func aKeyWithWhichOthersSignApprovesNothing() throws {
    let key = try Self.rsa(Self.prime)
    #expect(key.fault() != nil)
    let policy = ApprovalPolicy(required: 1, kinds: [], approvers: [.init(name: "anna", key: key)])
    #expect(policy.approver(with: key) == nil)
    #expect(policy.faults(besides: nil).map(\.code) == ["MT-FED-81"])
  }

  @Test func aSmallFactorIsLookedForWhenAListIsTaken() throws {
    let key = try Self.rsa(Self.divisibleBy24Bits)
    #expect(key.fault() == nil)
    let policy = ApprovalPolicy(required: 1, kinds: [], approvers: [.init(name: "anna", key: key)])
    #expect(policy.approver(with: key) != nil)
    #expect(policy.faults(besides: nil).map(\.code) == ["MT-FED-81"])
    #expect(policy.faults(besides: policy).isEmpty)
  }

  private static func rsa(_ modulus: String) throws -> SSHPublicKey {
    let digits = Array(modulus.utf8)
    let octets = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    let (name, exponent) = (SSHReader.string(Array("ssh-rsa".utf8)), SSHReader.string([1, 0, 1]))
    return try #require(SSHPublicKey(blob: name + exponent + SSHReader.string([0] + octets)))
  }

  private static let prime =
    "fffc90441eb2d341fa623a8181190eb339aed7013f57f47a707ecd9839579b4fb820cc401013c741e9016515f1a159f6"
    + "4cbf7eaaa52a6dccdb85f48617c442fed5c8e1557b73f059a789875ac7b0291a63bc386749de3a952740d1be224a535c"
    + "de24f28427202b9e457edf8f89acbc0116d77bd24831d195e1470b2639fbaf20e3d29c68479efc06c51c43712c2c187f"
    + "b01a1b9c3c968dd864db1e4c2d7654dea82cdc5fa37945abc69996b718b88be7a320d83a605429fe1b4c5f08cb6187be"
    + "eb00c5a7075a57ff57ad35043873afab09bfa6856f7f6aef66e19660265f97b5e1c02ec1a70db7df25da813d353ced8b"
    + "3e27c5e6999f748a74dc67195729532d"
  private static let divisibleBy24Bits =
    "ea108d6a5057a13b14859c5ddff87432b22e885cf35488e05b35a48d56ef35b0e8cc68947f6de8fe183a08ef45e0887b"
    + "b46dffabf0bc36a1de65d07c24ae1116fa6bb6b62fa2d58bb55dacfa3829fe88ad9f78a63b1768a88e564e8319f3a72a"
    + "dcfa346f4f89c98bc3d23ff11bb61a99b2c2c1487e524d3565e56bebd4f514850b8e44da61ba65bcc12cefe2d7b8f778"
    + "0397e7832b7ed4d61fb6c5363363908f552932c2ab6d34e16d0664e4c6d909a9e38ca0857af3c02751b82a77a7b7c9c7"
    + "b8a52338764d982514d7999d6ba30e177b51960603545f6886d77fd9dc755dd872e2c50804a3efccc2fb69b2d9265edd"
    + "b79daa129be6dc1f453954e70f220689"
}
