/// The name of a trust domain, as SPIFFE-ID section 2.1 defines it: 1 to 255 bytes of `[a-z0-9.-_]`.
///
/// Names are compared byte by byte and never looked up: whether one is a valid DNS name changes nothing (ID-08).
public struct TrustDomain: Hashable, Sendable, CustomStringConvertible {
  /// The most bytes that a name has (ID-09).
  public static let limit = 255

  /// The name, without scheme.
  public let name: String

  /// Takes a bare name and checks the standard's rules ID-03 to ID-09.
  public init(_ text: String) throws(SPIFFEError) {
    do throws(IdentityFault) {
      self = try Self.parse(Array(text.utf8)[...])
    } catch {
      throw .identity(error, correction: Self.correction(of: text))
    }
  }

  public var description: String { name }

  /// The SPIFFE ID of the domain itself, as its signing certificates carry it (X509-SVID section 2).
  public var uri: String { SPIFFEID(self).uri }

  /// Whether this name is a sub-domain of the other.
  ///
  /// Go lets sub-domains pass a URI name constraint, so an authority confined to the other name could forge this one.
  public func isBelow(_ other: TrustDomain) -> Bool {
    name.utf8.count > other.name.utf8.count && name.hasSuffix("." + other.name)
  }

  /// Checks the bytes between `spiffe://` and the next slash; faults carry the slice's own indices.
  static func parse(_ bytes: ArraySlice<UInt8>) throws(IdentityFault) -> TrustDomain {
    guard !bytes.isEmpty else { throw .emptyTrustDomain }
    if let at = bytes.firstIndex(of: UInt8(ascii: "@")) { throw .userinfoOrPort(bytes[at], at: at) }
    if let at = bytes.firstIndex(where: { !isAllowed($0) }) {
      // An IPv6 literal is a byte out of place, not a port: its bracket comes first.
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
  /// Names are listed in the order of their bytes.
  public static func < (left: TrustDomain, right: TrustDomain) -> Bool { left.name < right.name }
}

extension TrustDomain {
  /// The name that was probably meant: lower case, without scheme, path, port and surrounding blanks, and with `@`
  /// replaced by a dot as istiod does.
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
  /// The lower-case form of an ASCII letter, and any other byte as it is.
  var lowered: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }

  /// A space, tab or line end: what a shell or an editor leaves around a name.
  var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
