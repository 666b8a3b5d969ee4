import Diagnostics
import Glibc
import Testing
import X509

@testable import TLS

/// Servers that never come to present themselves.
@Suite(.timeLimit(.minutes(30)))
struct BadServerTests {
  private func failure(
    _ timeout: Duration = .seconds(5), _ script: @escaping @Sendable (Connection) throws -> Void
  ) throws -> (error: TLSError?, endpoint: TLSEndpoint) {
    let server = try ScriptedServer(script)
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.timeout = timeout
    return (#expect(throws: TLSError.self) { try handshake.report() }, server.endpoint)
  }

  @Test func aServerThatHangsIsGivenUp() throws {
    let (error, endpoint) = try failure(.milliseconds(300)) { $0.hang() }
    #expect(error == .timedOut(endpoint, during: .hello, after: .milliseconds(300)))
  }

  @Test func aServerThatTricklesIsGivenUp() throws {
    // A record that announces 16 kB and never comes to its end.
    let (error, endpoint) = try failure(.milliseconds(300)) { connection in
      connection.send([0x16, 3, 3, 0x40, 0])
      for _ in 0..<40 {
        connection.send([2])
        usleep(20_000)
      }
    }
    #expect(error == .timedOut(endpoint, during: .hello, after: .milliseconds(300)))
  }

  @Test func aServerThatStallsAfterItsHelloIsGivenUp() throws {
    let (error, endpoint) = try failure(.milliseconds(300)) { connection in
      connection.send(Self.serverHello(version: 0x0303))
      connection.hang()
    }
    #expect(error == .timedOut(endpoint, during: .certificate, after: .milliseconds(300)))
  }

  @Test func aServerThatClosesAtOnceIsTold() throws {
    let (error, endpoint) = try failure { _ = $0.receive() }
    #expect(error == .closed(endpoint, .endOfStream, during: .hello))
  }

  @Test func aServerThatResetsIsTold() throws {
    let (error, endpoint) = try failure { connection in
      _ = connection.receive()
      connection.reset()
    }
    #expect(error == .closed(endpoint, .reset, during: .hello))
  }

  @Test func aServerThatResetsBeforeItReadsIsTold() throws {
    let (error, endpoint) = try failure { $0.reset() }
    #expect(error == .closed(endpoint, .reset, during: .hello))
  }

  @Test(
    arguments: [
      "HTTP/1.1 400 Bad Request\r\n\r\nno", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/", "<!DOCTYPE HTML>\n<html></html>",
      "<html>no</html>",
    ])
  func plainHTTPIsRecognised(answer: String) throws {
    let (error, endpoint) = try failure { connection in
      _ = connection.receive()
      connection.send(Array(answer.utf8))
    }
    let line = String(answer.prefix { !$0.isNewline })
    #expect(error == .plainHTTP(endpoint, firstLine: line))
  }

  @Test func plainHTTPIsRecognisedFromAServerThatHolds() throws {
    let (error, endpoint) = try failure(.milliseconds(500)) { connection in
      _ = connection.receive()
      connection.send(Array("HTTP".utf8))
      usleep(50_000)
      connection.send(Array("/1.1 400 Bad Request\r\n".utf8))
      connection.hang()
    }
    // libssl gives up at the fifth byte, so only what had come by then can be shown.
    switch error {
    case .plainHTTP(endpoint, _), .notTLS(endpoint, _): break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test(
    arguments: [
      Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8), Array("220 mail.example ESMTP\r\n".utf8), [0], [0xFF, 0xFF, 0xFF],
      [UInt8](repeating: 0xA5, count: 100_000), [0x16, 9, 9, 9, 9, 9],
    ])
  func whatIsNotTLSIsToldWithItsFirstBytes(answer: [UInt8]) throws {
    let (error, endpoint) = try failure { $0.send(answer) }
    guard case .notTLS(endpoint, let opening) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(answer.starts(with: opening) && !opening.isEmpty && opening.count <= 256)
  }

  @Test(
    arguments: [
      [0x16, 3, 3, 0, 4, 99, 0, 0, 0], [0x16, 3, 3, 0, 4, 11, 0, 0, 0], [0x17, 3, 3, 0, 1, 0],
      [0x16, 3, 3, 0xFF, 0xFF, 1],
    ] as [[UInt8]])
  func brokenRecordsAreABrokenHandshake(answer: [UInt8]) throws {
    let (error, endpoint) = try failure { connection in
      connection.send(answer)
      connection.hang()
    }
    guard case .brokenHandshake(endpoint, .hello, let evidence) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!evidence.isEmpty)
  }

  @Test(arguments: [
    (40, "handshake_failure"), (70, "protocol_version"), (112, "unrecognized_name"), (255, "unknown alert"),
  ])
  func alertsAreToldInWords(number: UInt8, name: String) throws {
    let (error, endpoint) = try failure { $0.send([0x15, 3, 3, 0, 2, 2, number]) }
    #expect(error == .alert(endpoint, TLSAlert(number: number), during: .hello))
    #expect(error?.diagnostic.what.description.contains(name) == true)
  }

  @Test(arguments: [(0x0300, "SSL 3.0"), (0x0301, "TLS 1.0"), (0x0302, "TLS 1.1")] as [(UInt16, String)])
  func oldVersionsAreNamed(version: UInt16, name: String) throws {
    let (error, endpoint) = try failure { connection in
      connection.send(Self.serverHello(version: version))
      connection.hang()
    }
    #expect(error == .oldProtocol(endpoint, version: name))
  }

  @Test func aClosedPortIsRefused() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let endpoint = try TLSEndpoint(host: "127.0.0.1", port: ScriptedServer.bind(descriptor, isListening: false))
    #expect(throws: TLSError.refused(endpoint, ["127.0.0.1"])) { try ClientHandshake(to: endpoint).report() }
  }

  @Test func anUnknownHostIsTold() throws {
    var handshake = ClientHandshake(to: try TLSEndpoint("no-such-host.invalid:443"))
    handshake.timeout = .seconds(2)
    let error = #expect(throws: TLSError.self) { try handshake.report() }
    switch error {
    case .unresolved(handshake.endpoint, let reason): #expect(!reason.isEmpty)
    // A machine whose name server does not answer.
    case .timedOut(handshake.endpoint, during: .lookup, after: .seconds(2)): break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test func anAddressThatNoRouteLeadsToIsTold() throws {
    // The broadcast address takes no connections on any machine.
    let endpoint = try TLSEndpoint("255.255.255.255:443")
    let error = #expect(throws: TLSError.self) { try ClientHandshake(to: endpoint).report() }
    guard case .unreachable(endpoint, let failures) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(failures.map(\.address) == ["255.255.255.255"])
  }

  /// A hello that says a version and nothing else: the shape is RFC 5246 section 7.4.1.3.
  static func serverHello(version: UInt16) -> [UInt8] {
    let number = [UInt8(version >> 8), UInt8(version & 0xFF)]
    let suite: [UInt8] = [0xC0, 0x2F]
    let body = number + [UInt8](repeating: 7, count: 32) + [0] + suite + [0]
    let message = [2, 0, 0, UInt8(body.count)] + body
    return [0x16] + number + [0, UInt8(message.count)] + message
  }
}
