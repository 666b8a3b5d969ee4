import Cryptography
import Testing

@testable import Signers

/// How modules write points and signatures (PKCS #11 2.40 section 2.3.3; OpenSC #1285, libp11 #79).
@Suite struct TokenPointTests {
  @Test(arguments: EllipticCurve.allCases)
  func aPointMayBeWrittenInThreeWays(_ curve: EllipticCurve) {
    let point = [4] + [UInt8](repeating: 0x1E, count: curve.pointSize - 1)
    let count = UInt8(curve.pointSize)
    let long: [UInt8] = curve == .p521 ? [0x81] : []
    #expect(TokenObject.point(point, on: curve) == point)
    #expect(TokenObject.point([0x04] + long + [count] + point, on: curve) == point)
    #expect(TokenObject.point([0x03] + long + [count + 1, 0] + point, on: curve) == point)
    #expect(TokenObject.point([0x04, count - 1] + point, on: curve) == nil)
    #expect(TokenObject.point(Array(point.dropLast()), on: curve) == nil)
    #expect(TokenObject.point([], on: curve) == nil)
    // Compressed.
    #expect(TokenObject.point([2] + point.dropFirst(), on: curve) == nil)
  }

  /// A bare key may begin as a wrapped one would: the length decides.
  @Test func anEdwardsKeyThatBeginsLikeAWrappedOneIsBare() {
    let bare: [UInt8] = [0x04, 0x1E] + [UInt8](repeating: 7, count: 30)
    #expect(TokenObject.edwardsPoint(bare) == bare)
    #expect(TokenObject.edwardsPoint([0x04, 0x20] + bare) == bare)
    #expect(TokenObject.edwardsPoint([0x03, 0x21, 0] + bare) == bare)
    #expect(TokenObject.edwardsPoint([0x05, 0x20] + bare) == nil)
    #expect(TokenObject.edwardsPoint(Array(bare.dropLast())) == nil)
  }

  /// Numbers of DER are as short as they can be, and not negative.
  @Test func signaturesBecomeDER() {
    let half = [UInt8](repeating: 0, count: 31)
    #expect(ECDSASignature.der(half + [1] + half + [0x80]) == [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80])
    #expect(ECDSASignature.der(half + [0] + half + [0]) == [0x30, 6, 2, 1, 0, 2, 1, 0])
    let long = ECDSASignature.der([UInt8](repeating: 0xFF, count: 132))
    #expect(long.prefix(7) == [0x30, 0x81, 138, 2, 67, 0, 0xFF])
    #expect(long.count == 141)
  }

  @Test func codesHaveNames() {
    #expect("\(TokenReturn(number: 0xA0))" == "CKR_PIN_INCORRECT (0xa0)")
    #expect("\(TokenReturn(number: 0x8000_002F))" == "vendor's code 0x8000002f")
    #expect("\(TokenReturn(number: 0x1A9))" == "0x1a9")
  }
}
