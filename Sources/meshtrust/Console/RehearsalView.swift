import Diagnostics
import Documents
import Rotation
import TLS
import X509

/// A rehearsal: the verdict, a matrix of which mesh accepts which, then each rejection with its alert, then the forgeries.
struct RehearsalView {
  private let report: RehearsalReport
  /// The pairs that could not be tried.
  let unknown: UnknownPairs

  init(_ report: RehearsalReport) {
    self.report = report
    unknown = UnknownPairs(report.unknown)
  }

  func text(on page: Page) -> String {
    let failed = report.handshakes.filter { !$0.isEstablished }
    let head = "\(report.handshakes.count) handshakes for \(report.time), verified by \(Self.verifiers)"
    return
      ([summary(failed.count), head] + RehearsalMatrix(report).lines(on: page)
      + RehearsalFailures(failed).lines(on: page) + forgeryLines(page)).joined(separator: "\n")
  }

  /// What is wrong, each reason once; the rows show which pairs fail.
  var problems: [Diagnostic] {
    var counts: [Diagnostic: Int] = [:]
    for problem in report.problems { counts[Self.reason(problem), default: 0] += 1 }
    return report.problems.compactMap { problem in
      guard let count = counts.removeValue(forKey: Self.reason(problem)) else { return nil }
      var problem = problem
      if count > 1 {
        let others = Counted.text(count - 1, "more handshake")
        problem.what += "; \(others) \(count == 2 ? "fails" : "fail") for the same reason"
      }
      return problem
    }
  }

  /// A failure without its pair; everything else is a reason of its own.
  private static func reason(_ problem: Diagnostic) -> Diagnostic {
    guard problem.code == "MT-RH-01" else { return problem }
    return Diagnostic(problem.code, problem.severity, what: "", why: problem.why, next: problem.next)
  }

  private static var verifiers: String { "OpenSSL and meshtrust" }

  /// If there are many forgeries, only the accepted ones are listed; `--json` has all.
  private var isSmall: Bool { (report.forgeries ?? []).count <= 100 }

  private func forgeryLines(_ page: Page) -> [String] {
    guard let forgeries = report.forgeries else { return [] }
    let listed = forgeries.filter { isSmall || $0.isAccepted }
    guard !listed.isEmpty else { return [] }
    var table = Table("FORGER", "IMPERSONATES", "IDENTITY", "ASKED", "ANSWER")
    for forgery in listed {
      table.add(
        forgery.forger, "\(forgery.victim) \(forgery.role.rawValue)", forgery.identity,
        forgery.verifiers.joined(separator: ", "),
        forgery.isAccepted
          ? "BELIEVED"
          : "rejected, \(forgery.verdict.alert?.description ?? "by policy"): \(forgery.verdict.reason ?? "")")
    }
    return ["", "forgeries:"] + table.lines(on: page) + pools(forgeries)
  }

  /// Where roots are pooled, nothing but constraints keeps one mesh from posing as another.
  private func pools(_ forgeries: [Forgery]) -> [String] {
    let pooled = forgeries.filter(\.isPooled)
    let names = Set(pooled.flatMap(\.verifiers)).sorted()
    guard !names.isEmpty else { return [] }
    let head = "\(names.joined(separator: ", ")) pool their roots: each may issue for every trust domain there"
    let pairs = Set(pooled.filter(\.isAccepted).map { "\($0.forger) as \($0.victim)" }).sorted()
    return [
      "",
      pairs.isEmpty
        ? "\(head); only name constraints refuse these forgeries"
        : "\(head); nothing keeps \(pairs.joined(separator: ", ")) from being believed",
    ]
  }

  private func summary(_ failed: Int) -> String {
    var parts = [unknown.summary(failing: failed, of: report.handshakes.count)]
    if let forgeries = report.forgeries {
      let believed = forgeries.count(where: \.isAccepted)
      parts.append(
        believed == 0
          ? "all \(forgeries.count) forgeries are rejected" : "\(believed) of \(forgeries.count) forgeries are accepted"
      )
    }
    let disputes = report.problems.count { $0.code == "MT-RH-02" }
    if disputes > 0 { parts.append("the verifiers disagree \(disputes) times") }
    return parts.joined(separator: "; ")
  }
}

extension RehearsalView {
  var node: Node {
    .schema(
      "rehearse",
      [
        ("time", .string(report.time.description)),
        ("handshakes", .sequence(report.handshakes.map(Self.node))),
        ("forgeries", report.forgeries.map { .sequence($0.map(Self.node)) } ?? .null),
        ("unknown", unknown.node),
        ("surprises", .sequence(report.problems.map(\.node))),
      ])
  }

  private static func node(_ handshake: RehearsedHandshake) -> Node {
    .mapping([
      ("client", .string(handshake.client)), ("server", .string(handshake.server)),
      ("hop", .string(handshake.hop.rawValue)), ("serverName", .optional(handshake.serverName)),
      ("clientIdentity", .string(handshake.clientIdentity)), ("serverIdentity", .string(handshake.serverIdentity)),
      ("established", .bool(handshake.isEstablished)), ("clientVerdict", node(handshake.clientVerdict)),
      ("serverVerdict", node(handshake.serverVerdict)),
    ])
  }

  private static func node(_ forgery: Forgery) -> Node {
    .mapping([
      ("forger", .string(forgery.forger)), ("victim", .string(forgery.victim)),
      ("role", .string(forgery.role.rawValue)), ("identity", .string(forgery.identity)),
      ("judges", .strings(forgery.verifiers)), ("believed", .bool(forgery.isAccepted)),
      ("verdict", node(forgery.verdict)),
    ])
  }

  private static func node(_ verdict: EndVerdict) -> Node {
    .mapping([
      ("accepted", .bool(verdict.isAccepted)), ("alert", .optional(verdict.alert?.description)),
      ("reason", .optional(verdict.reason)),
      ("openssl", .optional(verdict.library?.description)),
      ("meshtrust", .string(verdict.refusal.map { "\($0.what.description) [\($0.code)]" } ?? "accepted")),
      ("identity", .optional(verdict.identityRefusal?.what.description)),
    ])
  }
}
