import X509

extension Certificate {
  /// The same certificate under the other of the two ECDSA signatures that anybody can make of one: (r, n - s) for
  /// (r, s), where n is the order of the curve (SEC 1 section 4.1.4 accepts both).
  func withSecondSignature() throws -> Certificate {
    // INTEGER r and INTEGER s in a SEQUENCE; all lengths are below 128.
    let numbers = Array(signature.dropFirst(2))
    let first = Array(numbers[..<(2 + Int(numbers[1]))])
    let second = Array(numbers[(first.count + 2)...]).drop { $0 == 0 }
    let order = first.count < 40 ? Self.p256 : Self.p384
    var rest = Self.difference(order, Array(repeating: 0, count: order.count - second.count) + second)
    rest = Array(rest.drop { $0 == 0 })
    if rest[0] >= 0x80 { rest.insert(0, at: 0) }
    let pair = first + Self.element(0x02, rest)
    let value = Self.element(0x03, [0] + Self.element(0x30, pair))
    let head = signedBytes + Self.algorithm(in: der, behind: signedBytes.count)
    return try Certificate(der: Self.element(0x30, head + value))
  }

  /// The outer algorithm of the signature, as it is encoded.
  private static func algorithm(in der: [UInt8], behind count: Int) -> ArraySlice<UInt8> {
    let header = der[1] < 0x80 ? 2 : 2 + Int(der[1] & 0x7F)
    let start = header + count
    return der[start..<(start + 2 + Int(der[start + 1]))]
  }

  private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    var result = left
    var borrow = 0
    for index in left.indices.reversed() {
      let value = Int(left[index]) - Int(right[index]) - borrow
      result[index] = UInt8(truncatingIfNeeded: value)
      borrow = value < 0 ? 1 : 0
    }
    return result
  }

  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length: [UInt8] =
      switch content.count {
      case ..<128: [UInt8(content.count)]
      case ..<256: [0x81, UInt8(content.count)]
      default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
      }
    return [tag] + length + content
  }

  private static let p256: [UInt8] =
    [UInt8](repeating: 0xFF, count: 4) + [UInt8](repeating: 0, count: 4) + [UInt8](repeating: 0xFF, count: 8)
    + [0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51]
  private static let p384: [UInt8] =
    [UInt8](repeating: 0xFF, count: 24)
    + [0xC7, 0x63, 0x4D, 0x81, 0xF4, 0x37, 0x2D, 0xDF, 0x58, 0x1A, 0x0D, 0xB2]
    + [0x48, 0xB0, 0xA7, 0x7A, 0xEC, 0xEC, 0x19, 0x6A, 0xCC, 0xC5, 0x29, 0x73]
}
