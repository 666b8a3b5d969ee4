public import Diagnostics
public import TLS

/// What one end of a handshake made of the other.
public struct EndVerdict: Hashable, Sendable {
  /// Why our verifier refuses the chain; nil when it accepts it.
  public let refusal: Diagnostic?
  /// Why the identity is not the expected one; nil when it is, or none is expected.
  public let identityRefusal: Diagnostic?
  /// What OpenSSL's path validation made of the chain with the same roots; it knows nothing of SPIFFE IDs.
  public let library: LibraryVerdict?
  /// The alert that this end gave up with; none where a policy refuses after the handshake.
  public let alert: TLSAlert?

  init(refusal: Diagnostic?, identityRefusal: Diagnostic?, library: LibraryVerdict?, alert: TLSAlert?) {
    self.refusal = refusal
    self.identityRefusal = identityRefusal
    self.library = library
    self.alert = alert
  }

  /// Whether this end lets the other in.
  public var isAccepted: Bool {
    refusal == nil && identityRefusal == nil && library?.isAccepted ?? true && alert == nil
  }

  /// Whether OpenSSL and our verifier come to different answers about the chain.
  public var isDisputed: Bool { library.map { $0.isAccepted != (refusal == nil) } ?? false }

  /// Why it refuses, in one line; nil when it accepts.
  public var reason: String? {
    guard !isAccepted else { return nil }
    if let told = refusal ?? identityRefusal { return "\(told.what.description) [\(told.code)]" }
    if let library, !library.isAccepted { return "OpenSSL: \(library)" }
    return "the handshake broke off"
  }
}

extension Diagnostic {
  /// The reason that an alert can tell of a refused chain.
  var alertReason: ChainJudgement.Reason {
    switch code {
    case "MT-PV-03", "MT-PV-04": .expired
    case "MT-PV-01", "MT-PV-02", "MT-PV-15", "MT-V-01", "MT-V-03", "MT-V-04": .unknownAuthority
    case "MT-LF-11", "MT-CA-09", "MT-PV-10": .unsuitable
    default: .bad
    }
  }
}
