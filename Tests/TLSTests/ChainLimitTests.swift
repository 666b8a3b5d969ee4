import Cryptography
import Testing
import X509

@testable import TLS

/// Servers that present more than is read.
@Suite(.timeLimit(.minutes(30)))
struct ChainLimitTests {
  private func outcome(
    _ copies: Int, _ version: TLSVersion, _ limits: ChainLimits = ChainLimits()
  ) throws -> Result<HandshakeReport, TLSError> {
    let root = try Authority("red")
    let identity = try root.identity(behind: Array(repeating: root.certificate, count: copies))
    let server = try ScriptedServer { try $0.shakeHands(as: identity, version: version)?.close() }
    var handshake = ClientHandshake(to: server.endpoint)
    handshake.limits = limits
    do {
      return .success(try handshake.report())
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: TLSVersion.allCases)
  func aChainAtTheLimitIsRead(version: TLSVersion) throws {
    #expect(try outcome(31, version).get().chain.count == 32)
  }

  @Test(arguments: TLSVersion.allCases)
  func aChainOfTooManyCertificatesIsRefused(version: TLSVersion) throws {
    guard case .failure(.oversizedChain(_, let excess)) = try outcome(32, version) else {
      Issue.record("not refused")
      return
    }
    #expect(excess == .certificates(found: 33, limit: 32))
  }

  @Test(arguments: TLSVersion.allCases)
  func aChainOfTooManyBytesIsRefused(version: TLSVersion) throws {
    let result = try outcome(10, version, ChainLimits(octets: 4000))
    guard case .failure(.oversizedChain(_, let excess)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(excess == .octets(limit: 4000))
  }

  @Test func byDefaultAHundredThousandBytesAreRead() throws {
    let result = try outcome(300, .tls13)
    guard case .failure(.oversizedChain(_, .octets(limit: 100_000))) = result else {
      Issue.record("\(result)")
      return
    }
  }
}
