package import Cryptography
import SwiftASN1

/// RFC 5280 section 4.1.2.2.
public struct SerialNumber: Hashable, Sendable, CustomStringConvertible {
  /// The content octets of the INTEGER: two's complement, big endian, minimally encoded.
  package let bytes: [UInt8]

  /// Twenty random octets, the first bit clear and the second set: always positive and 20 octets long.
  package static func random() throws(CryptographyError) -> SerialNumber {
    var bytes = try RandomBytes.bytes(20)
    bytes[0] = bytes[0] & 0x7F | 0x40
    return SerialNumber(bytes: bytes)
  }

  /// Whether it is positive and at most 20 octets long, as RFC 5280 requires of issuers.
  package var isProper: Bool {
    bytes.count <= 20 && bytes.first.map { $0 & 0x80 == 0 } ?? false && bytes.contains { $0 != 0 }
  }

  /// RFC 5280 forbids it, and Go refuses it since 1.23: istiod and trust-manager then skip or reject the certificate.
  package var isNegative: Bool { bytes.first.map { $0 & 0x80 != 0 } ?? false }

  /// Lower-case hexadecimal without separators, with a minus sign before the magnitude of a negative number.
  public var description: String { isNegative ? "-" + magnitude.hexadecimal : bytes.hexadecimal }

  /// The octets of the negated number, without leading zeros.
  private var magnitude: [UInt8] {
    var negated = bytes.map { ~$0 }
    for index in negated.indices.reversed() {
      negated[index] &+= 1
      if negated[index] != 0 { break }
    }
    return Array(negated.drop { $0 == 0 })
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(derEncoded node: DERNode) throws {
    let content = Array(try node.primitive(.integer, of: "serial number"))
    guard let first = content.first else { throw broken("serial number", "it is empty") }
    if content.count > 1, (first == 0 && content[1] < 0x80) || (first == 0xFF && content[1] >= 0x80) {
      throw broken("serial number", "it is not minimally encoded")
    }
    bytes = content
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: bytes) }
  }
}

extension Sequence where Element == UInt8 {
  /// Lower-case hexadecimal without separators.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
