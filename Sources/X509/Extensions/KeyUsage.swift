import SwiftASN1

/// What a key may be used for (RFC 5280 section 4.2.1.3).
package struct KeyUsage: OptionSet, Hashable, Sendable {
  /// Bit 0 of the standard is the least significant bit.
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Signatures other than on certificates and revocation lists, as in TLS.
  package static let digitalSignature = KeyUsage(rawValue: 1 << 0)
  /// Also called contentCommitment.
  package static let nonRepudiation = KeyUsage(rawValue: 1 << 1)
  /// Key transport, only for RSA.
  package static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
  /// Encrypting data directly with the key.
  package static let dataEncipherment = KeyUsage(rawValue: 1 << 3)
  /// Diffie-Hellman with a static key.
  package static let keyAgreement = KeyUsage(rawValue: 1 << 4)
  /// Signatures on certificates.
  package static let keyCertSign = KeyUsage(rawValue: 1 << 5)
  /// Signatures on revocation lists.
  package static let cRLSign = KeyUsage(rawValue: 1 << 6)
  /// With keyAgreement: for encrypting only.
  package static let encipherOnly = KeyUsage(rawValue: 1 << 7)
  /// With keyAgreement: for deciphering only.
  package static let decipherOnly = KeyUsage(rawValue: 1 << 8)

  /// The names in the standard of the bits that are set.
  package var names: [String] {
    Self.allNames.enumerated().filter { rawValue & 1 << UInt16($0.offset) != 0 }.map(\.element)
  }

  init(derEncoded node: DERNode) throws {
    let bits = try BitString(derEncoded: node)
    var value: UInt16 = 0
    for (index, byte) in bits.bytes.enumerated() {
      for bit in 0..<8 where byte & 0x80 >> UInt8(bit) != 0 {
        let position = index * 8 + bit
        guard position <= 8 else { throw broken("key usage", "it has an undefined bit") }
        value |= 1 << UInt16(position)
      }
    }
    // RFC 5280 4.2.1.3: at least one bit is set. X.690 11.2.2: trailing zero bits of a named list are omitted.
    guard value != 0 else { throw broken("key usage", "no bit is set") }
    if let last = bits.bytes.last, last == 0 || last.trailingZeroBitCount != bits.paddingBits {
      throw broken("key usage", "trailing zero bits are encoded")
    }
    rawValue = value
  }

  func serialize(into coder: inout DER.Serializer) throws {
    var bytes: [UInt8] = [0]
    for position in 0..<Self.allNames.count where rawValue & 1 << UInt16(position) != 0 {
      if position >= 8, bytes.count == 1 { bytes.append(0) }
      bytes[position / 8] |= 0x80 >> UInt8(position % 8)
    }
    try coder.serialize(ASN1BitString(bytes: bytes[...], paddingBits: bytes[bytes.count - 1].trailingZeroBitCount))
  }

  private static let allNames = [
    "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
    "cRLSign", "encipherOnly", "decipherOnly",
  ]
}
