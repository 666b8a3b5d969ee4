import Diagnostics
public import X509

/// Why nothing is sealed with a certificate.
public enum SecretSealingFault: Hashable, Sendable {
  case notRSA(Certificate, String)
  /// The key is too short, or anybody finds its primes: then with the reason.
  case weak(Certificate, bits: Int, fault: String? = nil)
  case expired(Certificate)

  var exitStatus: ExitStatus {
    switch self {
    case .notRSA: .malformed
    case .weak, .expired: .refused
    }
  }

  private static let next: Message = "fetch the cluster's own: `kubeseal --fetch-cert > sealing.pem`"

  var diagnostic: Diagnostic {
    switch self {
    case .notRSA(let certificate, let label):
      Diagnostic(
        "MT-SEAL-01", what: "`\(certificate)` is no certificate for sealing: its key is \(label)",
        why: "the controller of SealedSecrets opens RSA-OAEP only", next: Self.next)
    case .weak(let certificate, let bits, let fault):
      Diagnostic(
        "MT-SEAL-02",
        what: fault == nil
          ? "the key of `\(certificate)` has \(bits) bits" : "anybody can open what is sealed for `\(certificate)`",
        why: fault.map { "\($0)" }
          ?? "what it seals stays in git's history, and must resist for years; controllers use 4096 bits",
        next: Self.next)
    case .expired(let certificate):
      Diagnostic(
        "MT-SEAL-03", what: "`\(certificate)` expired at \(certificate.validity.notAfter)",
        why: "its controller may have thrown the key away", next: Self.next)
    }
  }

  /// The fault of a certificate that was chosen before, for some meshes.
  func warning(for meshes: [String]) -> Diagnostic {
    var warning = diagnostic
    warning.severity = .warning
    warning.why =
      "its controller may have thrown the key away: no new key of \(meshes.map { "`\($0)`" }.joined(separator: ", ")) is "
      + "sealed for it, so that their intermediates are not renewed, and stay as they are"
    warning.next = "\(Self.next), and give it with --sealed-secrets"
    return warning
  }

  /// What is to be said of a certificate that works.
  static func notes(_ sealer: SecretSealer, at time: Timestamp) -> [Diagnostic] {
    let age = time.seconds - sealer.certificate.validity.notBefore.seconds
    guard age > SecretSealer.renewal else { return [] }
    return [
      Diagnostic(
        "MT-SEAL-04", .note, what: "the certificate for sealing is \(age / 86_400) days old",
        why: "a controller makes a new key every 30 days; old ones still open, and so does whoever stole one",
        next: "`kubeseal --fetch-cert` prints the newest")
    ]
  }
}
