public import Diagnostics
public import X509

/// Why an intermediate cannot issue for workloads below its root.
public enum IssuingPathFault: Error, Hashable, Sendable {
  /// No valid path leads to the root; the code is that of the rule that broke.
  case noPath(to: Certificate, reason: Message, code: Code?)
  /// A certificate of the path has a key that nobody should trust.
  case unsoundKey(Certificate, reason: Message)
  /// A path length does not allow leaves below the intermediate (RFC 5280 section 6.1.4 (l)).
  case noRoom(below: Certificate, allowed: Int, found: Int)

  var what: Message {
    switch self {
    case .noPath(let root, _, _):
      isGap
        ? "the chain does not lead from the intermediate to the root `\(root)`"
        : "the path from the intermediate to the root `\(root)` is not valid"
    case .unsoundKey(let certificate, _): "the key of `\(certificate)` is not to be trusted"
    case .noRoom(let certificate, _, _): "the path length of `\(certificate)` does not allow the intermediate"
    }
  }

  var why: Message {
    switch self {
    case .noPath(_, let reason, _), .unsoundKey(_, let reason): reason
    case .noRoom(_, let allowed, let found): "it allows \(allowed) below it, and \(found) would follow"
    }
  }

  /// Whether a certificate of the path is missing, or is another one.
  var isGap: Bool {
    guard case .noPath(_, _, let code) = self else { return false }
    return code.map { ["MT-PV-01", "MT-PV-02", "MT-PV-15", "MT-V-01"].contains($0) } ?? true
  }

  /// Whether a certificate of the path is not valid at the time.
  var isOfTime: Bool {
    guard case .noPath(_, _, let code?) = self else { return false }
    return ["MT-PV-03", "MT-PV-04"].contains(code)
  }
}
