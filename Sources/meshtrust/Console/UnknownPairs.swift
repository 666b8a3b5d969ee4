import Diagnostics
import Documents
import Rotation

/// The pairs that could not be verified, in every view of handshakes: unknown is never a pass.
struct UnknownPairs {
  let pairs: [UnknownPair]

  init(_ pairs: [UnknownPair]) {
    self.pairs = pairs
  }

  var diagnostics: [Diagnostic] {
    pairs.map { pair in
      Diagnostic(
        "MT-RH-04", .warning, what: "\(pair.text) is unknown: it could not be verified", why: "\(pair.reason)",
        next: pair.cause == .waiting
          ? "`\(.meshtrust("plan"))` says what it waits for; unknown is never a pass" : "unknown is never a pass")
    }
  }

  var count: String { "\(Counted.text(pairs.count, "pair")) \(pairs.count == 1 ? "is" : "are") unknown" }

  /// What was verified, and how much was not.
  func summary(failing: Int, of verified: Int) -> String {
    let known =
      failing > 0
      ? "\(failing) of \(verified) handshakes fail"
      : verified == 0
        ? "no handshake can be verified"
        : pairs.isEmpty ? "every handshake succeeds" : "all \(verified) handshakes that can be verified succeed"
    return pairs.isEmpty ? known : "\(known); \(count)"
  }

  /// What remotes present is never known here. A mesh of the home that waits for its certificates is to be waited for.
  func status(failing: Bool, verified: Int) -> ExitStatus {
    if failing || verified == 0 { return .no }
    return pairs.contains { $0.cause == .waiting } ? .pending : .done
  }

  var node: Node {
    .sequence(
      pairs.map { pair in
        .mapping([
          ("client", .string(pair.client)), ("server", .string(pair.server)), ("reason", .string(pair.reason)),
        ])
      })
  }
}
