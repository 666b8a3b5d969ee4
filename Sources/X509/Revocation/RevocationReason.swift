/// Why a certificate was revoked (RFC 5280 section 5.3.1, `CRLReason`).
public enum RevocationReason: Int, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// No reason is told.
  case unspecified = 0
  /// Somebody else has the key.
  case keyCompromise = 1
  /// Somebody else has the authority's key.
  case cACompromise = 2
  /// The name or something else in it no longer holds.
  case affiliationChanged = 3
  /// It was replaced.
  case superseded = 4
  /// It is no longer needed.
  case cessationOfOperation = 5
  /// It is suspended.
  case certificateHold = 6
  /// Only in delta lists: it is not revoked any more.
  case removeFromCRL = 8
  /// A right that it grants was withdrawn.
  case privilegeWithdrawn = 9
  /// Somebody else has the key of an attribute authority.
  case aACompromise = 10

  /// The standard's name.
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

/// A set of reasons as distribution points write it (RFC 5280 section 4.2.1.13, `ReasonFlags`): which kinds of
/// revocation a list tells of.
struct ReasonFlags: OptionSet, Hashable {
  let rawValue: UInt16

  /// Bits 1 to 8: every reason that a list can be limited to.
  static let all = ReasonFlags(rawValue: 0x1FE)

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Takes the octets of the BIT STRING, bit 0 first; bits beyond the standard's count for nothing.
  init(bits: some Collection<UInt8>) {
    var value: UInt16 = 0
    for (index, byte) in bits.prefix(2).enumerated() {
      for bit in 0..<8 where byte & 0x80 >> UInt8(bit) != 0 { value |= 1 << UInt16(index * 8 + bit) }
    }
    rawValue = value & Self.all.rawValue
  }
}
