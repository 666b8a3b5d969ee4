import Diagnostics
import SPIFFE
import X509

/// The likely cause of a refusal, found by looking at what else is at hand. It explains a verdict and changes none.
struct LikelyCause {
  /// The evidence.
  let why: Message
  /// What to do.
  let next: Message
  /// The rule that is really broken, when it is another one than where the path broke.
  var code: Code?

  /// Looks at the path that came furthest, and at the certificate where it broke.
  init(_ search: DomainPathSearch, _ failures: [FailedPath], _ failed: FailedPath, _ certificate: Certificate) {
    switch failed.failure {
    case .issuerNotFound, .signatureInvalid, .anchorNotSelfSigned:
      self = RootSearch(search, failures, failed, certificate).cause
    case .expired(_, let at): self.init(expired: certificate, failed.certificates, at)
    case .notYetValid: self.init(early: certificate, search)
    case .nameNotPermitted(.uri(let name), let constraint, let authority):
      self.init(outside: name, constraint, authority)
    case .nameNotPermitted(_, _, let authority), .nameExcluded(_, _, let authority):
      self.init(
        why: "`\(authority)` may not vouch for that name, and neither may anything below it",
        next: "issue the certificate without the name, or the authority with wider constraints")
    case .pathLengthExceeded:
      self.init(
        why: "the authority was issued to sign leaves of its own mesh, and not to make further authorities",
        next: "have the leaf issued by an authority that stands higher")
    case .purposeNotAllowed:
      self.init(
        why: "gateways and sidecars are both ends of TLS, and OpenSSL's clients fail with error 26 (istio/istio#27193)",
        next: "issue it again without extendedKeyUsage, or with serverAuth and clientAuth")
    case .notAnAuthority, .signingNotAllowed, .unknownCriticalExtension, .keyNotTrusted, .signatureAlgorithmNotTrusted,
      .badlyFormed, .leafIsAnchor, .policyNotAcceptable, .anyPolicyMapped, .revoked, .revocationUnknown,
      .revocationListNotCurrent, .revocationListNotTrusted, .tooManyIntermediates:
      self.init(
        why: "path validation of RFC 5280 section 6.1 stops here",
        next: "have it issued again; `\(.meshtrust("explain", failed.rule.rawValue))` says how")
    }
  }

  init(why: Message, next: Message, code: Code? = nil) {
    self.why = why
    self.next = next
    self.code = code
  }

  private init(expired certificate: Certificate, _ path: [Certificate], _ time: Timestamp) {
    let clock: Message =
      "if the date should lie in the future, the clock here is ahead: compare `date -u` on both sides"
    if path.count > 1, path.allSatisfy({ $0.validity.notAfter < time }) {
      self.init(why: "every certificate of the path has expired, which may be a clock that is ahead", next: clock)
    } else if !certificate.isAuthority {
      self.init(
        why: "the workload was not given a new certificate in time: istiod was out of reach, or its own has expired",
        next: "restart the workload and look at istiod's log; " + clock)
    } else if certificate.isSelfIssued {
      self.init(
        why: "every proxy refuses everything below it", next: "agree with every peer on a new root; " + clock)
    } else {
      self.init(
        why: "every proxy refuses everything below it", next: "renew it: `\(.meshtrust("plan"))` says how; " + clock)
    }
  }

  private init(early certificate: Certificate, _ search: DomainPathSearch) {
    let others = search.chain.filter { $0 != certificate && $0.validity.notBefore > search.policy.time }
    self.init(
      why: others.isEmpty
        ? "the clock of the machine that issued it is ahead, or the one here is behind"
        : "others of the chain are not valid yet either, which points to a clock here that is behind",
      next: "compare `date -u` on both sides")
  }

  /// CA-08 and CA-12: a URI outside of what an authority permits.
  private init(outside name: [UInt8], _ permitted: [GeneralName], _ authority: String) {
    let bases = permitted.compactMap(\.uri)
    let domain = (try? SPIFFEID(uriBytes: name))?.trustDomain
    if let domain, let base = bases.first(where: { $0 == "." + domain.name }) {
      self.init(
        why: "the constraint `\(base)` holds only names below \(domain), and not \(domain) itself",
        next: "issue the authority again with the constraint `\(domain)`")
    } else if let domain, let base = bases.first(where: { domain.name.hasSuffix("." + $0) }) {
      self.init(
        why: "\(domain) is below \(base), and the constraint holds \(base) alone; Go would let it pass, others do not",
        next: "issue the certificate from the intermediate of \(domain)")
    } else {
      self.init(
        why: "`\(authority)` vouches for \(bases.joined(separator: ", ")) only; "
          + "what it signs for others is forged, or was sent to the wrong mesh for signing",
        next: "have it issued by the intermediate of its own trust domain")
    }
  }
}
