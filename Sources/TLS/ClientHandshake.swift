/// A handshake as a client with a live server, in TLS 1.2 or 1.3, that trusts nothing: what the server presents is
/// handed out, for the caller to judge. A plain value with one verb: ``report()``.
public struct ClientHandshake: Sendable {
  /// The time that a handshake may take unless told otherwise.
  public static let defaultTimeout: Duration = .seconds(5)

  /// Where the server is.
  public var endpoint: TLSEndpoint
  /// The server name to send (SNI, RFC 6066 section 3); nil sends none. At first the endpoint's host, if it is a name.
  public var serverName: String?
  /// The application protocols to offer (ALPN, RFC 7301), the preferred one first; empty offers none.
  public var applicationProtocols: [String] = []
  /// What to present when the server asks for a certificate.
  public var identity: TLSIdentity?
  /// The time for everything together: the name service, connecting, the handshake, and waiting for the verdict.
  public var timeout: Duration = Self.defaultTimeout
  /// How much of the server's chain is read.
  public var limits = ChainLimits()

  /// A handshake with the server at `endpoint`.
  public init(to endpoint: TLSEndpoint) {
    self.endpoint = endpoint
    serverName = endpoint.serverName
  }

  /// Connects, shakes hands, and waits for what the server makes of us; blocks no longer than `timeout`.
  ///
  /// A server that refuses our certificate after it has proved its own gives a report, not an error.
  ///
  /// - Throws: ``TLSError`` when the server did not come to present itself and prove its key.
  public func report() throws(TLSError) -> HandshakeReport {
    try check()
    let deadline = Deadline(after: timeout)
    let addresses = try NameLookup.addresses(of: endpoint, deadline: deadline, timeout: timeout)
    let socket = try Socket.connecting(to: endpoint, at: addresses, deadline: deadline, timeout: timeout)
    let trace = HandshakeTrace(limits: limits) { _ in .accepted }
    let settings = SessionSettings(
      side: .client, identity: identity, serverName: serverName, applicationProtocols: applicationProtocols,
      limits: limits)
    var dialogue = Dialogue(self, socket: socket, session: try Session(settings, trace: trace), deadline: deadline)
    return try dialogue.report()
  }

  private func check() throws(TLSError) {
    // A day keeps the arithmetic of the system's clocks far from its ends.
    guard timeout > .zero, timeout <= .seconds(86_400) else { throw .invalidOption(.timeout(timeout)) }
    if let serverName,
      serverName.utf8.contains(0x3A) || (try? TLSEndpoint(host: serverName, port: 1))?.serverName == nil
    {
      throw .invalidOption(.serverName(serverName))
    }
    for name in applicationProtocols where !(1...255).contains(name.utf8.count) {
      throw .invalidOption(.applicationProtocol(name))
    }
    // The list has a length of two octets.
    var room = 65_535
    for name in applicationProtocols {
      room -= 1 + name.utf8.count
      guard room >= 0 else { throw .invalidOption(.applicationProtocol(name)) }
    }
  }
}
