import Diagnostics
import SPIFFE
import Testing

@Suite struct SPIFFEIDTests {
  @Test(arguments: IdentityVectors.valid)
  func readsWhatTheStandardAllows(vector: IdentityVectors.Valid) throws {
    let id = try SPIFFEID(vector.uri)
    #expect(id.trustDomain.name == vector.trustDomain)
    #expect(id.path == vector.path)
    #expect(id.uri == vector.uri)
    #expect(try SPIFFEID(uriBytes: Array(vector.uri.utf8)) == id)
    #expect(try SPIFFEID(trustDomain: id.trustDomain, path: id.path) == id)
  }

  @Test(arguments: IdentityVectors.valid)
  func judgesByTheMeshProfile(vector: IdentityVectors.Valid) throws {
    let id = try SPIFFEID(vector.uri)
    switch vector.mesh {
    case .accepted:
      #expect(try TrustDomain.mesh(vector.trustDomain) == id.trustDomain)
    case .warned(let code):
      #expect(try TrustDomain.mesh(vector.trustDomain) == id.trustDomain)
      #expect(id.findings.contains { $0.code == code && $0.severity == .warning })
    case .refused(let code):
      let error = #expect(throws: SPIFFEError.self) { try TrustDomain.mesh(vector.trustDomain) }
      #expect(error?.diagnostic.code == code)
      #expect(id.findings.contains { $0.code == code && $0.severity == .warning })
    }
  }

  @Test(arguments: IdentityVectors.invalid)
  func refusesWhatTheStandardForbids(vector: IdentityVectors.Invalid) {
    let error = #expect(throws: SPIFFEError.self) { try SPIFFEID(uriBytes: vector.bytes) }
    #expect(error?.diagnostic.code == vector.code)
    #expect(error?.exitStatus == .malformed)
  }

  @Test func everyByteAfterTheTrustDomain() {
    let accepted = (UInt8.min...UInt8.max).filter { byte in
      byte != UInt8(ascii: "/")
        && (try? SPIFFEID(uriBytes: Array("spiffe://example.org".utf8) + [byte] + Array("/w".utf8))) != nil
    }
    #expect(accepted.count == 39)
    #expect(Set(accepted) == Set("abcdefghijklmnopqrstuvwxyz0123456789.-_".utf8))
  }

  @Test func everyByteInAPathSegment() {
    let accepted = (UInt8.min...UInt8.max).filter { byte in
      byte != UInt8(ascii: "/") && (try? SPIFFEID(uriBytes: Array("spiffe://example.org/w".utf8) + [byte])) != nil
    }
    #expect(accepted.count == 65)
    #expect(Set(accepted) == Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_".utf8))
  }

  @Test func namesTheByteAndWhereItStands() {
    let error = #expect(throws: SPIFFEError.self) { try SPIFFEID("spiffe://example.org/w x") }
    #expect(error == .identity(.pathByte(0x20, at: 22)))
    let upper = #expect(throws: SPIFFEError.self) { try SPIFFEID("spiffe://Example.org/w") }
    #expect(upper == .identity(.trustDomainByte(0x45, at: 9), correction: "spiffe://example.org/w"))
  }

  @Test(arguments: [
    ("SPIFFE://Example.ORG/Ns/a", "spiffe://example.org/Ns/a"),
    ("example.org/ns/default/sa/web", "spiffe://example.org/ns/default/sa/web"),
    ("spiffe://example.org/", "spiffe://example.org"),
    ("spiffe://example.org/w//", "spiffe://example.org/w"),
    (" spiffe://example.org/w\n", "spiffe://example.org/w"),
  ])
  func offersTheCorrection(text: String, corrected: String) {
    let error = #expect(throws: SPIFFEError.self) { try SPIFFEID(text) }
    #expect(error?.diagnostic.next == "write `\(corrected)`")
  }

  @Test(arguments: ["spiffe://a@b/w", "spiffe://example.org/../w", "https://example.org/w", "", "spiffe://"])
  func offersNoCorrectionWhereNoneIsEvident(text: String) {
    let error = #expect(throws: SPIFFEError.self) { try SPIFFEID(text) }
    guard case .identity(let fault, let correction) = error else { return }
    #expect(correction == nil)
    #expect(error?.diagnostic.next == SPIFFEError.identity(fault).diagnostic.next)
  }

  @Test func messagesCannotCarryTerminalSequences() {
    let error = #expect(throws: SPIFFEError.self) { try SPIFFEID("\u{1B}[2Jspiffe://red/w") }
    #expect(error?.diagnostic.what.description.contains("\\x1b[2J") == true)
    #expect(error?.diagnostic.what.description.utf8.contains(0x1B) == false)
  }

  @Test func partsAreCheckedLikeTheWhole() throws {
    let domain = try TrustDomain("example.org")
    #expect(try SPIFFEID(trustDomain: domain, path: "").uri == "spiffe://example.org")
    #expect(throws: SPIFFEError.identity(.pathStart(Excerpt("w")))) { try SPIFFEID(trustDomain: domain, path: "w") }
    #expect(throws: SPIFFEError.self) { try SPIFFEID(trustDomain: domain, path: "/") }
    let long = "/" + String(repeating: "p", count: 2048 - 20 - 1)
    #expect(try SPIFFEID(trustDomain: domain, path: long).uri.utf8.count == 2048)
    #expect(throws: SPIFFEError.identity(.identityTooLong(count: 2049))) {
      try SPIFFEID(trustDomain: domain, path: long + "p")
    }
  }
}
