public import X509

/// A mutual handshake between two ends in one process, without sockets: what two meshes would make of each other.
public struct MemoryHandshake: Sendable {
  /// One end.
  public struct End: Sendable {
    /// What it presents.
    public var identity: TLSIdentity
    /// What it makes of the other end's certificates, leaf first; a chain that is not strict DER never comes here.
    public var judge: @Sendable (_ chain: [Certificate]) -> ChainJudgement
    /// What libssl itself judges by, beside the judge; nil leaves everything to the judge.
    public var trust: LibraryTrust?

    /// Describes an end.
    public init(
      identity: TLSIdentity, trust: LibraryTrust? = nil,
      judge: @escaping @Sendable (_ chain: [Certificate]) -> ChainJudgement
    ) {
      self.identity = identity
      self.trust = trust
      self.judge = judge
    }
  }

  /// What came of it at one end.
  public struct EndOutcome: Hashable, Sendable {
    /// What this end made of the other's chain; nil when it did not come to see it.
    public let judgement: ChainJudgement?
    /// What OpenSSL's own path validation made of it; nil when it was not asked, or did not come to see a chain.
    public let libraryVerdict: LibraryVerdict?
    /// The server name (SNI) of the handshake: what the client asked for, as this end knows it.
    public let serverName: String?
    /// Whether the handshake came to its end here. In TLS 1.3 the client's does even if the server then refuses it.
    public let isFinished: Bool
    /// The alert this end gave up with.
    public let sentAlert: TLSAlert?
    /// The alert the other end gave up with, as it was read here.
    public let receivedAlert: TLSAlert?
  }

  /// What came of it at both ends.
  public struct Outcome: Hashable, Sendable {
    /// At the client's end.
    public let client: EndOutcome
    /// At the server's end.
    public let server: EndOutcome

    /// Whether both ends finished, and neither refused the other.
    public var isEstablished: Bool {
      [client, server].allSatisfy {
        $0.isFinished && $0.judgement == .accepted && $0.sentAlert == nil && $0.receivedAlert == nil
      }
    }
  }

  /// The end that calls.
  public var client: End
  /// The end that answers.
  public var server: End
  /// The version to speak.
  public var version: TLSVersion
  /// The server name (SNI) that the client asks for.
  public var serverName: String?

  /// Describes a handshake.
  public init(client: End, server: End, version: TLSVersion = .tls13, serverName: String? = nil) {
    self.client = client
    self.server = server
    self.version = version
    self.serverName = serverName
  }

  /// Shakes hands. A refusal at either end is an outcome, not an error.
  ///
  /// - Throws: ``TLSError/unusableIdentity(_:)`` or ``TLSError/library(_:)`` when an end cannot be set up.
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

/// One end under way.
private final class MemoryEnd {
  private let session: Session
  private var isFinished = false
  private var isOver = false

  init(
    _ end: MemoryHandshake.End, _ side: SessionSettings.Side, _ version: TLSVersion, serverName: String? = nil
  ) throws(TLSError) {
    let trace = HandshakeTrace(limits: ChainLimits(), isLibraryAsked: end.trust != nil) { chain in
      guard let certificates = try? Certificate.decoding(chain) else { return .refused(.bad) }
      return end.judge(certificates)
    }
    let settings = SessionSettings(
      side: side, versions: version.number...version.number, identity: end.identity, serverName: serverName,
      trust: end.trust)
    session = try Session(settings, trace: trace)
  }

  /// Goes as far as the bytes at hand allow; false when that gave the other end nothing to read.
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
    // What follows the handshake is the server's refusal of the client, if there is one (RFC 8446 section 2).
    if !isOver, case .failed = session.read() { isOver = true }
  }

  var outcome: MemoryHandshake.EndOutcome {
    MemoryHandshake.EndOutcome(
      judgement: session.trace.judgement, libraryVerdict: session.trace.libraryVerdict, serverName: session.serverName,
      isFinished: isFinished, sentAlert: session.trace.sentAlert, receivedAlert: session.trace.receivedAlert)
  }
}
