/// The host of a URI, parsed so strictly that no two parsers disagree (RFC 3986 section 3.2).
enum URIHost {
  /// A URI without an authority has no host.
  case none
  /// A name, in the form compared with constraints.
  case name(HostName)
  /// An IPv4 or IPv6 address.
  case address
  /// The trust domain of a SPIFFE ID that is no host name, such as one with a label of more than 63 bytes. No name
  /// constraint can speak of it.
  case trustDomain
  /// Not a URI, with the reason.
  case broken(String)

  init(_ uri: [UInt8]) {
    guard let colon = uri.prefix(Self.maximumAuthority).firstIndex(of: UInt8(ascii: ":")), Self.isScheme(uri[..<colon]),
      colon + 1 < uri.count
    else {
      self = .broken("it has no scheme, or nothing after the scheme")
      return
    }
    guard uri.allSatisfy(Self.isOfURI) else {
      self = .broken("it contains a character that is not allowed in a URI")
      return
    }
    let rest = uri[(colon + 1)...]
    guard rest.count >= 2, rest[colon + 1] == UInt8(ascii: "/"), rest[colon + 2] == UInt8(ascii: "/") else {
      self = .none
      return
    }
    let authority = Self.authority(rest.dropFirst(2))
    if case .broken = authority, Self.isTrustDomain(rest.dropFirst(2), scheme: uri[..<colon]) {
      self = .trustDomain
    } else {
      self = authority
    }
  }

  /// SPIFFE-ID section 2.1: up to 255 lower-case letters, digits, dots, hyphens and underscores.
  private static func isTrustDomain(_ rest: ArraySlice<UInt8>, scheme: ArraySlice<UInt8>) -> Bool {
    let name = rest.prefix(256).prefix { $0 != UInt8(ascii: "/") }
    return scheme.elementsEqual("spiffe".utf8) && (1...255).contains(name.count)
      && name.allSatisfy { (0x61...0x7A).contains($0) || isDigit($0) || "._-".utf8.contains($0) }
  }

  private static func authority(_ rest: ArraySlice<UInt8>) -> URIHost {
    var host = rest.prefix(maximumAuthority)
      .prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard host.count < maximumAuthority else { return .broken("its authority is too long") }
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
    var port: ArraySlice<UInt8> = []
    let isLiteral = host.first == UInt8(ascii: "[")
    if isLiteral, let end = host.firstIndex(of: UInt8(ascii: "]")) {
      (host, port) = (host[...end], host[(end + 1)...])
    } else if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      (host, port) = (host[..<colon], host[colon...])
    }
    guard port.isEmpty || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(isDigit)) else {
      return .broken("invalid port")
    }
    if isLiteral { return host.last == UInt8(ascii: "]") && host.count > 3 ? .address : .broken("bad IPv6 literal") }
    guard let name = HostName(host), !name.isWildcard else {
      return .broken("its host is neither a valid name nor an address")
    }
    return name.isDottedQuad ? .address : .name(name)
  }

  /// A bound on the cost of hostile names; no host needs more.
  private static let maximumAuthority = 1024

  private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { byte in
      isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
    }
  }

  /// Whether RFC 3986 allows the byte in a URI.
  private static func isOfURI(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: false
    default: byte > 0x20 && byte < 0x7F
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
