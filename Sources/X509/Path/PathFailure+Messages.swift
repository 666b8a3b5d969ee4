extension PathFailure: CustomStringConvertible {
  /// The reason in one sentence without its subject, to follow the certificate's name: "expired on …".
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
      "its name `\(name)` is not within what `\(authority)` permits: "
        + constraint.map(\.description).joined(separator: ", ")
    case .nameExcluded(let name, let constraint, let authority):
      "its name `\(name)` is within what `\(authority)` excludes: \(constraint)"
    case .unknownCriticalExtension(let identifier):
      "it has the critical extension \(identifier), which is not understood here, so it must be refused"
    case .purposeNotAllowed(let purpose, let allowed):
      "its extendedKeyUsage (\(allowed.map(\.description).joined(separator: ", "))) does not allow \(purpose)"
    case .keyNotTrusted(let detail): "its key is not trusted: \(detail)"
    case .signatureAlgorithmNotTrusted(let identifier): "its signature algorithm (\(identifier)) is not trusted"
    case .badlyFormed(let detail): detail
    case .anchorNotSelfSigned: "it stands in the bundle, but is no self-signed root, so that it cannot end a path"
    case .leafIsAnchor: "it is a root of the bundle itself, and a leaf is never its own anchor"
    case .policyNotAcceptable(let wanted):
      "an explicit certificate policy is asked for, and none\(Self.policies(wanted)) holds from the root down to it"
    case .anyPolicyMapped: "it maps anyPolicy, which nobody may map"
    case .revoked(let reason, let date, let list): "it was revoked on \(date), reason \(reason), says the \(list)"
    case .revocationUnknown(let issuer):
      "no revocation list covers it: none of `\(issuer)`, or of the issuer that it names, speaks of it"
    case .revocationListNotCurrent(let list, let thisUpdate, let nextUpdate, let at):
      "the \(list), which covers it, \(Self.current(thisUpdate, nextUpdate, at))"
    case .revocationListNotTrusted(let list, let detail):
      "the \(list), which would cover it, cannot be relied on: \(detail)"
    case .tooManyIntermediates(let limit): "the path would have more than \(limit) intermediates"
    }
  }

  private static func policies(_ wanted: [String]) -> String {
    wanted.isEmpty ? "" : " of those asked for (\(wanted.joined(separator: ", ")))"
  }

  private static func current(_ thisUpdate: Timestamp, _ nextUpdate: Timestamp, _ at: Timestamp) -> String {
    at < thisUpdate
      ? "was made on \(thisUpdate), \(span(thisUpdate.seconds - at.seconds)) after \(at)"
      : "was to be replaced by \(nextUpdate), \(span(at.seconds - nextUpdate.seconds)) before \(at)"
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
