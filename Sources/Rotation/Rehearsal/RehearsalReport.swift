public import Diagnostics
public import X509

/// The results of a rehearsal.
public struct RehearsalReport: Sendable {
  /// The rehearsed time.
  public let time: Timestamp
  /// Pairs first.
  public let handshakes: [RehearsedHandshake]
  public let unknown: [UnknownPair]
  /// The attempted forgeries; nil if not requested.
  public let forgeries: [Forgery]?

  /// Problems: a failed handshake, two verifiers that disagree, an accepted forgery.
  public var problems: [Diagnostic] {
    handshakes.flatMap(Self.problems) + (forgeries ?? []).flatMap(Self.problems)
  }

  private static func problems(_ handshake: RehearsedHandshake) -> [Diagnostic] {
    let pair = "\(handshake.client) → \(handshake.server) (\(handshake.hop.rawValue))"
    var found: [Diagnostic] = []
    if !handshake.isEstablished {
      found.append(
        Diagnostic(
          "MT-RH-01", what: "\(pair) fails: \(handshake.reason ?? "")", why: advice(handshake)?.why ?? "",
          next: advice(handshake)?.next ?? "compare the bundle with the presented chain"))
    }
    for (mesh, verdict) in [(handshake.client, handshake.clientVerdict), (handshake.server, handshake.serverVerdict)] {
      found += dispute("\(pair), verified by \(mesh)", verdict)
    }
    return found
  }

  private static func problems(_ forgery: Forgery) -> [Diagnostic] {
    let attempt = "\(forgery.forger) as \(forgery.identity)"
    guard forgery.isAccepted else {
      return dispute("\(attempt), verified by \(forgery.verifiers.first ?? "")", forgery.verdict)
    }
    return [
      Diagnostic(
        "MT-RH-03", what: "\(attempt) is accepted by \(forgery.verifiers.joined(separator: ", "))",
        why: "no name constraint limits the intermediate of \(forgery.forger) to its own names"
          + (forgery.verdict.refusal.map { "; only a strict verifier rejects it: \($0.what) [\($0.code)]" } ?? ""),
        next: forgery.isPooled
          ? "have the root and the intermediate issued with name constraints: these proxies pool all roots, so that a root of "
            + "its own is no limit"
          : "have the intermediate issued with name constraints, or give each mesh a root of its own")
    ]
  }

  private static func dispute(_ place: String, _ verdict: EndVerdict) -> [Diagnostic] {
    guard verdict.isDisputed, let library = verdict.library else { return [] }
    return [
      Diagnostic(
        "MT-RH-02", what: "OpenSSL and our verifier disagree about \(place)",
        why: "OpenSSL: \(library); meshtrust: "
          + (verdict.refusal.map { "\($0.what) [\($0.code)]" } ?? "accepted"),
        next: "one of them is wrong, or stricter: look at the chain with `\(.meshtrust("inspect", "FILE"))`")
    ]
  }

  private static func advice(_ handshake: RehearsedHandshake) -> Diagnostic? {
    [handshake.clientVerdict, handshake.serverVerdict].lazy.compactMap { $0.refusal ?? $0.identityRefusal }.first
  }
}
