extension PathFailure: CustomStringConvertible {
  /// A clause that follows the certificate's name: "it expired on …".
  public var description: String {
    switch self {
    case .issuerNotFound(let issuer): "its issuer `\(issuer)` is neither in the chain nor in the bundle"
    case .signatureInvalid(let issuer): "its signature was not made by the key of `\(issuer)`"
    case .expired(let notAfter, let at):
      "it expired on \(notAfter), \(Self.span(at.seconds - notAfter.seconds)) before \(at)"
    case .notYetValid(let notBefore, let at):
      "it is valid only from \(notBefore), \(Self.span(notBefore.seconds - at.seconds)) after \(at)"
    case .notAnAuthority: "it is used as an issuer, but its basicConstraints do not make it an authority"
    case .signingNotAllowed(let usage):
      "it is used as an issuer, but its keyUsage (\(usage.joined(separator: ", "))) lacks keyCertSign"
    case .pathLengthExceeded(let allowed, let found):
      "it allows \(allowed) intermediate\(allowed == 1 ? "" : "s") below it, and \(found) follow\(found == 1 ? "s" : "")"
    case .nameNotPermitted(let name, let constraint, let authority):
      "its name `\(name)` is not among the names that `\(authority)` permits: "
        + constraint.map(\.description).joined(separator: ", ")
    case .nameExcluded(let name, let constraint, let authority):
      "its name `\(name)` is among the names that `\(authority)` excludes: \(constraint)"
    case .constraintUnsupported(let name, let authority):
      "its name `\(name)` is of a kind that `\(authority)` constrains, and webpki cannot compare such names"
    case .unknownCriticalExtension(let identifier):
      "it has the critical extension \(identifier), which is not supported here, so it must be rejected"
    case .purposeNotAllowed(let purpose, let allowed):
      "its extendedKeyUsage (\(allowed.map(\.description).joined(separator: ", "))) does not allow \(purpose)"
    case .keyNotTrusted(let detail): "its key is not trusted: \(detail)"
    case .signatureAlgorithmNotTrusted(let identifier): "its signature algorithm (\(identifier)) is not trusted"
    case .badlyFormed(let detail): detail
    case .anchorNotSelfSigned: "it is in the bundle, but it is not a self-signed root and cannot end a path"
    case .leafIsAnchor: "it is itself a root of the bundle, and a leaf cannot be its own anchor"
    case .policyNotAcceptable(let wanted):
      "an explicit certificate policy is required, and none\(Self.policies(wanted)) is valid from the root down to it"
    case .anyPolicyMapped: "it maps anyPolicy, which must not be mapped"
    case .revoked(let reason, let date, let list): "it was revoked on \(date) (\(reason)), according to the \(list)"
    case .revocationUnknown(let issuer):
      "no revocation list of `\(issuer)`, or of the CRL issuer that it names, covers it"
    case .revocationListNotCurrent(let list, let thisUpdate, let nextUpdate, let at):
      "the \(list), which covers it, \(Self.current(thisUpdate, nextUpdate, at))"
    case .revocationListNotTrusted(let list, let detail):
      "the \(list), which would cover it, is not trustworthy: \(detail)"
    case .tooManyIntermediates(let limit): "the path would have more than \(limit) intermediates"
    }
  }

  private static func policies(_ wanted: [String]) -> String {
    wanted.isEmpty ? "" : " of the required ones (\(wanted.joined(separator: ", ")))"
  }

  private static func current(_ thisUpdate: Timestamp, _ nextUpdate: Timestamp, _ at: Timestamp) -> String {
    at < thisUpdate
      ? "was issued on \(thisUpdate), \(span(thisUpdate.seconds - at.seconds)) after \(at)"
      : "was due to be replaced on \(nextUpdate), \(span(at.seconds - nextUpdate.seconds)) before \(at)"
  }

  private static func span(_ seconds: Int64) -> String {
    switch seconds {
    case 1: "1 second"
    case ..<120: "\(seconds) seconds"
    case ..<7200: "\(seconds / 60) minutes"
    case ..<172_800: "\(seconds / 3600) hours"
    default: "\(seconds / 86_400) days"
    }
  }
}
