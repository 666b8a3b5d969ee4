public import Diagnostics
public import X509

/// Why an intermediate cannot issue for workloads below its root.
public enum IssuingPathFault: Error, Hashable, Sendable {
  /// No valid path leads to the root.
  case noPath(to: Certificate, reason: Message)
  /// A certificate of the path has a key that nobody should trust.
  case unsoundKey(Certificate, reason: Message)
  /// A path length does not allow leaves below the intermediate (RFC 5280 section 6.1.4 (l)).
  case noRoom(below: Certificate, allowed: Int, found: Int)

  var what: Message {
    switch self {
    case .noPath(let root, _): "the chain does not lead from the intermediate to the root `\(root)`"
    case .unsoundKey(let certificate, _): "the key of `\(certificate)` is not to be trusted"
    case .noRoom(let certificate, _, _): "the path length of `\(certificate)` does not allow the intermediate"
    }
  }

  var why: Message {
    switch self {
    case .noPath(_, let reason), .unsoundKey(_, let reason): reason
    case .noRoom(_, let allowed, let found): "it allows \(allowed) below it, and \(found) would follow"
    }
  }
}
