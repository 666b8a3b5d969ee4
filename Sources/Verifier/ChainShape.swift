import Diagnostics
import X509

/// CA-07 and V-07: the presented certificates in the order they came.
struct ChainShape {
  private let chain: [Certificate]
  private let order: ChainOrder

  init(_ chain: [Certificate]) {
    self.chain = chain
    order = ChainOrder(chain)
  }

  /// The chain with its leaf first, when an authority stands there and a leaf follows.
  var corrected: [Certificate]? {
    guard let first = chain.first, first.isAuthority, !order.ordered.isEmpty else { return nil }
    return order.ordered
  }

  /// What is remarkable about the chain, whatever the certificates are worth.
  var findings: [Diagnostic] {
    guard let first = chain.first else {
      return [
        Diagnostic(
          "MT-V-07", what: "no certificate was presented", why: "there is nothing to judge",
          next: "give a chain, leaf first")
      ]
    }
    return (first.isAuthority ? [authorityFirst(first)] : positions()) + superfluous()
  }

  /// An authority where the leaf is due, and what a chain in the right order would have been worth.
  func reversed(_ corrected: Verification) -> Diagnostic {
    Diagnostic(
      "MT-V-07", what: "the chain is in the wrong order: its first certificate is a CA",
      why: corrected.reasons.first.map { "even in the right order it would be refused: \($0.what)" }
        ?? "in the right order it would be accepted; OpenSSL would have judged the CA and not the leaf",
      next: rightOrder)
  }

  private var rightOrder: Message {
    "the corrected order is: \(order.ordered.map { "`\($0)`" }.joined(separator: ", then "))"
  }

  private func authorityFirst(_ first: Certificate) -> Diagnostic {
    Diagnostic(
      "MT-CA-07", what: "the chain starts with an authority, `\(first)`, instead of the leaf",
      why: "the first certificate is the one that authenticates, and an authority must not (X509-SVID section 3.2)",
      next: order.ordered.isEmpty ? "present the workload's certificate first" : rightOrder)
  }

  private func positions() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !order.isInOrder {
      findings.append(
        Diagnostic(
          "MT-V-07", .warning, what: "the chain is out of order",
          why:
            "each certificate should follow one that it issued (RFC 8446 section 4.4.2); older peers refuse this one",
          next: rightOrder))
    }
    if let stranger = order.strangers.first {
      let count = order.strangers.count
      findings.append(
        Diagnostic(
          "MT-V-07", .warning,
          what: "`\(stranger)`" + (count > 1 ? " and \(count - 1) more" : "")
            + " in the chain issued none of the certificates before",
          why: "either a certificate between them is missing, or it belongs to another chain",
          next: "present the leaf and its intermediates, and nothing else"))
    }
    return findings
  }

  private func superfluous() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if order.distinct.count < chain.count {
      findings.append(
        Diagnostic(
          "MT-V-07", .warning, what: "a certificate is presented twice", why: "it costs bytes in every handshake",
          next: "remove the copy"))
    }
    if let root = chain.dropFirst().first(where: { $0.isAuthority && $0.isSelfIssued }) {
      findings.append(
        Diagnostic(
          "MT-V-07", .note, what: "the root `\(root)` is presented too",
          why: "it counts for nothing here: only the bundle says which roots are trusted"))
    }
    return findings
  }
}
