import Cryptography
import Testing
import X509

@testable import TLS

/// libssl verifies with its own store beside our callback, and neither knows of the other.
@Suite struct LibraryTrustTests {
  private func outcome(
    _ trusted: [Certificate], presenting server: TLSIdentity, at time: Timestamp = .present, host: String? = nil,
    verify: ChainVerdict = .accepted
  ) throws -> MemoryHandshake.Outcome {
    let trust = LibraryTrust(store: try TrustStore(trusted), time: time, hostName: host)
    let client = try Authority("client").identity()
    return try MemoryHandshake(
      client: MemoryHandshake.End(identity: client, trust: trust) { _ in verify },
      server: MemoryHandshake.End(identity: server) { _ in .accepted }, serverName: "red.example"
    ).outcome()
  }

  @Test func acceptsWhatLeadsToItsStore() throws {
    let red = try Authority("red")
    let outcome = try outcome([red.certificate], presenting: red.identity())
    #expect(outcome.isEstablished && outcome.client.libraryVerdict?.isAccepted == true)
    #expect(outcome.server.libraryVerdict == nil)
    #expect(outcome.server.serverName == "red.example" && outcome.client.serverName == "red.example")
  }

  @Test func refusesWithTheAlertOfItsOwnReason() throws {
    let (red, blue) = (try Authority("red"), try Authority("blue"))
    let cases: [(roots: [Certificate], time: Timestamp, host: String?, number: Int32, alert: UInt8)] = [
      ([blue.certificate], .present, nil, 20, 48), ([], .present, nil, 20, 48),
      ([red.certificate], .present + 7200, nil, 10, 45), ([red.certificate], .present, "red.example", 62, 42),
    ]
    for item in cases {
      let outcome = try outcome(item.roots, presenting: red.identity(), at: item.time, host: item.host)
      #expect(!outcome.isEstablished && outcome.client.verdict == .accepted)
      #expect(outcome.client.libraryVerdict?.number == item.number)
      #expect(outcome.client.sentAlert == TLSAlert(number: item.alert))
      #expect(outcome.client.libraryVerdict?.reason.isEmpty == false)
    }
  }

  @Test func eachOfTheTwoCanRefuseAlone() throws {
    let red = try Authority("red")
    let outcome = try outcome([red.certificate], presenting: red.identity(), verify: .refused(.revoked))
    #expect(!outcome.isEstablished && outcome.client.libraryVerdict?.isAccepted == true)
    #expect(outcome.client.verdict == .refused(.revoked) && outcome.client.sentAlert == TLSAlert(number: 44))
  }

  @Test func oneStoreServesManyHandshakesAtOnce() async throws {
    let red = try Authority("red")
    let store = try TrustStore([red.certificate])
    let (client, server) = (try red.identity(), try red.identity())
    let established = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask {
          let trust = LibraryTrust(store: store, time: .present)
          return try MemoryHandshake(
            client: MemoryHandshake.End(identity: client, trust: trust) { _ in .accepted },
            server: MemoryHandshake.End(identity: server, trust: trust) { _ in .accepted }
          ).outcome().isEstablished
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(established == 40)
  }
}
