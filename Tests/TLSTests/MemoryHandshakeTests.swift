import Cryptography
import Testing
import X509

@testable import TLS

@Suite struct MemoryHandshakeTests {
  private func outcome(
    _ version: TLSVersion, _ algorithm: KeyAlgorithm = .p256, client: ChainVerdict = .accepted,
    server: ChainVerdict = .accepted
  ) throws -> MemoryHandshake.Outcome {
    let root = try Authority("red")
    return try MemoryHandshake(
      client: MemoryHandshake.End(identity: root.identity(algorithm)) { _ in client },
      server: MemoryHandshake.End(identity: root.identity(algorithm)) { _ in server }, version: version
    ).outcome()
  }

  @Test(arguments: TLSVersion.allCases, KeyAlgorithm.allCases.filter { $0 != .rsa3072 && $0 != .rsa4096 })
  func endsThatAcceptEachOtherAreConnected(version: TLSVersion, algorithm: KeyAlgorithm) throws {
    let outcome = try outcome(version, algorithm)
    #expect(outcome.isEstablished)
    #expect(outcome.client.sentAlert == nil && outcome.server.receivedAlert == nil)
  }

  @Test(arguments: TLSVersion.allCases)
  func eachEndSeesTheOthersChain(version: TLSVersion) throws {
    let (red, blue) = (try Authority("red"), try Authority("blue"))
    let client = try red.identity(behind: [red.certificate])
    let server = try blue.identity(behind: [blue.certificate])
    let handshake = MemoryHandshake(
      client: MemoryHandshake.End(identity: client) { $0 == server.chain ? .accepted : .refused(.bad) },
      server: MemoryHandshake.End(identity: server) { $0 == client.chain ? .accepted : .refused(.bad) },
      version: version)
    #expect(try handshake.outcome().isEstablished)
  }

  @Test(
    arguments: TLSVersion.allCases,
    [
      (.unknownAuthority, 48), (.expired, 45), (.revoked, 44), (.unsuitable, 43), (.bad, 42),
    ] as [(ChainVerdict.Reason, UInt8)])
  func aRefusedClientReadsTheAlert(version: TLSVersion, refusal: (ChainVerdict.Reason, UInt8)) throws {
    let outcome = try outcome(version, server: .refused(refusal.0))
    let alert = TLSAlert(number: refusal.1)
    #expect(!outcome.isEstablished)
    #expect(outcome.server.verdict == .refused(refusal.0) && outcome.server.sentAlert == alert)
    #expect(!outcome.server.isFinished && outcome.client.verdict == .accepted)
    #expect(outcome.client.receivedAlert == alert)
    // RFC 8446 section 2: the client of TLS 1.3 is done before it is verified.
    #expect(outcome.client.isFinished == (version == .tls13))
  }

  @Test(arguments: TLSVersion.allCases, ChainVerdict.Reason.allCases)
  func aRefusedServerReadsTheAlert(version: TLSVersion, reason: ChainVerdict.Reason) throws {
    let outcome = try outcome(version, client: .refused(reason))
    #expect(!outcome.isEstablished && !outcome.client.isFinished && !outcome.server.isFinished)
    #expect(outcome.client.verdict == .refused(reason) && outcome.server.verdict == nil)
    #expect(outcome.client.sentAlert != nil && outcome.server.receivedAlert == outcome.client.sentAlert)
  }

  @Test func endsThatRefuseEachOtherEndAtTheFirstRefusal() throws {
    let outcome = try outcome(.tls13, client: .refused(.expired), server: .refused(.revoked))
    #expect(outcome.server.verdict == nil && outcome.server.receivedAlert == TLSAlert(number: 45))
  }

  @Test func aChainThatIsTooLongIsRefusedUnread() throws {
    let root = try Authority("red")
    let long = try root.identity(behind: Array(repeating: root.certificate, count: 40))
    let handshake = MemoryHandshake(
      client: MemoryHandshake.End(identity: try root.identity()) { _ in .accepted },
      server: MemoryHandshake.End(identity: long) { _ in .accepted })
    let outcome = try handshake.outcome()
    #expect(!outcome.isEstablished && outcome.client.verdict == nil && outcome.client.sentAlert != nil)
  }
}
