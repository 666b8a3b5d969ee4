public import Diagnostics
public import X509

/// The certificates that a home has revoked.
public struct RevokedCertificates: Sendable {
  /// By what a signature covers: of one ECDSA signature anybody can make a second one, which changes the fingerprint.
  private let times: [ArraySlice<UInt8>: Timestamp]

  init(_ times: [ArraySlice<UInt8>: Timestamp]) { self.times = times }

  /// What a verdict that accepts a chain has to say beside it: a proxy without a CRL does not know.
  public func warnings(on chain: [Certificate]) -> [Diagnostic] {
    guard !times.isEmpty else { return [] }
    return chain.compactMap { certificate in
      times[certificate.signedBytes].map { time in
        Diagnostic(
          "MT-CRL-03", .warning, what: "this home revoked `\(certificate)` on \(time)",
          why: "no CRL that was given names it, and by default proxies have none: they accept it until "
            + "\(certificate.validity.notAfter)",
          next: "verify with `--crl`, and if its key was stolen, rotate its authority with `--compromised`")
      }
    }
  }
}
