public import Diagnostics

/// Why a path does not lead from the leaf to an anchor. Cases carry the evidence; the story is told from it.
public enum PathFailure: Hashable, Sendable {
  /// RFC 5280 6.1.3 (a)(4): nobody here is the issuer.
  case issuerNotFound(issuer: DistinguishedName)
  /// RFC 5280 6.1.3 (a)(1): the issuer's key did not make the signature.
  case signatureInvalid(issuer: String)
  /// RFC 5280 6.1.3 (a)(2).
  case expired(notAfter: Timestamp, at: Timestamp)
  /// RFC 5280 6.1.3 (a)(2).
  case notYetValid(notBefore: Timestamp, at: Timestamp)
  /// RFC 5280 6.1.4 (k).
  case notAnAuthority
  /// RFC 5280 6.1.4 (n).
  case signingNotAllowed(keyUsage: [String])
  /// RFC 5280 6.1.4 (l) and (m).
  case pathLengthExceeded(allowed: Int, found: Int)
  /// RFC 5280 6.1.3 (b) and (c).
  case nameNotPermitted(name: GeneralName, constraint: [GeneralName], authority: String)
  /// RFC 5280 6.1.3 (b) and (c).
  case nameExcluded(name: GeneralName, constraint: GeneralName, authority: String)
  /// RFC 5280 6.1.4 (o) and 6.1.5 (f).
  case unknownCriticalExtension(identifier: String)
  /// RFC 5280 4.2.1.12, nested through authorities as every TLS library does.
  case purposeNotAllowed(purpose: ExtendedKeyUsage.Purpose, allowed: [ExtendedKeyUsage.Purpose])
  /// The key is of a kind or size that is not trusted.
  case keyNotTrusted(detail: String)
  /// The signature's algorithm is not trusted: SHA-1, MD5, DSA, or unknown.
  case signatureAlgorithmNotTrusted(identifier: String)
  /// A rule of RFC 5280 section 4 for what a certificate must look like.
  case badlyFormed(detail: String)
  /// The bundle holds this certificate, but it is no self-signed root, so that it cannot end a path.
  case anchorNotSelfSigned
  /// The path runs through the same key and name twice, or is longer than any that is followed.
  case tooManyIntermediates(limit: Int)
}

extension PathFailure {
  /// The public code of the rule.
  public var code: Code {
    switch self {
    case .issuerNotFound: "MT-PV-01"
    case .signatureInvalid: "MT-PV-02"
    case .expired: "MT-PV-03"
    case .notYetValid: "MT-PV-04"
    case .notAnAuthority: "MT-PV-05"
    case .signingNotAllowed: "MT-PV-06"
    case .pathLengthExceeded: "MT-PV-07"
    case .nameNotPermitted, .nameExcluded: "MT-PV-08"
    case .unknownCriticalExtension: "MT-PV-09"
    case .purposeNotAllowed: "MT-PV-10"
    case .keyNotTrusted: "MT-PV-11"
    case .signatureAlgorithmNotTrusted: "MT-PV-12"
    case .badlyFormed: "MT-PV-13"
    case .tooManyIntermediates: "MT-PV-14"
    case .anchorNotSelfSigned: "MT-PV-15"
    }
  }

  /// How telling the reason is among those of many failed paths; the highest is told first. A path that came as far
  /// as an anchor says more than one that found no issuer.
  var rank: Int {
    switch self {
    case .tooManyIntermediates: 0
    case .issuerNotFound: 1
    case .signatureInvalid: 2
    case .anchorNotSelfSigned: 3
    case .notAnAuthority, .signingNotAllowed: 4
    case .badlyFormed, .keyNotTrusted, .signatureAlgorithmNotTrusted, .unknownCriticalExtension: 5
    case .pathLengthExceeded, .purposeNotAllowed: 6
    case .nameNotPermitted, .nameExcluded: 7
    case .notYetValid: 8
    case .expired: 9
    }
  }
}

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
    case .tooManyIntermediates(let limit): "the path would have more than \(limit) intermediates"
    }
  }

  private static func span(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) seconds"
    case ..<7200: "\(seconds / 60) minutes"
    case ..<172_800: "\(seconds / 3600) hours"
    default: "\(seconds / 86_400) days"
    }
  }
}
