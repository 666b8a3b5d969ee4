/// The name of a trust domain (SPIFFE-ID section 2.1): 1 to 255 bytes of `[a-z0-9.-_]`.
///
/// Names are compared byte by byte and never resolved; they need not be valid DNS names (ID-08).
public struct TrustDomain: Hashable, Sendable, CustomStringConvertible {
  /// The maximum length in bytes (ID-09).
  package static let limit = 255

  /// Without scheme.
  public let name: String

  /// Checks a bare name by the rules ID-03 to ID-09.
  public init(_ text: String) throws(SPIFFEError) {
    do throws(IdentityFault) {
      self = try Self.parse(Array(text.utf8)[...])
    } catch {
      throw .identity(error, correction: Self.correction(of: text))
    }
  }

  public var description: String { name }

  /// The SPIFFE ID of the domain itself, as in its CA certificates (X509-SVID section 2).
  package var uri: String { SPIFFEID(self).uri }

  /// Whether this name is a subdomain of the other.
  ///
  /// Go accepts subdomains of a URI name constraint, so an authority constrained to the other name could forge this
  /// one.
  package func isBelow(_ other: TrustDomain) -> Bool {
    name.utf8.count > other.name.utf8.count && name.hasSuffix("." + other.name)
  }

  /// Checks the bytes between `spiffe://` and the next slash; offsets in faults are indices of the slice.
  static func parse(_ bytes: ArraySlice<UInt8>) throws(IdentityFault) -> TrustDomain {
    guard !bytes.isEmpty else { throw .emptyTrustDomain }
    if let at = bytes.firstIndex(of: UInt8(ascii: "@")) { throw .userinfoOrPort(bytes[at], at: at) }
    if let at = bytes.firstIndex(where: { !isAllowed($0) }) {
      // In an IPv6 literal the bracket comes first, so it is an invalid byte rather than a port.
      switch bytes[at] {
      case UInt8(ascii: ":"): throw .userinfoOrPort(bytes[at], at: at)
      case UInt8(ascii: "%"): throw .trustDomainPercent(at: at)
      default: throw .trustDomainByte(bytes[at], at: at)
      }
    }
    guard bytes.count <= limit else { throw .trustDomainTooLong(count: bytes.count) }
    return TrustDomain(checked: String(decoding: bytes, as: UTF8.self))
  }

  private init(checked name: String) {
    self.name = name
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}

extension TrustDomain: Comparable {
  public static func < (left: TrustDomain, right: TrustDomain) -> Bool { left.name < right.name }
}

extension TrustDomain {
  /// The name that was probably intended: lower case, trimmed, without scheme, path and port, and with `@` replaced by
  /// a dot as in istiod.
  static func correction(of text: String) -> String? {
    var bytes = Array(text.utf8.map { $0.lowered })[...]
    bytes = bytes.drop { $0.isBlank }
    if bytes.starts(with: SPIFFEID.prefix) { bytes = bytes.dropFirst(SPIFFEID.prefix.count) }
    bytes = bytes.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") && !$0.isBlank }
    let name = bytes.map { $0 == UInt8(ascii: "@") ? UInt8(ascii: ".") : $0 }
    guard let corrected = try? parse(name[...]) else { return nil }
    return corrected.name == text ? nil : corrected.name
  }
}

extension UInt8 {
  /// The byte in lower case if it is an ASCII letter.
  var lowered: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }

  /// A space, tab or line ending.
  var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
