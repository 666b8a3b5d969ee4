public import Diagnostics

/// Why a path does not lead from the leaf to an anchor. Cases carry the evidence.
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
  /// The leaf is a root of the bundle: trusting it says nothing of what it presents.
  case leafIsAnchor
  /// RFC 5280 6.1.3 (f) and 6.1.5 (g): no certificate policy that is asked for holds along the whole path.
  case policyNotAcceptable(wanted: [String])
  /// RFC 5280 6.1.4 (a).
  case anyPolicyMapped
  /// RFC 5280 6.3: a revocation list names it.
  case revoked(reason: RevocationReason, date: Timestamp, list: String)
  /// RFC 5280 6.3: no revocation list covers it.
  case revocationUnknown(issuer: DistinguishedName)
  /// RFC 5280 6.3.3 (a): the list that covers it is too old, or of the future.
  case revocationListNotCurrent(list: String, thisUpdate: Timestamp, nextUpdate: Timestamp, at: Timestamp)
  /// RFC 5280 6.3.3 (f) and (g): the list that covers it cannot be relied on.
  case revocationListNotTrusted(list: String, detail: String)
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
    case .policyNotAcceptable: "MT-PV-16"
    case .anyPolicyMapped: "MT-PV-17"
    case .revoked: "MT-PV-18"
    case .revocationUnknown: "MT-PV-19"
    case .revocationListNotCurrent: "MT-PV-20"
    case .revocationListNotTrusted: "MT-PV-21"
    case .leafIsAnchor: "MT-PV-22"
    }
  }

  /// Whether a path led to an anchor and broke a rule on the way; otherwise it led nowhere.
  var isOfWholePath: Bool { rank > 3 }

  /// How telling the reason is among those of many failed paths; the highest is told first. A path that came as far
  /// as an anchor says more than one that found no issuer.
  var rank: Int {
    switch self {
    case .tooManyIntermediates: 0
    case .issuerNotFound, .leafIsAnchor: 1
    case .signatureInvalid: 2
    case .anchorNotSelfSigned: 3
    case .notAnAuthority, .signingNotAllowed: 4
    case .badlyFormed, .keyNotTrusted, .signatureAlgorithmNotTrusted, .unknownCriticalExtension: 5
    case .pathLengthExceeded, .purposeNotAllowed, .policyNotAcceptable, .anyPolicyMapped: 6
    case .nameNotPermitted, .nameExcluded: 7
    case .notYetValid: 8
    case .expired: 9
    case .revocationUnknown, .revocationListNotCurrent, .revocationListNotTrusted: 10
    case .revoked: 11
    }
  }
}
