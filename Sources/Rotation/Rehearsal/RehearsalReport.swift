public import Diagnostics
public import X509

/// A pair that cannot be rehearsed: unknown, and never counted as passing.
public struct UnknownPair: Hashable, Sendable {
  /// The mesh that calls.
  public let client: String
  /// The mesh that answers.
  public let server: String
  /// Why it cannot be tried.
  public let reason: String
}

/// Everything that came of a rehearsal.
public struct RehearsalReport: Sendable {
  /// The moment that it was for.
  public let time: Timestamp
  /// The handshakes, pairs first.
  public let handshakes: [RehearsedHandshake]
  /// What could not be tried.
  public let unknown: [UnknownPair]
  /// The attempts to forge; nil when none were asked for.
  public let forgeries: [Forgery]?

  /// What should not be: a handshake that fails, two judges that disagree, a forgery that is believed.
  public var surprises: [Diagnostic] {
    handshakes.flatMap(Self.surprises) + (forgeries ?? []).flatMap(Self.surprises)
  }

  private static func surprises(_ handshake: RehearsedHandshake) -> [Diagnostic] {
    let pair = "\(handshake.client) → \(handshake.server) (\(handshake.hop.rawValue))"
    var found: [Diagnostic] = []
    if !handshake.isEstablished {
      found.append(
        Diagnostic(
          "MT-RH-01", what: "\(pair) fails: \(handshake.reason ?? "")", why: advice(handshake)?.why ?? "",
          next: advice(handshake)?.next ?? "compare the bundle with the chain that is presented"))
    }
    for (mesh, verdict) in [(handshake.client, handshake.clientVerdict), (handshake.server, handshake.serverVerdict)] {
      found += dispute("\(pair), judged by \(mesh)", verdict)
    }
    return found
  }

  private static func surprises(_ forgery: Forgery) -> [Diagnostic] {
    let attempt = "\(forgery.forger) as \(forgery.identity)"
    guard forgery.isBelieved else {
      return dispute("\(attempt), judged by \(forgery.judges.first ?? "")", forgery.verdict)
    }
    return [
      Diagnostic(
        "MT-RH-03", what: "\(attempt) is believed by \(forgery.judges.joined(separator: ", "))",
        why: "nothing in the chain keeps the intermediate of \(forgery.forger) to its own names"
          + (forgery.verdict.refusal.map { "; only a strict verifier refuses it: \($0.what) [\($0.code)]" } ?? ""),
        next: "have the intermediate issued with name constraints, or give each mesh a root of its own")
    ]
  }

  private static func dispute(_ place: String, _ verdict: EndVerdict) -> [Diagnostic] {
    guard verdict.isDisputed, let library = verdict.library else { return [] }
    return [
      Diagnostic(
        "MT-RH-02", what: "OpenSSL and our verifier disagree about \(place)",
        why: "OpenSSL: \(library); meshtrust: "
          + (verdict.refusal.map { "\($0.what) [\($0.code)]" } ?? "accepted"),
        next: "one of them is wrong, or reads a rule more strictly: look at the chain with `\(.meshtrust("inspect"))`")
    ]
  }

  private static func advice(_ handshake: RehearsedHandshake) -> Diagnostic? {
    [handshake.clientVerdict, handshake.serverVerdict].lazy.compactMap { $0.refusal ?? $0.identityRefusal }.first
  }
}
