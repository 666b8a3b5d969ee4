import Cryptography
import TLS
import Testing
import X509

@Suite struct TLSIdentityTests {
  @Test func theKeyMustBeTheLeafs() throws {
    let root = try Authority("red")
    let identity = try root.identity(behind: [root.certificate])
    #expect(throws: TLSError.unusableIdentity(.noCertificate)) {
      try TLSIdentity(chain: [], key: identity.key)
    }
    #expect(throws: TLSError.unusableIdentity(.keyOfNone)) {
      try TLSIdentity(chain: identity.chain, key: .generate(.p256))
    }
    #expect(throws: TLSError.unusableIdentity(.keyOfCertificate(position: 2))) {
      try TLSIdentity(chain: identity.chain.reversed(), key: identity.key)
    }
    #expect(try TLSIdentity(chain: identity.chain, key: identity.key).chain == identity.chain)
  }
}

@Suite struct HandshakeOptionTests {
  private func failure(_ edit: (inout ClientHandshake) -> Void) throws -> TLSError? {
    // Nobody is asked: the options are looked at first.
    var handshake = ClientHandshake(to: try TLSEndpoint("127.0.0.1:1"))
    edit(&handshake)
    return #expect(throws: TLSError.self) { try handshake.report() }
  }

  @Test(arguments: ["", "127.0.0.1", "::1", "a b", "a\0b", "h\u{F6}st", String(repeating: "a.", count: 130)])
  func aServerNameIsAHostName(name: String) throws {
    #expect(try failure { $0.serverName = name } == .invalidOption(.serverName(name)))
  }

  @Test(arguments: ["", String(repeating: "x", count: 256)])
  func anApplicationProtocolHasALength(name: String) throws {
    #expect(try failure { $0.applicationProtocols = ["h2", name] } == .invalidOption(.applicationProtocol(name)))
  }

  @Test func theListOfProtocolsHasALengthToo() throws {
    let name = String(repeating: "x", count: 255)
    let names = Array(repeating: name, count: 257)
    #expect(try failure { $0.applicationProtocols = names } == .invalidOption(.applicationProtocol(name)))
  }

  @Test(arguments: [Duration.zero, .seconds(-1), .seconds(86_401)])
  func aTimeLimitLeavesTime(limit: Duration) throws {
    #expect(try failure { $0.timeout = limit } == .invalidOption(.timeout(limit)))
  }
}
