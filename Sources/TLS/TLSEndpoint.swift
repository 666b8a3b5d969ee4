import X509

/// The host and TCP port of a TLS server, written `HOST:PORT` or `[::1]:443`.
public struct TLSEndpoint: Hashable, Sendable {
  /// The host name or IP address, without brackets.
  public let host: String
  /// The TCP port, 1 to 65535.
  public let port: UInt16

  /// An IPv6 address has no brackets here.
  ///
  /// - Throws: ``TLSError/invalidEndpoint(_:_:)`` if the host is neither a name nor an address, or the port is 0.
  public init(host: String, port: UInt16) throws(TLSError) {
    let text = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    guard port != 0 else { throw .invalidEndpoint(text, .port) }
    guard Self.isHost(host) else { throw .invalidEndpoint(text, .host) }
    self.host = host
    self.port = port
  }

  /// Parses `HOST:PORT`; an IPv6 address is in brackets, as in a URL (RFC 3986 section 3.2.2).
  ///
  /// - Throws: ``TLSError/invalidEndpoint(_:_:)``
  public init(_ text: String) throws(TLSError) {
    guard !text.contains("://") else { throw .invalidEndpoint(text, .url) }
    guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") else { throw .invalidEndpoint(text, .noPort) }
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      throw .invalidEndpoint(text, .port)
    }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { throw .invalidEndpoint(text, .host) }
    } else if host.contains(":") {
      throw .invalidEndpoint(text, .brackets)
    }
    guard port != 0 else { throw .invalidEndpoint(text, .port) }
    guard Self.isHost(String(host)) else { throw .invalidEndpoint(text, .host) }
    self.host = String(host)
    self.port = port
  }

  /// The server name to send (SNI); nil for an IP address, which SNI does not allow (RFC 6066 section 3).
  public var serverName: String? {
    SocketAddress.isNumeric(host) ? nil : host.hasSuffix(".") ? String(host.dropLast()) : host
  }

  public enum Fault: String, Hashable, Sendable {
    /// The IPv6 address is not bracketed.
    case brackets = "an IPv6 address needs brackets, because it contains colons"
    /// The host is neither a name nor an address.
    case host = "the part before the port is neither a host name nor an IP address"
    case noPort = "the port is missing"
    /// The port is not a number from 1 to 65535.
    case port = "the port is not a number from 1 to 65535"
    case url = "it is a URL; only its host and port are needed"
  }

  /// A host name, or an IPv6 address that may include a zone such as `%eth0`.
  private static func isHost(_ host: String) -> Bool {
    if host.contains(":") { return SocketAddress.isNumeric(host) }
    // A label with a hyphen in front would be an option to whoever pastes it into a command.
    return HostName(host).map { !$0.isWildcard } ?? false && !host.hasPrefix("-") && !host.contains(".-")
  }
}

extension TLSEndpoint: CustomStringConvertible {
  /// `host:443` or `[::1]:443`.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
