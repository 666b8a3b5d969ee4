package import Diagnostics

/// Why a path is not valid. The cases carry the evidence.
public enum PathFailure: Hashable, Sendable {
  /// RFC 5280 6.1.3 (a)(4): no certificate at hand is the issuer.
  case issuerNotFound(issuer: DistinguishedName)
  /// RFC 5280 6.1.3 (a)(1): the signature does not verify with the issuer's key.
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
  /// An authority constrains names of a kind that webpki cannot compare, so that it refuses every name of that kind.
  case constraintUnsupported(name: GeneralName, authority: String)
  /// RFC 5280 6.1.4 (o) and 6.1.5 (f).
  case unknownCriticalExtension(identifier: String)
  /// RFC 5280 4.2.1.12; like every TLS library, this also applies the limits of the authorities above.
  case purposeNotAllowed(purpose: ExtendedKeyUsage.Purpose, allowed: [ExtendedKeyUsage.Purpose])
  /// The key's type or size is not trusted.
  case keyNotTrusted(detail: String)
  /// The signature's algorithm is not trusted: SHA-1, MD5, DSA, or unknown.
  case signatureAlgorithmNotTrusted(identifier: String)
  /// A rule of RFC 5280 section 4 on the form of certificates.
  case badlyFormed(detail: String)
  /// The certificate is in the bundle but is not a self-signed root, so it cannot end a path.
  case anchorNotSelfSigned
  /// The leaf is itself a root of the bundle, which is not valid for a leaf.
  case leafIsAnchor
  /// RFC 5280 6.1.3 (f) and 6.1.5 (g): no required certificate policy is valid along the whole path.
  case policyNotAcceptable(wanted: [String])
  /// RFC 5280 6.1.4 (a).
  case anyPolicyMapped
  /// RFC 5280 6.3: a revocation list contains it.
  case revoked(reason: RevocationReason, date: Timestamp, list: String)
  /// RFC 5280 6.3: no revocation list covers it.
  case revocationUnknown(issuer: DistinguishedName)
  /// RFC 5280 6.3.3 (a): the list that covers it has expired or is not valid yet.
  case revocationListNotCurrent(list: String, thisUpdate: Timestamp, nextUpdate: Timestamp, at: Timestamp)
  /// RFC 5280 6.3.3 (f) and (g): the list that covers it is not trustworthy.
  case revocationListNotTrusted(list: String, detail: String)
  /// The path is longer than ``PathLimits/intermediates`` allows.
  case tooManyIntermediates(limit: Int)
}

extension PathFailure {
  package var code: Code {
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
    case .policyNotAcceptable: "MT-PV-16"
    case .anyPolicyMapped: "MT-PV-17"
    case .revoked: "MT-PV-18"
    case .revocationUnknown: "MT-PV-19"
    case .revocationListNotCurrent: "MT-PV-20"
    case .revocationListNotTrusted: "MT-PV-21"
    case .leafIsAnchor: "MT-PV-22"
    case .constraintUnsupported: "MT-PV-23"
    }
  }

  /// What somebody has to look for to mend it.
  package enum Cause: Hashable, Sendable {
    /// A certificate of the path is missing, or another one was meant.
    case gap
    /// A certificate is not valid at the time.
    case time
    /// A certificate has to be issued otherwise.
    case certificate
  }

  package var cause: Cause {
    switch self {
    case .issuerNotFound, .signatureInvalid, .anchorNotSelfSigned: .gap
    case .expired, .notYetValid: .time
    default: .certificate
    }
  }

  /// Whether the path reached an anchor before a rule broke.
  var isOfWholePath: Bool { rank > 3 }

  /// How informative the failure is among those of several failed paths; the highest is reported first. A path that
  /// reached an anchor says more than one that found no issuer.
  var rank: Int {
    switch self {
    case .tooManyIntermediates: 0
    case .issuerNotFound, .leafIsAnchor: 1
    case .signatureInvalid: 2
    case .anchorNotSelfSigned: 3
    case .notAnAuthority, .signingNotAllowed: 4
    case .badlyFormed, .keyNotTrusted, .signatureAlgorithmNotTrusted, .unknownCriticalExtension: 5
    case .pathLengthExceeded, .purposeNotAllowed, .policyNotAcceptable, .anyPolicyMapped: 6
    case .nameNotPermitted, .nameExcluded, .constraintUnsupported: 7
    case .notYetValid: 8
    case .expired: 9
    case .revocationUnknown, .revocationListNotCurrent, .revocationListNotTrusted: 10
    case .revoked: 11
    }
  }
}
