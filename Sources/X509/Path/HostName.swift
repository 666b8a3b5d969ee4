/// A host name as name constraints compare it: ASCII, without case (RFC 5280 section 4.2.1.10).
struct HostName: Hashable {
  private let labels: [[UInt8]]

  /// A syntactically proper name: labels of letters, digits, `-` and `_`, the first perhaps `*`; a last dot is kept.
  init?(_ text: String) {
    guard text.utf8.count <= 254 else { return nil }
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { $0.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 } }
    for (index, label) in labels.enumerated() {
      if index == labels.count - 1, index > 0, label.isEmpty { continue }
      guard (1...63).contains(label.count),
        (index == 0 && label == [UInt8(ascii: "*")]) || label.allSatisfy(Self.isProper)
      else { return nil }
    }
    self.labels = labels
  }

  private init(labels: [[UInt8]]) {
    self.labels = labels
  }

  /// The host of a URI with an authority, when it is a name and not an address (RFC 3986 section 3.2.2).
  ///
  /// Nil also where two readers of URIs could disagree on the host: a scheme or port that is none, a backslash.
  static func ofURI(_ uri: [UInt8]) -> HostName? {
    guard let colon = uri.prefix(maximumAuthority).firstIndex(of: UInt8(ascii: ":")), isScheme(uri[..<colon]),
      uri[(colon + 1)...].starts(with: Array("//".utf8))
    else { return nil }
    guard let host = authorityHost(uri[(colon + 3)...]) else { return nil }
    guard let name = HostName(String(decoding: host, as: UTF8.self)), !name.isAddress, !name.isWildcard else {
      return nil
    }
    return name
  }

  /// What is wrong with a URI as an alternative name: it must have a scheme and what belongs to it, and a host that is a
  /// name or an address where it has an authority (RFC 5280 section 4.2.1.6).
  static func flaw(ofURI uri: [UInt8]) -> String? {
    guard let colon = uri.prefix(maximumAuthority).firstIndex(of: UInt8(ascii: ":")), isScheme(uri[..<colon]),
      colon + 1 < uri.count
    else { return "a URI has a scheme, and something behind it" }
    guard uri.allSatisfy(isOfURI) else { return "it holds a character that no URI has" }
    guard uri[(colon + 1)...].starts(with: Array("//".utf8)) else { return nil }
    guard let host = authorityHost(uri[(colon + 3)...]) else { return "its host or port is none" }
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]"), host.count > 3 { return nil }
    guard let name = HostName(String(decoding: host, as: UTF8.self)), !name.isWildcard else {
      return "its host is neither a name nor an address"
    }
    return nil
  }

  /// The host between user information and port; nil when there is more than one way to read it.
  private static func authorityHost(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let ends: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
    var host = rest.prefix(maximumAuthority).prefix { !ends.contains($0) }
    guard host.count < maximumAuthority, host.allSatisfy(isOfURI) else { return nil }
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
    if host.first == UInt8(ascii: "["), let end = host.firstIndex(of: UInt8(ascii: "]")) {
      let port = host[(end + 1)...]
      return port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(isDigit))
        ? host[...end] : nil
    }
    guard let port = host.firstIndex(of: UInt8(ascii: ":")) else { return host }
    return host[(port + 1)...].allSatisfy(isDigit) ? host[..<port] : nil
  }

  /// No host needs more; a bound, so that a hostile name costs no more than an honest one.
  private static let maximumAuthority = 1024

  private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  /// Whether RFC 3986 lets the byte stand in a URI.
  private static func isOfURI(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}".utf8.contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Without the dot that marks an absolute name.
  var withoutTrailingDot: HostName {
    labels.last?.isEmpty == true ? HostName(labels: labels.dropLast()) : self
  }

  /// A constraint of URIs and mailboxes is a host, or a domain written with a first dot that holds the hosts below it;
  /// nil when the constraint is neither.
  func isWithin(hostConstraint base: String) -> Bool? {
    guard let domain = HostName(base.hasPrefix(".") ? String(base.dropFirst()) : base), !domain.isWildcard else {
      return nil
    }
    return base.hasPrefix(".") ? labels.count > domain.labels.count && endsWith(domain) : domain == self
  }

  /// A DNS constraint holds the name itself and every name below it; an empty one holds all.
  func isWithin(dnsConstraint base: String) -> Bool {
    if base.isEmpty { return true }
    guard let domain = HostName(base) else { return false }
    return endsWith(domain)
  }

  /// Whether an excluded DNS subtree holds the name, or a name that its wildcard stands for.
  func mayMatch(excluded base: String) -> Bool {
    guard !base.isEmpty, let domain = HostName(base)?.withoutTrailingDot, !endsWith(domain) else { return true }
    return isWildcard && domain.labels.count == labels.count
      && domain.labels.dropFirst().elementsEqual(labels.dropFirst())
  }

  /// A mailbox constraint is a mailbox, a host, or a domain with a first dot; nil when the two cannot be compared.
  static func mailbox(_ mailbox: String, isWithin base: String) -> Bool? {
    guard let at = mailbox.lastIndex(of: "@"), at > mailbox.startIndex, !mailbox.contains("\""),
      let host = HostName(String(mailbox[mailbox.index(after: at)...]))
    else { return nil }
    guard let baseAt = base.lastIndex(of: "@") else { return host.isWithin(hostConstraint: base) }
    guard let baseHost = HostName(String(base[base.index(after: baseAt)...])) else { return nil }
    // The local part is compared exactly, the host without case.
    return mailbox.utf8[..<at].elementsEqual(base.utf8[..<baseAt]) && host == baseHost
  }

  var isAddress: Bool {
    labels.last { !$0.isEmpty }?.allSatisfy(Self.isDigit) ?? false
  }

  var isWildcard: Bool { labels.first == [UInt8(ascii: "*")] }

  private func endsWith(_ domain: HostName) -> Bool {
    labels.count >= domain.labels.count && labels.suffix(domain.labels.count).elementsEqual(domain.labels)
  }

  private static func isProper(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
