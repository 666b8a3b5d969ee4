import Diagnostics
import SPIFFE
import X509

/// CA-07 and V-07: the order and number of the presented certificates.
struct ChainShape {
  private let chain: [Certificate]
  private let order: ChainOrder

  init(_ chain: [Certificate]) {
    self.chain = chain
    order = ChainOrder(chain)
  }

  /// The most octets of certificates that OpenSSL and BoringSSL take in a handshake (SSL_MAX_CERT_LIST_DEFAULT).
  private static let longest = 102_400

  /// Refuses a chain that nobody could present, before any work is done on it.
  static func excess(of chain: [Certificate]) -> Diagnostic? {
    let octets = chain.reduce(0) { $0 + $1.der.count + 3 }
    guard octets > longest else { return nil }
    return Diagnostic(
      "MT-V-09", what: "the chain is too long to be presented: \(chain.count) certificates, \(octets) bytes",
      why: "OpenSSL and BoringSSL, and with it Envoy, take at most \(longest) bytes of certificates in a handshake",
      next: "present only the leaf and its intermediates")
  }

  /// The chain reordered to start with the leaf, if it starts with a CA and contains a leaf.
  var corrected: [Certificate]? {
    guard let first = chain.first, first.isAuthority, !order.ordered.isEmpty else { return nil }
    return order.ordered
  }

  /// Whether the first certificate is that of a CA, by its names too, and no leaf is there to come first.
  var isAuthorityAlone: Bool {
    guard let first = chain.first, first.isAuthority, order.ordered.isEmpty else { return false }
    return first.uris.allSatisfy { uri in (try? SPIFFEID(uri))?.path.isEmpty ?? false }
  }

  /// Findings about order and duplicates, independent of whether the certificates are valid.
  var findings: [Diagnostic] {
    guard let first = chain.first else { return [.emptyChain] }
    return (first.isAuthority ? [authorityFirst(first)] : positions()) + superfluous()
  }

  /// The chain starts with a CA; reports how the reordered chain would verify.
  func reversed(_ corrected: Verification) -> Diagnostic {
    Diagnostic(
      "MT-V-07", what: "the chain is in the wrong order: its first certificate is a CA",
      why: corrected.reasons.first.map { "even in the right order it would be rejected: \($0.what)" }
        ?? "in the right order it would be accepted; OpenSSL would have verified the CA, not the leaf",
      next: rightOrder)
  }

  private var rightOrder: Message {
    "the right order is: \(order.ordered.map { "`\($0)`" }.joined(separator: ", then "))"
  }

  private func authorityFirst(_ first: Certificate) -> Diagnostic {
    Diagnostic(
      "MT-CA-07", what: "the chain starts with a CA, `\(first)`, instead of the leaf",
      why: "the first certificate authenticates its holder, and a CA certificate must not (X509-SVID section 3.2)",
      next: order.ordered.isEmpty ? Self.leafFirst(first) : rightOrder)
  }

  private static func leafFirst(_ first: Certificate) -> Message {
    first.isSelfIssued
      ? "this is a root, which belongs into a bundle; present the chain of a workload, its own certificate first"
      : "present the workload's certificate first, and this one after it"
  }

  private func positions() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !order.isInOrder {
      findings.append(
        Diagnostic(
          "MT-V-07", .warning, what: "the chain is out of order",
          why:
            "each certificate should come after the one it issued (RFC 8446 section 4.4.2); older peers reject this chain",
          next: rightOrder))
    }
    if let stranger = order.strangers.first {
      let count = order.strangers.count
      findings.append(
        Diagnostic(
          "MT-V-07", .warning,
          what: "`\(stranger)`" + (count > 1 ? " and \(count - 1) more" : "")
            + " in the chain issued none of those before it",
          why: "a certificate between them is missing, or it belongs to another chain",
          next: "present only the leaf and its intermediates"))
    }
    return findings
  }

  private func superfluous() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if order.distinct.count < chain.count {
      findings.append(
        Diagnostic(
          "MT-V-07", .warning, what: "a certificate is presented twice", why: "it adds bytes to every handshake",
          next: "remove the duplicate"))
    }
    if let root = chain.dropFirst().first(where: { $0.isAuthority && $0.isSelfIssued }) {
      findings.append(
        Diagnostic(
          "MT-V-07", .note, what: "the root `\(root)` is presented too",
          why: "it is ignored: only the bundle decides which roots are trusted"))
    }
    return findings
  }
}
