/// Why a certificate was revoked (RFC 5280 section 5.3.1, `CRLReason`).
public enum RevocationReason: Int, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case unspecified = 0
  case keyCompromise = 1
  case cACompromise = 2
  /// The subject's name or other information has changed.
  case affiliationChanged = 3
  case superseded = 4
  case cessationOfOperation = 5
  case certificateHold = 6
  /// Only in delta lists: the certificate is no longer revoked.
  case removeFromCRL = 8
  case privilegeWithdrawn = 9
  case aACompromise = 10

  /// The name in the standard.
  public var description: String {
    switch self {
    case .unspecified: "unspecified"
    case .keyCompromise: "keyCompromise"
    case .cACompromise: "cACompromise"
    case .affiliationChanged: "affiliationChanged"
    case .superseded: "superseded"
    case .cessationOfOperation: "cessationOfOperation"
    case .certificateHold: "certificateHold"
    case .removeFromCRL: "removeFromCRL"
    case .privilegeWithdrawn: "privilegeWithdrawn"
    case .aACompromise: "aACompromise"
    }
  }
}

/// A set of reasons as in distribution points (RFC 5280 section 4.2.1.13, `ReasonFlags`).
struct ReasonFlags: OptionSet, Hashable {
  let rawValue: UInt16

  /// Bits 1 to 8: every reason to which a list can be limited.
  static let all = ReasonFlags(rawValue: 0x1FE)

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The octets of the BIT STRING, bit 0 first; unknown bits are ignored.
  init(bits: some Collection<UInt8>) {
    var value: UInt16 = 0
    for (index, byte) in bits.prefix(2).enumerated() {
      for bit in 0..<8 where byte & 0x80 >> UInt8(bit) != 0 { value |= 1 << UInt16(index * 8 + bit) }
    }
    rawValue = value & Self.all.rawValue
  }
}
