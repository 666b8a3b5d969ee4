public import X509

/// A mutual handshake between two ends in one process, without sockets: predicts how two meshes would treat each other.
public struct MemoryHandshake: Sendable {
  public struct End: Sendable {
    public var identity: TLSIdentity
    /// Decides on the other end's certificates, leaf first. Chains that are not strict DER are rejected before.
    public var verify: @Sendable (_ chain: [Certificate]) -> ChainVerdict
    /// If not nil, libssl also verifies the chain, independently.
    public var trust: LibraryTrust?

    public init(
      identity: TLSIdentity, trust: LibraryTrust? = nil,
      verify: @escaping @Sendable (_ chain: [Certificate]) -> ChainVerdict
    ) {
      self.identity = identity
      self.trust = trust
      self.verify = verify
    }
  }

  /// The result at one end.
  public struct EndOutcome: Hashable, Sendable {
    /// This end's decision on the other's chain; nil if it did not receive one.
    public let verdict: ChainVerdict?
    /// The result of OpenSSL's path validation; nil if it did not run or no chain was received.
    public let libraryVerdict: LibraryVerdict?
    /// The server name (SNI) that the client sent, as known at this end.
    public let serverName: String?
    /// Whether the handshake finished here. In TLS 1.3 the client finishes even if the server then rejects it.
    public let isFinished: Bool
    /// The alert that this end sent.
    public let sentAlert: TLSAlert?
    /// The other end's alert, as received here.
    public let receivedAlert: TLSAlert?
  }

  /// The result at both ends.
  public struct Outcome: Hashable, Sendable {
    public let client: EndOutcome
    public let server: EndOutcome

    /// Whether both ends finished and neither rejected the other.
    public var isEstablished: Bool {
      [client, server].allSatisfy {
        $0.isFinished && $0.verdict == .accepted && $0.sentAlert == nil && $0.receivedAlert == nil
      }
    }
  }

  public var client: End
  public var server: End
  public var version: TLSVersion
  /// The server name (SNI) that the client sends.
  public var serverName: String?

  public init(client: End, server: End, version: TLSVersion = .tls13, serverName: String? = nil) {
    self.client = client
    self.server = server
    self.version = version
    self.serverName = serverName
  }

  /// Performs the handshake. Rejection at either end is a result, not an error.
  ///
  /// - Throws: ``TLSError/unusableIdentity(_:)`` or ``TLSError/library(_:)`` if an end cannot be set up.
  public func outcome() throws(TLSError) -> Outcome {
    let ends = [
      try MemoryEnd(client, .client, version, serverName: serverName), try MemoryEnd(server, .server, version),
    ]
    var isMoving = true
    while isMoving {
      isMoving = try ends[0].step(towards: ends[1])
      isMoving = try ends[1].step(towards: ends[0]) || isMoving
    }
    return Outcome(client: ends[0].outcome, server: ends[1].outcome)
  }
}

private final class MemoryEnd {
  private let session: Session
  private var isFinished = false
  private var isOver = false

  init(
    _ end: MemoryHandshake.End, _ side: SessionSettings.Side, _ version: TLSVersion, serverName: String? = nil
  ) throws(TLSError) {
    let trace = HandshakeTrace(limits: ChainLimits(), isLibraryAsked: end.trust != nil) { chain in
      guard let certificates = try? Certificate.decoding(chain) else { return .refused(.bad) }
      return end.verify(certificates)
    }
    let settings = SessionSettings(
      side: side, versions: version.number...version.number, identity: end.identity, serverName: serverName,
      trust: end.trust)
    session = try Session(settings, trace: trace)
  }

  /// Proceeds as far as the available bytes allow; false if this produced nothing for the other end.
  func step(towards other: MemoryEnd) throws(TLSError) -> Bool {
    if !isOver { advance() }
    let bytes = session.takeOutput()
    guard !bytes.isEmpty else { return false }
    try other.session.supply(bytes)
    return true
  }

  private func advance() {
    if !isFinished {
      switch session.advance() {
      case .done: isFinished = true
      case .starved: return
      case .ended, .failed: isOver = true
      }
    }
    // After the handshake only a rejection of the client by the server can follow (RFC 8446 section 2).
    if !isOver, case .failed = session.read() { isOver = true }
  }

  var outcome: MemoryHandshake.EndOutcome {
    MemoryHandshake.EndOutcome(
      verdict: session.trace.verdict, libraryVerdict: session.trace.libraryVerdict, serverName: session.serverName,
      isFinished: isFinished, sentAlert: session.trace.sentAlert, receivedAlert: session.trace.receivedAlert)
  }
}
