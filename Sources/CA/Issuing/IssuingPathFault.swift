public import Diagnostics
public import X509

/// Why an intermediate cannot issue for workloads below its root.
public enum IssuingPathFault: Error, Hashable, Sendable {
  /// No path leads to the root: a certificate is missing, or another one was meant.
  case gap(to: Certificate, reason: Message)
  /// A certificate of the path to the root is not valid at the time.
  case notValidNow(to: Certificate, reason: Message)
  /// A certificate of the path to the root breaks another rule.
  case notValid(to: Certificate, reason: Message)
  /// A certificate of the path has a key that nobody should trust.
  case unsoundKey(Certificate, reason: Message)
  /// A path length does not allow leaves below the intermediate (RFC 5280 section 6.1.4 (l)).
  case noRoom(below: Certificate, allowed: Int, found: Int)
  /// Nobody would accept a certificate that the mesh needs below it.
  case noLeaf(below: Certificate, whose: String, reason: Message)

  init(_ cause: PathFailure.Cause?, to root: Certificate, reason: Message) {
    self =
      switch cause {
      case .gap, nil: .gap(to: root, reason: reason)
      case .time: .notValidNow(to: root, reason: reason)
      case .certificate: .notValid(to: root, reason: reason)
      }
  }

  var what: Message {
    switch self {
    case .gap(let root, _): "the chain does not lead from the intermediate to the root `\(root)`"
    case .notValidNow(let root, _), .notValid(let root, _):
      "the path from the intermediate to the root `\(root)` is not valid"
    case .unsoundKey(let certificate, _): "the key of `\(certificate)` is not to be trusted"
    case .noRoom(let certificate, _, _): "the path length of `\(certificate)` does not allow the intermediate"
    case .noLeaf(let issuer, let whose, _): "nobody would accept the certificate of \(whose) below `\(issuer)`"
    }
  }

  var why: Message {
    switch self {
    case .gap(_, let reason), .notValidNow(_, let reason), .notValid(_, let reason), .unsoundKey(_, let reason),
      .noLeaf(_, _, let reason):
      reason
    case .noRoom(_, let allowed, let found): "it allows \(allowed) below it, and \(found) would follow"
    }
  }
}
