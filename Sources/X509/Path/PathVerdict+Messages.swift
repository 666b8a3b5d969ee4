public import Diagnostics

extension PathVerdict {
  /// The path, if one holds.
  public var path: ValidPath? {
    if case .valid(let path) = self { path } else { nil }
  }

  /// The paths that broke, the most telling first.
  public var failedPaths: [FailedPath] {
    switch self {
    case .valid: []
    case .invalid(let failures), .tooComplex(_, let failures): failures
    }
  }

  /// Why no path holds; nil when one does. Whoever knows more of the case says why and what to do in its own words.
  public var refusal: Diagnostic? {
    switch self {
    case .valid: return nil
    case .tooComplex(let limit, _):
      return Diagnostic(
        "MT-PV-14", what: "the chain is too complex to verify, and so it is refused",
        why: "no path was found within \(limit)", next: "present only the leaf and its intermediates")
    case .invalid(let failures):
      guard let first = failures.first, let certificate = first.certificate else {
        return Diagnostic(
          "MT-V-01", what: "no path leads from the leaf to a trusted root",
          why: "neither the chain nor the bundle holds a certificate to try", next: "give the missing certificates")
      }
      return Diagnostic(
        first.failure.code, what: "`\(certificate)` breaks the path: \(first.failure)",
        why: failures.count == 1
          ? "no other path could be tried" : "\(failures.count) paths were tried, and this one came furthest",
        next: "`\(.meshtrust("explain", first.failure.code.rawValue))`")
    }
  }
}
