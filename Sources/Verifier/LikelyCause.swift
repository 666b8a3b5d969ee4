import Diagnostics
import SPIFFE
import X509

/// The likely cause of a refusal, inferred from the chain and the other bundles. It explains a verdict and never
/// changes it.
struct LikelyCause {
  let why: Message
  let next: Message
  /// The rule actually broken, if it is not the one at which path validation failed.
  var code: Code?

  /// `failed` is the path that got furthest, `certificate` the one that broke it.
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
        why: "`\(authority)` may not issue for that name, and neither may any CA below it",
        next: "reissue the certificate without the name, or the CA with wider constraints")
    case .constraintUnsupported(_, let authority):
      self.init(
        why: "its ztunnel has webpki 0.103.12 or later, which refuses every URI below a CA that constrains URIs "
          + "(RUSTSEC-2026-0098)",
        next: "replace `\(authority)` by a CA without URI constraints: "
          + "`\(.meshtrust("explain", failed.rule.rawValue))` tells you how")
    case .pathLengthExceeded(let allowed, _): self.init(short: certificate, allowed)
    case .purposeNotAllowed:
      self.init(
        why: "gateways and sidecars are both TLS clients and servers; OpenSSL fails with error 26 (istio/istio#27193)",
        next: "reissue it without extendedKeyUsage, or with serverAuth and clientAuth")
    case .revoked, .revocationUnknown, .revocationListNotCurrent, .revocationListNotTrusted:
      self.init(revocation: failed.failure)
    case .leafIsAnchor:
      self.init(
        why: "a workload's certificate is issued below a root, and never trusted by itself",
        next: "present the workload's certificate first, and no root")
    case .tooManyIntermediates:
      self.init(
        why: "no mesh has so many CAs above its workloads",
        next: "present only the leaf and the CAs between it and the root")
    case .policyNotAcceptable, .anyPolicyMapped:
      self.init(
        why: "path validation (RFC 5280 section 6.1) fails at this check",
        next: "leave out the policy options, or have it reissued with the policy; "
          + "`\(.meshtrust("explain", failed.rule.rawValue))` tells you more")
    case .notAnAuthority, .signingNotAllowed, .unknownCriticalExtension, .keyNotTrusted, .signatureAlgorithmNotTrusted,
      .badlyFormed:
      self.init(
        why: "path validation (RFC 5280 section 6.1) fails at this check",
        next: "have it reissued; `\(.meshtrust("explain", failed.rule.rawValue))` tells you how")
    }
  }

  init(why: Message, next: Message, code: Code? = nil) {
    self.why = why
    self.next = next
    self.code = code
  }

  private init(expired certificate: Certificate, _ path: [Certificate], _ time: Timestamp) {
    let clock: Message =
      "if that date is still in the future, this machine's clock is ahead: compare `date -u` on both sides"
    if path.count > 1, path.allSatisfy({ $0.validity.notAfter < time }) {
      self.init(why: "every certificate of the path has expired; the clock of this machine may be ahead", next: clock)
    } else if !certificate.isAuthority {
      self.init(
        why: "the workload did not get a new certificate in time: istiod was unreachable, or its CA had expired",
        next: "restart the workload and check istiod's log; " + clock)
    } else if certificate.isSelfIssued {
      self.init(
        why: "every proxy rejects everything below it", next: "agree with every peer on a new root; " + clock)
    } else {
      self.init(
        why: "every proxy rejects everything below it",
        next: "its mesh's administrator renews it; in the home that issued it, `\(.meshtrust("plan"))` tells how; "
          + clock)
    }
  }

  /// Where a list is missing, old or of somebody else, nothing is wrong with the certificate.
  private init(revocation failure: PathFailure) {
    switch failure {
    case .revoked:
      self.init(
        why: "the CA that issued it no longer answers for it",
        next: "find out why it was revoked; its holder needs a new certificate with a new key")
    case .revocationListNotTrusted:
      self.init(
        why: "only the CA that issued the certificate says whether it is revoked",
        next: "get the CRL from that CA itself")
    default:
      self.init(
        why: "as soon as one CRL is given, every CA of the path needs a current one",
        next: "get the current CRL of each CA, or give none")
    }
  }

  /// Nothing stands above a root, so only the root itself can be made again.
  private init(short certificate: Certificate, _ allowed: Int) {
    let limit = allowed == 0 ? "leaves alone" : "at most \(allowed) intermediate\(allowed == 1 ? "" : "s") below it"
    if certificate.isSelfIssued {
      self.init(
        why: "`\(certificate)` is a root that was made for \(limit) (pathlen \(allowed)), and every library counts "
          + "the intermediates below it",
        next:
          "make another root, or reissue this one with the same key and name and a longer path length; then replace "
          + "it in every bundle")
    } else {
      self.init(
        why: "the CA was issued to sign leaves of its own mesh, not further CAs (pathlen \(allowed))",
        next: "have the leaf issued by a CA higher in the hierarchy, or the CA reissued with a longer path length")
    }
  }

  private init(early certificate: Certificate, _ search: DomainPathSearch) {
    let others = search.chain.filter { $0 != certificate && $0.validity.notBefore > search.policy.time }
    self.init(
      why: others.isEmpty
        ? "the clock of the issuing machine is ahead, or the one here is behind"
        : "other certificates of the chain are not valid yet either, so the clock here is probably behind",
      next: "compare `date -u` on both sides")
  }

  /// CA-08 and CA-12: a URI outside an authority's permitted names.
  private init(outside name: [UInt8], _ permitted: [GeneralName], _ authority: String) {
    let bases = permitted.compactMap(\.uri)
    let domain = (try? SPIFFEID(uriBytes: name))?.trustDomain
    if let domain, let base = bases.first(where: { $0 == "." + domain.name }) {
      self.init(
        why: "the constraint `\(base)` covers only names below \(domain), not \(domain) itself",
        next: "reissue the CA with the constraint `\(domain)`")
    } else if let domain, let base = bases.first(where: { domain.name.hasSuffix("." + $0) }) {
      self.init(
        why: "\(domain) is below \(base), and the constraint covers \(base) alone; Go accepts it, others do not",
        next: "have the certificate issued by the intermediate of \(domain)")
    } else {
      self.init(
        why: "`\(authority)` may issue only for \(bases.joined(separator: ", ")); "
          + "a certificate for another name is forged, or its request went to the wrong mesh",
        next: "have it issued by the intermediate of its own trust domain")
    }
  }
}
