/// Whether names and constraints have the syntax that RFC 5280 requires. Kinds that are only compared as bytes have no
/// rules.
extension GeneralName {
  /// The fault of an alternative name (section 4.2.1.6).
  var flaw: String? {
    switch self {
    case .dns(let text):
      Self.isProperDNSName(text) ? nil : "DNS labels are letters, digits and inner hyphens (RFC 1034 section 3.5)"
    case .email(let text): Self.isMailbox(text) ? nil : "a mailbox has a local part, `@` and a domain (RFC 2821 4.1.2)"
    case .uri(let bytes): if case .broken(let flaw) = URIHost(bytes) { flaw } else { nil }
    case .directory(let name): name.isEmpty ? "a directory name must not be empty" : nil
    case .ip, .registeredID, .other: nil
    }
  }

  /// The fault of a subtree of name constraints (section 4.2.1.10).
  var flawAsConstraint: String? {
    switch self {
    case .dns(let text):
      text.isEmpty || (Self.isProperDNSName(text) && !text.hasPrefix("*"))
        ? nil : "a DNS constraint is a host name without a leading dot or wildcard"
    case .email(let text):
      text.contains("@") ? (Self.isMailbox(text) ? nil : "it is not a mailbox") : Self.flaw(ofHost: Array(text.utf8))
    case .uri(let bytes): Self.flaw(ofHost: bytes)
    case .directory, .ip, .registeredID, .other: nil
    }
  }

  /// Whether a text is a valid DNS name in a certificate: labels of letters, digits and inner hyphens, the first
  /// optionally a wildcard, no trailing dot (RFC 1034 section 3.5, RFC 1123 section 2.1).
  package static func isProperDNSName(_ text: String) -> Bool {
    guard text.utf8.count <= 253 else { return false }
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    for (index, label) in labels.enumerated() {
      if index == 0, labels.count > 1, label.elementsEqual("*".utf8) { continue }
      guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-"),
        label.allSatisfy(Self.isOfHostLabel)
      else { return false }
    }
    return true
  }

  private static func isOfHostLabel(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
  }

  /// A host, or a domain with a leading dot.
  private static func flaw(ofHost text: [UInt8]) -> String? {
    let host = HostName(text.first == UInt8(ascii: ".") ? text.dropFirst() : text[...])
    guard let host, !host.isWildcard, !host.isDottedQuad else {
      return "it must be a host name, or a domain with a leading dot, without scheme, path or port, and not an address"
    }
    return nil
  }

  /// `Local-part@Domain`; a quoted local part allows more characters.
  private static func isMailbox(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@"), at > text.startIndex else { return false }
    let (local, domain) = (text[..<at], text[text.index(after: at)...])
    let isQuoted = local.count > 2 && local.hasPrefix("\"") && local.hasSuffix("\"")
    guard local.utf8.count <= 64, local.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F || (isQuoted && $0 == 0x20) }),
      isQuoted || !local.utf8.contains(where: { "\"(),:;<>@[\\]".utf8.contains($0) })
    else { return false }
    return isProperDNSName(String(domain)) && !domain.hasPrefix("*") || (domain.hasPrefix("[") && domain.hasSuffix("]"))
  }
}
