import Cryptography
import Testing
import X509

@testable import TLS

/// What the server makes of our certificate, and how it shows.
@Suite(.enabled(if: !OpenSSLServer.isMissing, "there is no openssl program here"), .timeLimit(.minutes(30)))
struct ServerVerdictTests {
  private static let demanding = ["-Verify", "5", "-verify_return_error"]

  private func report(
    _ identity: TLSIdentity?, trusted: Authority, _ options: [String], timeout: Duration = .seconds(5)
  ) throws -> HandshakeReport {
    let server = try OpenSSLServer(
      trusted.identity(), Self.demanding + options, trusted: [trusted.certificate])
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = identity
    handshake.timeout = timeout
    return try handshake.report()
  }

  @Test(
    arguments: [("-tls1_2", .finishedHandshake), ("-tls1_3", .sessionTicket)]
      as [(String, ServerVerdict.Evidence)], [KeyAlgorithm.p256, .p384, .rsa2048, .ed25519])
  func theRightCertificateIsAccepted(
    version: (String, ServerVerdict.Evidence), algorithm: KeyAlgorithm
  ) throws {
    let root = try Authority("red")
    let report = try report(root.identity(algorithm), trusted: root, [version.0])
    #expect(report.verdict == .accepted(version.1))
    #expect(report.asksForCertificate && report.sentCertificate)
    #expect(report.acceptedAuthorities.map(\.der) == [Array(root.certificate.subject.der)])
    #expect(report.acceptedAuthorities.map(\.description) == ["CN=red root,O=red"])
  }

  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func aCertificateOfAnotherRootIsRejected(version: String) throws {
    let report = try report(Authority("blue").identity(), trusted: Authority("red"), [version])
    #expect(report.verdict == .rejected(TLSAlert(number: 48)))
    #expect(report.sentCertificate && !report.chain.isEmpty)
    #expect(report.verdict.meaning.contains("unknown_ca (48)") && report.verdict.meaning.contains("503"))
  }

  @Test(arguments: ["-tls1_2", "-tls1_3"])
  func anExpiredCertificateIsRejected(version: String) throws {
    let root = try Authority("red")
    let report = try report(root.identity(from: -7200, to: -3600), trusted: root, [version])
    #expect(report.verdict == .rejected(TLSAlert(number: 45)))
  }

  @Test(arguments: [("-tls1_2", 40), ("-tls1_3", 116)] as [(String, UInt8)])
  func comingWithoutACertificateIsRejected(version: String, alert: UInt8) throws {
    let report = try report(nil, trusted: Authority("red"), [version])
    #expect(report.verdict == .rejected(TLSAlert(number: alert)))
    #expect(report.asksForCertificate && !report.sentCertificate)
  }

  @Test(
    arguments: [("-tls1_2", .finishedHandshake), ("-tls1_3", .sessionTicket)] as [(String, ServerVerdict.Evidence)])
  func aServerThatOnlyAsksTakesUsWithoutOne(version: String, evidence: ServerVerdict.Evidence) throws {
    let root = try Authority("red")
    let server = try OpenSSLServer(root.identity(), ["-verify", "5", version])
    let report = try ClientHandshake(to: server.endpoint).report()
    #expect(report.verdict == .accepted(evidence))
    #expect(report.asksForCertificate && !report.sentCertificate)
  }

  @Test func silenceIsNoAcceptance() throws {
    let root = try Authority("red")
    let report = try report(
      root.identity(), trusted: root, ["-tls1_3", "-num_tickets", "0"], timeout: .milliseconds(700))
    #expect(report.verdict == .noObjectionYet)
    #expect(!report.verdict.meaning.contains("accepted us"))
  }
}

/// Servers that end the connection after they have seen our certificate.
@Suite(.timeLimit(.minutes(30)))
struct ServerClosingTests {
  private func verdict(
    _ version: TLSVersion = .tls13, _ ending: @escaping @Sendable (Connection, Session) -> Void
  ) throws -> ServerVerdict {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      if let session = try connection.shakeHands(as: identity, version: version) { ending(connection, session) }
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    return try handshake.report().verdict
  }

  @Test func aBareCloseIsACaseOfItsOwn() throws {
    #expect(try verdict { _, _ in } == .closed(.endOfStream))
  }

  @Test func aResetIsToldFromAClose() throws {
    #expect(try verdict { connection, _ in connection.reset() } == .closed(.reset))
  }

  @Test func aPoliteCloseIsNoAcceptanceEither() throws {
    let verdict = try verdict { connection, session in
      session.close()
      connection.send(session.takeOutput())
    }
    #expect(verdict == .closed(.closeNotify))
  }

  @Test func inTLS12TheFinishedHandshakeCounts() throws {
    #expect(try verdict(.tls12) { _, _ in } == .accepted(.finishedHandshake))
  }

  @Test(arguments: TLSVersion.allCases, ChainVerdict.Reason.allCases)
  func everyAlertIsReadInWords(version: TLSVersion, reason: ChainVerdict.Reason) throws {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      try connection.shakeHands(as: identity, version: version, verdict: .refused(reason))
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    let names: [ChainVerdict.Reason: String] = [
      .unknownAuthority: "unknown_ca", .expired: "certificate_expired", .revoked: "certificate_revoked",
      .unsuitable: "unsupported_certificate", .bad: "bad_certificate",
    ]
    guard case .rejected(let alert) = try handshake.report().verdict else {
      Issue.record("not rejected")
      return
    }
    #expect(alert.name == names[reason])
  }
}

/// Servers of TLS 1.3 that speak before they have seen our certificate (RFC 8446 section 2).
@Suite(.timeLimit(.minutes(30)))
struct EarlyServerTests {
  private static let data = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)

  /// - Parameter ending: What the server does after its early data.
  private func verdict(
    _ ending: @escaping @Sendable (Connection, Session) throws -> Void
  ) throws -> ServerVerdict {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      try ending(connection, try connection.beginHandshake(as: identity, sending: Self.data))
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    handshake.timeout = .milliseconds(700)
    return try handshake.report().verdict
  }

  @Test func earlyDataIsNoAcceptance() throws {
    #expect(try verdict { connection, _ in connection.hang() } == .noObjectionYet)
  }

  @Test func aRejectionAfterEarlyDataIsARejection() throws {
    let root = try Authority("red")
    let identity = try root.identity()
    let server = try ScriptedServer { connection in
      let session = try connection.beginHandshake(
        as: identity, verdict: .refused(.unknownAuthority), sending: Self.data)
      _ = try connection.finish(session)
    }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.identity = try root.identity()
    #expect(try handshake.report().verdict == .rejected(TLSAlert(number: 48)))
  }

  @Test func theAnswerToAKeyUpdateIsAcceptance() throws {
    let verdict = try verdict { connection, session in
      guard try connection.finish(session) else { return }
      // The request comes in the same flight as the last message of the handshake.
      _ = session.read()
      session.write(Self.data)
      connection.send(session.takeOutput())
      connection.hang()
    }
    #expect(verdict == .accepted(.keyUpdate))
  }

  @Test func onlyWhatFollowsOurLastFlightCounts() {
    let answers: [(UInt8, ServerVerdict.Evidence)] = [(4, .sessionTicket), (24, .keyUpdate)]
    for (type, evidence) in answers {
      let trace = HandshakeTrace(limits: ChainLimits()) { _ in .accepted }
      let message = [type, 0, 0, 1, 0]
      trace.note(message, contentType: 22, isSent: false, version: 0x0304)
      #expect(trace.evidence == nil)
      trace.note([24, 0, 0, 1, 1], contentType: 22, isSent: true, version: 0x0304)
      #expect(trace.evidence == nil)
      trace.note(message, contentType: 22, isSent: false, version: 0x0304)
      #expect(trace.evidence == evidence)
    }
  }
}
