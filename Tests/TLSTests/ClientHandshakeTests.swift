import Cryptography
import Testing
import X509

@testable import TLS

/// Against `openssl s_server`: what a handshake reports of a server that has nothing to say about us.
@Suite(.enabled(if: !OpenSSLServer.isMissing, "there is no openssl program here"), .timeLimit(.minutes(30)))
struct ClientHandshakeTests {
  @Test(arguments: TLSVersion.allCases)
  func theChainComesAsItWasSent(version: TLSVersion) throws {
    let root = try Authority("red")
    let identity = try root.identity(behind: [root.certificate])
    let server = try OpenSSLServer(identity, [version == .tls12 ? "-tls1_2" : "-tls1_3"])
    let report = try ClientHandshake(to: server.endpoint).report()
    #expect(report.version == version)
    #expect(report.chain == identity.chain.map(\.der))
    #expect(try report.certificates() == identity.chain)
    #expect(report.verdict == .notAsked && !report.asksForCertificate && !report.sentCertificate)
    #expect(report.endpoint == server.endpoint && report.address == "127.0.0.1")
    #expect(report.serverName == nil && report.applicationProtocol == nil && report.acceptedAuthorities.isEmpty)
    #expect(report.cipher.contains("AES") || report.cipher.contains("CHACHA20"))
  }

  @Test func aNameIsLookedUpAndSent() throws {
    let server = try OpenSSLServer(Authority("red").identity(), [])
    let endpoint = try TLSEndpoint(host: "localhost", port: server.endpoint.port)
    let report = try ClientHandshake(to: endpoint).report()
    #expect(report.serverName == "localhost" && report.address == "127.0.0.1")
  }

  @Test func theServerNameChoosesTheCertificate() throws {
    let root = try Authority("red")
    let identity = try root.identity()
    let options = ["-servername", "right.example", "-servername_fatal", "-cert2", "cert.pem", "-key2", "key.pem"]
    let server = try OpenSSLServer(identity, options)
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.serverName = "right.example"
    #expect(try handshake.report().serverName == "right.example")
    handshake.serverName = "wrong.example"
    #expect(throws: TLSError.alert(server.endpoint, TLSAlert(number: 112), during: .hello)) {
      try handshake.report()
    }
  }

  @Test func theServerChoosesAmongOurProtocols() throws {
    let server = try OpenSSLServer(Authority("red").identity(), ["-alpn", "istio,h2"])
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.applicationProtocols = ["http/1.1", "h2"]
    #expect(try handshake.report().applicationProtocol == "h2")
    handshake.applicationProtocols = ["spdy/1"]
    #expect(throws: TLSError.alert(server.endpoint, TLSAlert(number: 120), during: .hello)) {
      try handshake.report()
    }
  }

  @Test(arguments: [["-cipher", "AES128-GCM-SHA256", "-tls1_2"], ["-tls1_2", "-cipher", "PSK"]])
  func aServerWithoutACommonCipherSaysSo(options: [String]) throws {
    let server = try OpenSSLServer(Authority("red").identity(.rsa2048), options)
    #expect(throws: TLSError.alert(server.endpoint, TLSAlert(number: 40), during: .hello)) {
      try ClientHandshake(to: server.endpoint).report()
    }
  }

  @Test(arguments: ["-tls1", "-tls1_1"])
  func aServerOfTheLastCenturySaysSo(option: String) throws {
    let server = try OpenSSLServer(Authority("red").identity(), [option, "-cipher", "ALL:@SECLEVEL=0"])
    #expect(throws: TLSError.alert(server.endpoint, TLSAlert(number: 70), during: .hello)) {
      try ClientHandshake(to: server.endpoint).report()
    }
  }

  @Test func aFlightChangedOnTheWayIsNotBelieved() throws {
    let identity = try Authority("red").identity()
    let server = try ScriptedServer { connection in
      let session = try Session(
        SessionSettings(side: .server, identity: identity),
        trace: HandshakeTrace(limits: ChainLimits()) { _ in .accepted })
      try session.supply(connection.receive())
      _ = session.advance()
      var flight = session.takeOutput()
      flight[flight.count - 1] ^= 1
      connection.send(flight)
      connection.hang()
    }
    let error = #expect(throws: TLSError.self) { try ClientHandshake(to: server.endpoint).report() }
    guard case .brokenHandshake(server.endpoint, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
