import X509

/// Where a TLS server listens: a host and a TCP port, written `HOST:PORT` or `[::1]:443`.
public struct TLSEndpoint: Hashable, Sendable {
  /// The host name or IP address, without brackets.
  public let host: String
  /// The TCP port, 1 to 65535.
  public let port: UInt16

  /// Takes the parts; an IPv6 address stands without brackets.
  ///
  /// - Throws: ``TLSError/invalidEndpoint(_:_:)`` when the host is neither a name nor an address, or the port is 0.
  public init(host: String, port: UInt16) throws(TLSError) {
    let text = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    guard port != 0 else { throw .invalidEndpoint(text, .port) }
    guard Self.isHost(host) else { throw .invalidEndpoint(text, .host) }
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; an IPv6 address stands in brackets, as in a URL (RFC 3986 section 3.2.2).
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

  /// The name to ask the server for (SNI); nil for an IP address, which must not stand there (RFC 6066 section 3).
  public var serverName: String? {
    SocketAddress.isNumeric(host) ? nil : host.hasSuffix(".") ? String(host.dropLast()) : host
  }

  /// What is wrong with the text of an endpoint.
  public enum Fault: String, Hashable, Sendable {
    /// The IPv6 address is not bracketed.
    case brackets = "an IPv6 address stands in brackets there, because it holds colons itself"
    /// The host is neither a name nor an address.
    case host = "what stands before the port is neither a host name nor an IP address"
    /// There is no port.
    case noPort = "the port is missing"
    /// The port is not a number that ports have.
    case port = "the port is not a number from 1 to 65535"
    /// It is a URL.
    case url = "a URL was given where only its host and port belong"
  }

  /// A host name, or what an address is made of between brackets, a zone such as `%eth0` included.
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
