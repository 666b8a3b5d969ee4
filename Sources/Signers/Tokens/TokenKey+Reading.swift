import Cryptography

/// Reading a public key out of a token: modules differ in where it is, and in how they write a point.
extension TokenObject {
  /// The numbers of a key; nil if this object does not have them.
  func publicKey() throws(TokenFault) -> PublicKeyComponents? {
    switch try number(.keyType) {
    case TokenKeyType.rsa.rawValue?:
      guard let modulus = try octets(.modulus), let exponent = try octets(.publicExponent) else { return nil }
      return .rsa(modulus: Self.withoutZeros(modulus), exponent: Self.withoutZeros(exponent))
    case TokenKeyType.ec.rawValue?:
      guard let point = try octets(.point), let curve = try octets(.curve).flatMap(Self.curve) else { return nil }
      return Self.point(point, on: curve).map { .ec(curve, point: $0) }
    case TokenKeyType.edwards.rawValue?:
      return try octets(.point).flatMap(Self.edwardsPoint).map { .ed25519($0) }
    default: return nil
    }
  }

  private static func withoutZeros(_ number: [UInt8]) -> [UInt8] { Array(number.drop { $0 == 0 }) }

  /// A named curve; explicit parameters are none.
  private static func curve(_ parameters: [UInt8]) -> EllipticCurve? {
    EllipticCurve.allCases.first { $0.derParameters == parameters }
  }

  /// 04, X, Y: as a DER OCTET STRING, which the standard says, as a BIT STRING, or bare. The length decides, because a
  /// bare point may begin like a wrapped one.
  static func point(_ octets: [UInt8], on curve: EllipticCurve) -> [UInt8]? {
    let size = curve.pointSize
    if octets.count == size, octets[0] == 4 { return octets }
    let header: [UInt8] = size < 128 ? [0x04, UInt8(size)] : [0x04, 0x81, UInt8(size)]
    if octets.count == size + header.count, octets.starts(with: header) { return Array(octets.dropFirst(header.count)) }
    let bits: [UInt8] = size + 1 < 128 ? [0x03, UInt8(size + 1), 0] : [0x03, 0x81, UInt8(size + 1), 0]
    if octets.count == size + bits.count, octets.starts(with: bits) { return Array(octets.dropFirst(bits.count)) }
    return nil
  }

  /// 32 octets bare (PKCS #11 3), as an OCTET STRING or as a BIT STRING.
  static func edwardsPoint(_ octets: [UInt8]) -> [UInt8]? {
    switch octets.count {
    case 32: octets
    case 34 where octets.starts(with: [0x04, 0x20]): Array(octets.dropFirst(2))
    case 35 where octets.starts(with: [0x03, 0x21, 0]): Array(octets.dropFirst(3))
    default: nil
    }
  }
}

/// CK_KEY_TYPE.
enum TokenKeyType: UInt {
  case rsa = 0x0
  case ec = 0x3
  case edwards = 0x40
}

extension EllipticCurve {
  /// The OBJECT IDENTIFIER of the curve in DER (RFC 5480 section 2.1.1.1), which is CKA_EC_PARAMS.
  var derParameters: [UInt8] {
    switch self {
    case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
    }
  }
}
