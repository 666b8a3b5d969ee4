import Documents
import Testing
import X509

@testable import Cluster
@testable import HTTP

/// Answers are told apart by their code and reason, not by their words.
@Suite struct AnswerTests {
  private func answer(_ status: Int, _ body: String, _ headers: [String] = []) throws -> StatusAnswer {
    var head = try #require(HTTPHead(statusLine: "HTTP/1.1 \(status) X"))
    for header in headers { head.add(header[...]) }
    return StatusAnswer(head, Array(body.utf8))
  }

  private func status(_ code: Int, _ reason: String, _ more: String = "") throws -> StatusAnswer {
    try answer(code, #"{"kind":"Status","code":\#(code),"reason":"\#(reason)","message":"why"\#(more)}"#)
  }

  @Test func theAPIsOwnAnswers() throws {
    func fault(_ answer: StatusAnswer) -> AnswerFault { answer.fault("GET /x", context: "c", clientMessages: []) }
    #expect(fault(try status(401, "Unauthorized")) == .credentials(context: "c", reason: "why"))
    #expect(fault(try status(403, "Forbidden")) == .forbidden("why"))
    #expect(fault(try status(404, "NotFound")) == .noDefinition(request: "GET /x"))
    #expect(fault(try status(410, "Expired")) == .refused(status: 410, reason: "Expired", "why"))
    #expect(fault(try status(503, "ServiceUnavailable")) == .unavailable(status: 503, "why"))
    // What comes without what was asked for is no answer to a question.
    #expect(fault(try answer(204, "")) == .unreadable(request: "GET /x", reason: "it has the status 204"))
  }

  /// Only the object that was asked for is not there, or its namespace.
  @Test(arguments: [
    (#"{"name":"roots","kind":"configmaps"}"#, true), (#"{"name":"roots"}"#, true),
    (#"{"name":"roots","kind":"ConfigMap"}"#, true), (#"{"name":"red","kind":"namespaces"}"#, true),
    (#"{"name":"other","kind":"configmaps"}"#, false), (#"{"name":"roots","kind":"secrets"}"#, false),
    (#"{"name":"other","kind":"namespaces"}"#, false), (#"{"name":"red","kind":"configmaps"}"#, false),
  ])
  func whatIsNotThere(details: String, isAsked: Bool) throws {
    let answer = try status(404, "NotFound", #","details":"# + details)
    let request = "GET /api/v1/namespaces/red/configmaps/roots?x=other"
    switch answer.fault(request, context: "c", clientMessages: []) {
    case .noObject: #expect(isAsked)
    case .unreadable: #expect(!isAsked)
    case let fault: Issue.record("\(fault)")
    }
  }

  /// Nobody waits for less than nothing.
  @Test(arguments: [("3", 3), ("-1", nil), ("+3", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil)])
  func howLongToWait(text: String, seconds: Int?) throws {
    let answer = try answer(503, "busy", ["Retry-After: \(text)"])
    #expect(answer.retryAfter == seconds)
  }

  @Test(arguments: [
    ("a -----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY----- b", "a … b"),
    ("-----BEGIN EC PRIVATE KEY-----\\nMIGH", "…"),
    ("x -----BEGIN CERTIFICATE----- y", "x -----BEGIN CERTIFICATE----- y"),
    ("{\"ca-key.pem\":\"" + String(repeating: "LS0tLS1C", count: 9) + "==\"}", "{\"ca-key.pem\":\"…\"}"),
    (
      "sha256 " + String(repeating: "0123456789abcdef", count: 4),
      "sha256 " + String(repeating: "0123456789abcdef", count: 4)
    ),
    (
      "servicemeshcontrolplanes.maistra.io \"red-mesh\" not found",
      "servicemeshcontrolplanes.maistra.io \"red-mesh\" not found"
    ),
  ]) func noKeyOfAnAnswerIsRepeated(text: String, shown: String) {
    #expect(text.withoutKeys == shown)
  }

  @Test(arguments: [
    ("dial tcp 127.0.0.1:1: connect: connection refused", false),
    ("tls: failed to verify certificate: x509: certificate signed by unknown authority", false), ("EOF", true),
    ("read tcp: connection reset by peer", true),
  ])
  func theWordsOfTheProxy(text: String, isPassing: Bool) throws {
    let answer = try answer(500, text + "\n")
    #expect(answer.isPassing == isPassing)
    #expect(answer.fault("GET /x", context: "c", clientMessages: []) == .unreachable(context: "c", reason: text))
  }

  @Test func aPluginThatFails() throws {
    let answer = try answer(500, "getting credentials: exec: executable login failed with exit code 1")
    guard case .credentials(_, let reason) = answer.fault("GET /x", context: "c", clientMessages: ["log in first"])
    else {
      Issue.record("it is not told as credentials")
      return
    }
    #expect(reason.hasPrefix("log in first; getting credentials"))
    #expect(!answer.isPassing)
  }

  @Test func serversSayHowLongToWait() throws {
    let answer = try answer(429, #"{"kind":"Status","code":429}"#, ["Retry-After: 3", "Date: x"])
    #expect(answer.isPassing && answer.retryAfter == 3)
  }

  @Test(arguments: [
    ("Sun, 29 Nov 2026 04:16:24 GMT", "2026-11-29T04:16:24Z"),
    ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
    ("Sunday, 29-Nov-26 04:16:24 GMT", nil), ("Sun, 29 Nov 2026 04:16:24 CET", nil), ("", nil),
    ("Sun, 31 Feb 2026 04:16:24 GMT", nil),
  ])
  func dates(text: String, expected: String?) throws {
    #expect(HTTPDate.read(text)?.description == expected)
  }

  @Test func theClockOfAClusterMustNotGoBack() throws {
    var clock = ServerClock()
    for seconds in [100, 101, 99, 103, 97] { clock.note(Timestamp(seconds: Int64(seconds))) }
    #expect(clock.back == 6)
    #expect(clock.latest == Timestamp(seconds: 103))
  }
}
