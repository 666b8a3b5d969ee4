import Cryptography
import Testing

@testable import TLS

/// Servers that say nothing until they are asked, as a gateway of a federated mesh.
@Suite(.timeLimit(.minutes(30)))
struct ProbeTests {
  private static func answer(_ status: String) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\nserver: istio-envoy\r\n\r\n".utf8)
  }

  private func report(
    _ version: TLSVersion = .tls13, asking isAsking: Bool = true, timeout: Duration = .seconds(20),
    _ script: @escaping @Sendable (Connection, Session) throws -> Void
  ) throws -> HandshakeReport {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      if let session = try connection.shakeHands(as: identity, version: version) { try script(connection, session) }
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    handshake.timeout = timeout
    if isAsking { handshake.request = ProbeRequest(path: ProbeRequest.discoveryPath, host: "discovery.example.com") }
    return try handshake.report()
  }

  /// Reads a request, and answers it.
  private static func serve(_ connection: Connection, _ session: Session, _ answer: [UInt8]) throws {
    var request: [UInt8] = []
    while !request.ends(with: Array("\r\n\r\n".utf8)) {
      _ = session.drain { request += $0 }
      guard !request.ends(with: Array("\r\n\r\n".utf8)) else { break }
      let bytes = connection.receive()
      guard !bytes.isEmpty else { return }
      try session.supply(bytes)
    }
    guard request.starts(with: Array("GET /v1/services/ HTTP/1.1\r\nHost: discovery.example.com\r\n".utf8)) else {
      return
    }
    session.write(answer)
    connection.send(session.takeOutput())
    connection.hang()
  }

  @Test(
    arguments: [(TLSVersion.tls13, ServerVerdict.Evidence.keyUpdate), (.tls12, .finishedHandshake)],
    ["200 OK", "403 Forbidden", "404 Not Found", "503 Service Unavailable"])
  func theAnswerShowsTheVerdictAtOnce(version: (TLSVersion, ServerVerdict.Evidence), status: String) throws {
    var report: HandshakeReport?
    let spent = try ContinuousClock().measure {
      report = try self.report(version.0) { try Self.serve($0, $1, Self.answer(status)) }
    }
    #expect(report?.verdict == .accepted(version.1))
    #expect(report?.answer?.status == Int(status.prefix(3)))
    #expect(report?.answer?.isForbidden == status.hasPrefix("403"))
    #expect(report?.meaning.contains(status.prefix(3)) == true)
    #expect(spent < .seconds(5))
  }

  @Test func withoutTheQuestionSuchAServerIsSilent() throws {
    let report = try report(asking: false, timeout: .milliseconds(700)) {
      try Self.serve($0, $1, Self.answer("200 OK"))
    }
    #expect(report.verdict == .noObjectionYet && report.answer == nil)
  }

  @Test func aServerThatDoesNotAnswerTheQuestionIsStillSilent() throws {
    let report = try report(timeout: .milliseconds(700)) { connection, _ in connection.hang() }
    #expect(report.verdict == .noObjectionYet && report.answer == nil)
  }

  @Test func acceptanceDoesNotWaitForTheAnswer() throws {
    let spent = try ContinuousClock().measure {
      let report = try report(.tls12) { connection, _ in connection.hang() }
      #expect(report.verdict == .accepted(.finishedHandshake) && report.answer == nil)
    }
    #expect(spent < .seconds(10))
  }

  /// What a server has sent before it can have seen our certificate answers nothing.
  @Test func earlyDataIsNoAnswer() throws {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      let session = try connection.beginHandshake(as: identity, sending: Self.answer("200 OK"))
      guard try connection.finish(session) else { return }
      try Self.serve(connection, session, Self.answer("403 Forbidden"))
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    handshake.request = ProbeRequest(path: ProbeRequest.discoveryPath, host: "discovery.example.com")
    let report = try handshake.report()
    #expect(report.verdict == .accepted(.keyUpdate))
    #expect(report.answer?.status == 403)
  }

  @Test func earlyDataAndSilenceAreNoAcceptance() throws {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      _ = try connection.beginHandshake(as: identity, sending: Self.answer("200 OK"))
      connection.hang()
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    handshake.timeout = .milliseconds(700)
    handshake.request = ProbeRequest(path: ProbeRequest.discoveryPath, host: "discovery.example.com")
    let report = try handshake.report()
    #expect(report.verdict == .noObjectionYet && report.answer == nil)
  }

  @Test(arguments: ["", "HTTP/1.1 200", "HTTP/2 200 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n", "SSH-2.0\r\n"])
  func onlyAStatusLineIsAnAnswer(text: String) {
    #expect(ProbeAnswer(Array(text.utf8)) == nil)
  }

  @Test func everyProtocolHasItsQuestion() {
    let request = ProbeRequest(path: "/", host: "a.example.com")
    #expect(request.octets(in: nil) == request.octets(in: "http/1.1"))
    #expect(request.octets(in: "h2")?.starts(with: Array("PRI * HTTP/2.0".utf8)) == true)
    #expect(request.octets(in: "istio-peer-exchange") == nil)
  }
}

extension [UInt8] {
  fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
