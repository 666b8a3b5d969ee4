public import Diagnostics
public import TLS

/// The verdict of one end of a handshake on the other.
public struct EndVerdict: Hashable, Sendable {
  /// Why our verifier rejects the chain; nil if it accepts it.
  public let refusal: Diagnostic?
  /// Why the identity is not the expected one; nil if it is, or none is expected.
  public let identityRefusal: Diagnostic?
  /// OpenSSL's verdict on the chain with the same roots; it ignores SPIFFE IDs.
  public let library: LibraryVerdict?
  /// The alert that this end sent; nil if a policy rejects after the handshake.
  public let alert: TLSAlert?

  init(refusal: Diagnostic?, identityRefusal: Diagnostic?, library: LibraryVerdict?, alert: TLSAlert?) {
    self.refusal = refusal
    self.identityRefusal = identityRefusal
    self.library = library
    self.alert = alert
  }

  public var isAccepted: Bool {
    refusal == nil && identityRefusal == nil && library?.isAccepted ?? true && alert == nil
  }

  /// Whether OpenSSL and our verifier disagree on the chain.
  public var isDisputed: Bool { library.map { $0.isAccepted != (refusal == nil) } ?? false }

  /// Why it rejects, in one line; nil if it accepts.
  public var reason: String? {
    guard !isAccepted else { return nil }
    if let told = refusal ?? identityRefusal { return "\(told.what.description) [\(told.code)]" }
    if let library, !library.isAccepted { return "OpenSSL: \(library)" }
    return "the handshake failed"
  }
}

extension Diagnostic {
  /// The reason for an alert about a rejected chain.
  var alertReason: ChainVerdict.Reason {
    switch code {
    case "MT-PV-03", "MT-PV-04": .expired
    case "MT-PV-01", "MT-PV-02", "MT-PV-15", "MT-V-01", "MT-V-03", "MT-V-04": .unknownAuthority
    case "MT-LF-11", "MT-CA-09", "MT-PV-10": .unsuitable
    default: .bad
    }
  }
}
