/// The host of a URI, read in the one way that no two readers of URIs disagree on (RFC 3986 section 3.2).
enum URIHost {
  /// A URI without an authority has no host.
  case none
  /// A name, in the form that constraints compare.
  case name(HostName)
  /// An address, of either version.
  case address
  /// It is no URI, for the reason given.
  case broken(String)

  init(_ uri: [UInt8]) {
    guard let colon = uri.prefix(Self.maximumAuthority).firstIndex(of: UInt8(ascii: ":")), Self.isScheme(uri[..<colon]),
      colon + 1 < uri.count
    else {
      self = .broken("a URI has a scheme, and something behind it")
      return
    }
    guard uri.allSatisfy(Self.isOfURI) else {
      self = .broken("it holds a character that no URI has")
      return
    }
    let rest = uri[(colon + 1)...]
    guard rest.count >= 2, rest[colon + 1] == UInt8(ascii: "/"), rest[colon + 2] == UInt8(ascii: "/") else {
      self = .none
      return
    }
    self = Self.authority(rest.dropFirst(2))
  }

  /// The host between user information and port.
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
      return .broken("its port is none")
    }
    if isLiteral { return host.last == UInt8(ascii: "]") && host.count > 3 ? .address : .broken("its address is none") }
    guard let name = HostName(host), !name.isWildcard else {
      return .broken("its host is neither a name nor an address")
    }
    return name.isAddress ? .address : .name(name)
  }

  /// No host needs more; a bound, so that a hostile name costs no more than an honest one.
  private static let maximumAuthority = 1024

  private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { byte in
      isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
    }
  }

  /// Whether RFC 3986 lets the byte stand in a URI.
  private static func isOfURI(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: false
    default: byte > 0x20 && byte < 0x7F
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
