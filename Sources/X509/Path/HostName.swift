/// A host name as name constraints compare it: ASCII, ignoring case (RFC 5280 section 4.2.1.10).
public struct HostName: Hashable, Sendable {
  /// Lower case, with the dots between labels.
  private let bytes: ArraySlice<UInt8>

  /// Labels of letters, digits, `-` and `_`; the first may be `*`. A trailing dot is kept. Nil for anything else.
  package init?(_ text: String) {
    self.init(Array(text.utf8)[...])
  }

  init?(_ text: ArraySlice<UInt8>) {
    guard (1...254).contains(text.count) else { return nil }
    var length = 0
    var hasCapitals = false
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "."):
        guard length > 0 else { return nil }
        length = -1
      case UInt8(ascii: "*"):
        // Only as the entire first label.
        guard index == text.startIndex, text.count == 1 || text[index + 1] == UInt8(ascii: ".") else { return nil }
      default:
        guard Self.isProper(byte) else { return nil }
      }
      length += 1
      guard length <= 63 else { return nil }
      hasCapitals = hasCapitals || Self.isCapital(byte)
    }
    // Nearly every name is lower case and needs no copy.
    bytes = hasCapitals ? text.map { Self.isCapital($0) ? $0 + 32 : $0 }[...] : text
  }

  private init(proper bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// Without the trailing dot of an absolute name.
  var withoutTrailingDot: HostName {
    bytes.last == UInt8(ascii: ".") ? HostName(proper: bytes.dropLast()) : self
  }

  /// A constraint on URIs and mailboxes is a host, or a domain with a leading dot, which contains the hosts below it;
  /// nil if it is neither.
  func isWithin(hostConstraint base: ArraySlice<UInt8>) -> Bool? {
    let isDomain = base.first == UInt8(ascii: ".")
    guard let domain = HostName(isDomain ? base.dropFirst() : base), !domain.isWildcard else { return nil }
    return isDomain ? domain != self && endsWith(domain) : domain == self
  }

  /// A DNS constraint contains the name itself and every name below it; an empty one contains all names.
  func isWithin(dnsConstraint base: String) -> Bool {
    if base.isEmpty { return true }
    guard let domain = HostName(base) else { return false }
    return endsWith(domain)
  }

  /// Whether an excluded DNS subtree contains the name, or a name that its wildcard matches.
  func mayMatch(excluded base: String) -> Bool {
    guard !base.isEmpty, let domain = HostName(base)?.withoutTrailingDot, !endsWith(domain) else { return true }
    guard isWildcard, let dot = domain.bytes.firstIndex(of: UInt8(ascii: ".")) else { return false }
    return domain.bytes[dot...] == bytes.dropFirst()
  }

  /// A mailbox constraint is a mailbox, a host, or a domain with a leading dot; nil if the two cannot be compared.
  static func mailbox(_ mailbox: String, isWithin base: String) -> Bool? {
    guard let at = mailbox.lastIndex(of: "@"), at > mailbox.startIndex, !mailbox.contains("\""),
      let host = HostName(String(mailbox[mailbox.index(after: at)...]))
    else { return nil }
    guard let baseAt = base.lastIndex(of: "@") else { return host.isWithin(hostConstraint: Array(base.utf8)[...]) }
    guard let baseHost = HostName(String(base[base.index(after: baseAt)...])) else { return nil }
    // The local part is compared exactly, the host ignoring case.
    return mailbox.utf8[..<at].elementsEqual(base.utf8[..<baseAt]) && host == baseHost
  }

  /// Whether its last label is a number. Clients connect to such a name as to an address (URL Standard, "ends in a number
  /// checker"), so that no certificate's DNS name is compared with it.
  private var endsInNumber: Bool {
    let label = withoutTrailingDot.bytes.reversed().prefix { $0 != UInt8(ascii: ".") }
    return !label.isEmpty && label.allSatisfy(Self.isDigit)
  }

  /// Whether it is four numbers of any size: an IPv4 address, or what some libraries read as one, such as `010.1.1.1`. No
  /// name constraint on URIs speaks of an address (RFC 5280 section 4.2.1.10). Fewer numbers are a name, as they are to
  /// Go, OpenSSL and BoringSSL.
  package var isDottedQuad: Bool {
    let labels = withoutTrailingDot.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.count == 4 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy(Self.isDigit) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether this presented name matches `host` (RFC 9525 section 6.3): labels are compared ignoring case, and `*`
  /// matches exactly one first label if at least two labels follow.
  func covers(_ host: HostName) -> Bool {
    let host = host.withoutTrailingDot
    guard !host.isWildcard, !host.endsInNumber else { return false }
    guard isWildcard else { return self == host }
    let parent = bytes.dropFirst()
    guard parent.count(where: { $0 == UInt8(ascii: ".") }) >= 2 else { return false }
    return host.bytes.drop { $0 != UInt8(ascii: ".") } == parent
  }

  /// Whether its first label is `*`.
  package var isWildcard: Bool { bytes.first == UInt8(ascii: "*") }

  /// Whether it is the domain or a name below it.
  private func endsWith(_ domain: HostName) -> Bool {
    guard bytes.count > domain.bytes.count else { return self == domain }
    return bytes.suffix(domain.bytes.count) == domain.bytes
      && bytes[bytes.endIndex - domain.bytes.count - 1] == UInt8(ascii: ".")
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

  private static func isProper(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}

extension Certificate {
  /// The DNS names among the subject alternative names, as written.
  package var dnsNames: [String] {
    (extensions.subjectAlternativeNames ?? []).compactMap { if case .dns(let name) = $0 { name } else { nil } }
  }

  /// Whether a client that dials this DNS name accepts the certificate as the server's (RFC 9525 section 6.3). The
  /// common name is ignored, and an IP address matches nothing.
  package func isFor(host: String) -> Bool {
    guard let host = HostName(host) else { return false }
    return dnsNames.contains { HostName($0)?.covers(host) ?? false }
  }
}
