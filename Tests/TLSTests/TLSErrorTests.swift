import Cryptography
import Diagnostics
import Testing
import X509

@testable import TLS

@Suite struct TLSErrorTests {
  private static let errors: [TLSError] = {
    guard let endpoint = try? TLSEndpoint("a.example:443") else { return [] }
    let fault = SystemCallFault(number: 113)
    return [
      .invalidEndpoint("a", .noPort), .unresolved(endpoint, reason: "Name or service not known"),
      .refused(endpoint, ["192.0.2.1"]), .unreachable(endpoint, [FailedConnection(address: "192.0.2.1", fault: fault)]),
      .timedOut(endpoint, during: .hello, after: .milliseconds(1500)), .closed(endpoint, .reset, during: .hello),
      .plainHTTP(endpoint, firstLine: "HTTP/1.1 400 \u{1B}[2J"), .notTLS(endpoint, opening: [0x1B, 0x5B, 0x32]),
      .alert(endpoint, TLSAlert(number: 40), during: .hello), .oldProtocol(endpoint, version: "TLS 1.0"),
      .oversizedChain(endpoint, .octets(limit: 10)),
      .brokenHandshake(endpoint, during: .finishing, evidence: "bad signature"),
      .unreadableCertificate(position: 2, .malformed(structure: "certificate", detail: "cut")),
      .unusableIdentity(.keyOfNone), .invalidOption(.timeout(.zero)), .library(.authenticationFailed),
      .system("socket", fault),
    ]
  }()

  @Test func everyCodeIsUsedAndExplained() {
    let codes = Self.errors.map(\.diagnostic.code)
    #expect(Set(codes).count == 17)
    #expect(Set(codes) == Set(Explanation.inTLS.map(\.code)))
  }

  @Test(arguments: errors)
  func everyErrorHasADiagnostic(error: TLSError) {
    let diagnostic = error.diagnostic
    #expect(!diagnostic.what.isEmpty && !diagnostic.why.isEmpty && !diagnostic.next.isEmpty)
    #expect(!diagnostic.what.description.hasSuffix(".") && !diagnostic.why.description.hasSuffix("."))
    #expect(error.exitStatus != .done)
  }

  @Test(arguments: errors)
  func nothingOfTheServersMovesTheCursor(error: TLSError) {
    let diagnostic = error.diagnostic
    #expect(!(diagnostic.what + diagnostic.why + diagnostic.next).description.contains("\u{1B}"))
  }

  @Test func statusesTellKindsApart() throws {
    let statuses = Self.errors.map(\.exitStatus)
    #expect(
      statuses == [
        .malformed, .inputOutput, .inputOutput, .inputOutput, .inputOutput, .inputOutput, .malformed, .malformed, .no,
        .no, .malformed, .malformed, .malformed, .secret, .malformed, .internal, .inputOutput,
      ])
  }

  @Test func timesAreWrittenAsPeopleReadThem() {
    #expect(Self.errors[4].diagnostic.what == "a.example:443 did not answer within 1.5 s")
  }
}

@Suite struct TLSAlertTests {
  @Test(arguments: 0...255 as ClosedRange<UInt8>)
  func everyNumberHasAMeaning(number: UInt8) {
    let alert = TLSAlert(number: number)
    #expect(!alert.meaning.isEmpty && !alert.consequence.isEmpty)
    #expect(alert.description.hasSuffix("(\(number))"))
  }

  @Test(arguments: [
    ServerVerdict.notAsked, .accepted(.sessionTicket), .accepted(.keyUpdate), .accepted(.finishedHandshake),
    .rejected(TLSAlert(number: 48)), .closed(.reset), .noObjectionYet,
  ])
  func everyVerdictHasAMeaning(verdict: ServerVerdict) {
    #expect(verdict.meaning.hasSuffix("."))
  }
}
