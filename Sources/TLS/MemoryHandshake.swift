public import X509

/// A mutual handshake between two ends in one process, without sockets: what two meshes would make of each other.
public struct MemoryHandshake: Sendable {
  /// One end.
  public struct End: Sendable {
    /// What it presents.
    public var identity: TLSIdentity
    /// What it makes of the other end's certificates, leaf first; a chain that is not strict DER never comes here.
    public var judge: @Sendable (_ chain: [Certificate]) -> ChainJudgement

    /// Describes an end.
    public init(identity: TLSIdentity, judge: @escaping @Sendable (_ chain: [Certificate]) -> ChainJudgement) {
      self.identity = identity
      self.judge = judge
    }
  }

  /// What came of it at one end.
  public struct EndOutcome: Hashable, Sendable {
    /// What this end made of the other's chain; nil when it did not come to see it.
    public let judgement: ChainJudgement?
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

  /// Describes a handshake.
  public init(client: End, server: End, version: TLSVersion = .tls13) {
    self.client = client
    self.server = server
    self.version = version
  }

  /// Shakes hands. A refusal at either end is an outcome, not an error.
  ///
  /// - Throws: ``TLSError/unusableIdentity(_:)`` or ``TLSError/library(_:)`` when an end cannot be set up.
  public func outcome() throws(TLSError) -> Outcome {
    let ends = [try MemoryEnd(client, .client, version), try MemoryEnd(server, .server, version)]
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

  init(_ end: MemoryHandshake.End, _ side: SessionSettings.Side, _ version: TLSVersion) throws(TLSError) {
    let trace = HandshakeTrace(limits: ChainLimits()) { chain in
      guard let certificates = try? Certificate.decoding(chain) else { return .refused(.bad) }
      return end.judge(certificates)
    }
    let settings = SessionSettings(side: side, versions: version.number...version.number, identity: end.identity)
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
      judgement: session.trace.judgement, isFinished: isFinished, sentAlert: session.trace.sentAlert,
      receivedAlert: session.trace.receivedAlert)
  }
}
