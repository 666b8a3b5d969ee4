package import Diagnostics

extension PathVerdict {
  /// The path, if one holds.
  package var path: ValidPath? {
    if case .valid(let path) = self { path } else { nil }
  }

  /// The invalid paths, the most informative first.
  package var failedPaths: [FailedPath] {
    switch self {
    case .valid: []
    case .invalid(let failures), .tooComplex(_, let failures): failures
    }
  }

  /// What has to be looked for where no path is valid; nil if one is.
  package var cause: PathFailure.Cause? {
    switch self {
    case .valid: nil
    case .tooComplex: .certificate
    case .invalid(let failures):
      // A path without a certificate that breaks a rule found no issuer.
      if let first = failures.first, first.certificate != nil { first.failure.cause } else { .gap }
    }
  }

  /// Why no path is valid; nil if one is. Callers that know more about the case replace `why` and `next`.
  package var refusal: Diagnostic? {
    switch self {
    case .valid: return nil
    case .tooComplex(let limit, _):
      return Diagnostic(
        "MT-PV-14", what: "the chain is too complex to verify, so it is rejected",
        why: "no path was found within \(limit)", next: "present only the leaf and its intermediates")
    case .invalid(let failures):
      guard let first = failures.first, let certificate = first.certificate else {
        return Diagnostic(
          "MT-V-01", what: "no path leads from the leaf to a trusted root",
          why: "neither the chain nor the bundle contains a possible issuer", next: "give the missing certificates")
      }
      return Diagnostic(
        first.failure.code, what: "`\(certificate)` breaks the path: \(first.failure)",
        why: failures.count == 1
          ? "no other path could be tried" : "\(failures.count) paths were tried, and this one got furthest",
        next: "`\(.meshtrust("explain", first.failure.code.rawValue))`")
    }
  }
}
