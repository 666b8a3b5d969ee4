import Glibc

/// An IP address in figures, as the system reads them (`inet_pton`): the forms of RFC 4291 section 2.2 for IPv6, and
/// four decimal numbers without leading zeros for IPv4. Brackets, ports and zones are no part of it.
public enum IPAddress: Hashable, Sendable {
  /// Its 4 octets, first to last.
  case v4([UInt8])
  /// Its 16 octets, first to last.
  case v6([UInt8])

  /// Nil if the text is no address.
  package init?(_ text: String) {
    // C would take what stands before a zero for the whole.
    guard !text.utf8.contains(0) else { return nil }
    if let octets = Self.octets(of: text, AF_INET, count: 4) {
      self = .v4(octets)
    } else if let octets = Self.octets(of: text, AF_INET6, count: 16) {
      self = .v6(octets)
    } else {
      return nil
    }
  }

  /// Whether it is one of IPv6.
  package var isIPv6: Bool {
    switch self {
    case .v4: false
    case .v6: true
    }
  }

  private static func octets(of text: String, _ family: Int32, count: Int) -> [UInt8]? {
    var octets = [UInt8](repeating: 0, count: count)
    let isRead = unsafe octets.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) == 1 }
    return isRead ? octets : nil
  }
}
