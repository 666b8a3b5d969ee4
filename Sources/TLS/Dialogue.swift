import Cryptography

/// A handshake in progress: carries bytes between a socket and a session until one of them is done.
struct Dialogue: ~Copyable {
  private let handshake: ClientHandshake
  private var socket: Socket
  private let session: Session
  private let deadline: Deadline
  /// The server's first bytes, in case they are not TLS.
  private var opening: [UInt8] = []
  /// What the server sent after it had accepted us.
  private var answer: [UInt8] = []

  private enum Outcome {
    case done
    case failed(OpenSSLError)
    case closed(ServerVerdict.Closing)
    case silent
  }

  init(_ handshake: ClientHandshake, socket: consuming Socket, session: Session, deadline: Deadline) {
    self.handshake = handshake
    self.socket = socket
    self.session = session
    self.deadline = deadline
  }

  /// Performs the handshake and waits for the server's verdict.
  mutating func report() throws(TLSError) -> HandshakeReport {
    let request = handshake.request
    let outcome = try converse({ session, _ in Self.finish(session, request) }, until: { _, _ in false })
    let verdict = try verdict(after: outcome)
    guard let version = session.version, let chain = session.trace.peerChain, session.peerProvedItsKey else {
      throw .brokenHandshake(handshake.endpoint, during: stage, evidence: "the server did not prove to have the key")
    }
    if case .done = outcome {
      session.close()
      socket.send(session.takeOutput(), until: deadline)
    }
    return HandshakeReport(
      endpoint: handshake.endpoint, address: socket.peer.description, version: version, cipher: session.cipher,
      applicationProtocol: session.applicationProtocol, serverName: handshake.serverName, chain: chain,
      asksForCertificate: session.trace.isAsked, acceptedAuthorities: session.acceptedAuthorities,
      sentCertificate: session.trace.sentCertificates ?? 0 > 0, verdict: verdict, answer: ProbeAnswer(answer))
  }

  private mutating func verdict(after outcome: Outcome) throws(TLSError) -> ServerVerdict {
    guard case .done = outcome else {
      // Only what the server does after our Certificate message can be its verdict on it.
      guard session.trace.isAsked, session.trace.sentCertificates != nil, session.peerProvedItsKey else {
        throw failure(outcome)
      }
      return try verdict(of: outcome)
    }
    guard session.trace.isAsked else { return .notAsked }
    guard session.version == .tls13 else {
      // The answer says more, and nothing that the server does now takes its acceptance back.
      if isAnswerAwaited { _ = try listen() }
      return .accepted(.finishedHandshake)
    }
    return try verdict(of: listen())
  }

  /// Reads until the server has accepted us, and has answered our request if there is one.
  private mutating func listen() throws(TLSError) -> Outcome {
    let isAnswerAwaited = isAnswerAwaited
    return try converse(
      { session, answer in
        // What a server sends before it has accepted us is no answer to us.
        session.drain { bytes in if session.hasAccepted { answer += bytes.prefix(256 - min(answer.count, 256)) } }
      },
      until: { session, answer in
        session.hasAccepted && (!isAnswerAwaited || answer.count >= 256 || ProbeAnswer(answer) != nil)
      })
  }

  /// Whether a request was sent whose answer can be read.
  private var isAnswerAwaited: Bool {
    guard let request = handshake.request else { return false }
    let name = session.applicationProtocol
    return request.octets(in: name) != nil && request.isAnsweredInText(in: name)
  }

  /// Continues the handshake. Where only an answer can show the server's verdict, the question goes out together with
  /// our last flight: a server that takes us reads both, and one that does not reads neither.
  private static func finish(_ session: Session, _ request: ProbeRequest?) -> Session.Progress {
    var progress = session.advance()
    guard case .done = progress, session.trace.isAsked else { return progress }
    if session.version == .tls13 {
      // What came before our certificate is read first, so that nothing of it can pass for an answer.
      let rest = session.drain()
      guard case .starved = rest else { return rest }
      progress = session.requestKeyUpdate()
    }
    guard case .done = progress, let octets = request?.octets(in: session.applicationProtocol) else { return progress }
    return session.write(octets)
  }

  private func verdict(of outcome: Outcome) throws(TLSError) -> ServerVerdict {
    switch outcome {
    case .done: return session.trace.evidence.map(ServerVerdict.accepted) ?? .noObjectionYet
    case .closed(let closing): return session.trace.evidence.map(ServerVerdict.accepted) ?? .closed(closing)
    case .silent: return session.trace.evidence.map(ServerVerdict.accepted) ?? .noObjectionYet
    case .failed:
      guard let alert = session.trace.receivedAlert else { throw failure(outcome) }
      return .rejected(alert)
    }
  }

  /// Repeats a step until it is done, enough has been seen, or it cannot continue.
  private mutating func converse(
    _ step: (Session, inout [UInt8]) -> Session.Progress, until isEnough: (Session, [UInt8]) -> Bool
  ) throws(TLSError) -> Outcome {
    var end = deadline
    var isAccepted = false
    while true {
      let progress = step(session, &answer)
      socket.send(session.takeOutput(), until: deadline)
      switch progress {
      case .done: return .done
      case .ended: return .closed(.closeNotify)
      case .failed(let error): return .failed(error)
      case .starved: if isEnough(session, answer) { return .done }
      }
      if !isAccepted, session.hasAccepted {
        isAccepted = true
        end = deadline.orAfter(ClientHandshake.answerTimeout)
      }
      switch socket.receive(until: end) {
      case .bytes(let bytes):
        opening += bytes.prefix(256 - opening.count)
        try session.supply(bytes)
      case .endOfStream: return .closed(.endOfStream)
      case .reset: return .closed(.reset)
      case .timedOut: return .silent
      }
    }
  }
}

extension Session {
  /// Whether the server has shown that it accepted our certificate. In TLS 1.2 it finishes only then.
  fileprivate var hasAccepted: Bool { version == .tls13 ? trace.evidence != nil : isFinished }
}

extension Dialogue {
  /// How far the server had got at the end.
  private var stage: HandshakeStage {
    if session.trace.serverHelloVersion == nil { return .hello }
    return session.trace.peerChain == nil ? .certificate : .finishing
  }

  /// The error for a handshake that ended before the server proved possession of its key.
  private func failure(_ outcome: Outcome) -> TLSError {
    let endpoint = handshake.endpoint
    if let foreign = foreignSpeech { return foreign }
    switch outcome {
    case .closed(let closing): return .closed(endpoint, closing, during: stage)
    case .silent: return .timedOut(endpoint, during: stage, after: handshake.timeout)
    case .done: return .brokenHandshake(endpoint, during: stage, evidence: "it ended too early")
    case .failed(let error):
      if let alert = session.trace.receivedAlert { return .alert(endpoint, alert, during: stage) }
      return oldProtocol ?? excess(error) ?? .brokenHandshake(endpoint, during: stage, evidence: "\(error)")
    }
  }

  /// A TLS record begins with its type, 20 to 23, and a version 3.x (RFC 8446 section 5.1).
  private var foreignSpeech: TLSError? {
    // An answer without a status line is HTTP/0.9, to which some servers fall back for unreadable requests.
    let text = String(decoding: opening.prefix(16), as: UTF8.self).lowercased()
    if ["http/", "<!doctype", "<html"].contains(where: text.hasPrefix) {
      let line = opening.prefix { $0 != 0x0D && $0 != 0x0A }
      return .plainHTTP(handshake.endpoint, firstLine: String(decoding: line.prefix(80), as: UTF8.self))
    }
    guard let first = opening.first else { return nil }
    let isRecord = (20...23).contains(first) && opening.dropFirst().first ?? 3 == 3
    return isRecord ? nil : .notTLS(handshake.endpoint, opening: opening)
  }

  private var oldProtocol: TLSError? {
    guard let version = session.trace.serverHelloVersion, version < 0x0303 else { return nil }
    return .oldProtocol(handshake.endpoint, version: TLSVersion.name(ofNumber: version))
  }

  private func excess(_ error: OpenSSLError) -> TLSError? {
    if session.trace.isChainTooLong, let found = session.trace.peerChain?.count {
      return .oversizedChain(
        handshake.endpoint, .certificates(found: found, limit: handshake.limits.certificates))
    }
    guard error.saysMessageTooLong else { return nil }
    return .oversizedChain(handshake.endpoint, .octets(limit: handshake.limits.octets))
  }
}
