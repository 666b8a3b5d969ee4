/// A client handshake with a live server in TLS 1.2 or 1.3. It trusts nothing: the caller verifies the presented chain.
public struct ClientHandshake: Sendable {
  public static let defaultTimeout: Duration = .seconds(5)

  public var endpoint: TLSEndpoint
  /// The server name to send (SNI, RFC 6066 section 3); nil sends none. Defaults to the endpoint's host if that is a
  /// name.
  public var serverName: String?
  /// The application protocols to offer (ALPN, RFC 7301), in order of preference; empty offers none.
  public var applicationProtocols: [String] = []
  /// The identity to present if the server requests a certificate.
  public var identity: TLSIdentity?
  /// The request to send if the server requests a certificate; nil sends none.
  public var request: ProbeRequest?
  /// The time limit for everything: name lookup, connecting, the handshake, and waiting for the server's verdict.
  public var timeout: Duration = Self.defaultTimeout
  /// How long to wait for the answer to ``request`` when the server has accepted us already.
  static let answerTimeout: Duration = .seconds(1)
  public var limits = ChainLimits()

  public init(to endpoint: TLSEndpoint) {
    self.endpoint = endpoint
    serverName = endpoint.serverName
  }

  /// Connects, performs the handshake, and waits for the server's verdict on our certificate. Blocks for at most
  /// `timeout`.
  ///
  /// If the server rejects our certificate after it has proved its own, that is a report, not an error.
  ///
  /// - Throws: ``TLSError`` if the server did not present a certificate and prove possession of its key.
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
    // A limit of one day avoids overflow in the arithmetic of the system's clocks.
    guard timeout > .zero, timeout <= .seconds(86_400) else { throw .invalidOption(.timeout(timeout)) }
    if let serverName,
      serverName.utf8.contains(0x3A) || (try? TLSEndpoint(host: serverName, port: 1))?.serverName == nil
    {
      throw .invalidOption(.serverName(serverName))
    }
    for name in applicationProtocols where !(1...255).contains(name.utf8.count) {
      throw .invalidOption(.applicationProtocol(name))
    }
    // The length of the list is encoded in two octets.
    var room = 65_535
    for name in applicationProtocols {
      room -= 1 + name.utf8.count
      guard room >= 0 else { throw .invalidOption(.applicationProtocol(name)) }
    }
  }
}
