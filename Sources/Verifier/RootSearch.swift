import Diagnostics
import SPIFFE
import X509

/// Looks for the missing root or intermediate: in other bundles, in other generations, in the chain itself.
struct RootSearch {
  private let search: DomainPathSearch
  private let failures: [FailedPath]
  private let failed: FailedPath
  private let certificate: Certificate

  init(_ search: DomainPathSearch, _ failures: [FailedPath], _ failed: FailedPath, _ certificate: Certificate) {
    self.search = search
    self.failures = failures
    self.failed = failed
    self.certificate = certificate
  }

  private var bundle: TrustBundle { search.bundle }

  /// The most telling cause first.
  var cause: LikelyCause {
    ownRoot() ?? elsewhere() ?? onlyIntermediate() ?? replacedRoot() ?? otherKey() ?? missingIntermediate()
      ?? otherGeneration() ?? gap() ?? foreign()
  }

  /// The peer's bundle holds only our own roots.
  private func ownRoot() -> LikelyCause? {
    guard let own = search.ownTrustDomain, own != bundle.trustDomain else { return nil }
    let ownKeys = Set((search.bundles[own]?.certificates ?? []).map(\.publicKeyInfo.der))
    let isOurs = bundle.certificates.allSatisfy { root in
      ownKeys.contains(root.publicKeyInfo.der) || root.uris == [own.uri]
    }
    guard isOurs else { return nil }
    return LikelyCause(
      why: "the bundle for \(bundle.trustDomain) contains the root of our own trust domain, \(own)",
      next: "put the peer's root, not our own, into `<peer>-ca-root-cert`")
  }

  /// V-03: the chain leads to a known root of another domain.
  private func elsewhere() -> LikelyCause? {
    let wanted = Set(failures.compactMap { $0.certificates.last?.issuer })
    let other = search.bundles.others(than: bundle.trustDomain).first { other in
      other.certificates.contains { wanted.contains($0.subject) } && leads(to: other)
    }
    guard let other else { return nil }
    return LikelyCause(
      why: "the chain leads to a root in the bundle of \(other.trustDomain), which is not trusted for "
        + "\(bundle.trustDomain): bundles are never merged",
      next: "compare the two bundles: either one ConfigMap contains the other mesh's root, or "
        + "\(other.trustDomain) forges identities of \(bundle.trustDomain)",
      code: "MT-V-03")
  }

  private func leads(to other: TrustBundle) -> Bool {
    guard let anchors = search.bundles.anchors(of: other.trustDomain) else { return false }
    let builder = PathBuilder(anchors: anchors, policy: search.policy)
    switch builder.verdict(leaf: search.leaf, intermediates: Array(search.chain.dropFirst())) {
    case .valid: return true
    case .tooComplex: return false
    case .invalid(let failures):
      // A path that breaks at a date or a name did reach the root.
      switch failures.first?.failure {
      case nil, .issuerNotFound, .signatureInvalid, .anchorNotSelfSigned, .tooManyIntermediates: return false
      default: return true
      }
    }
  }

  /// The bundle holds the issuer but not the root above it.
  private func onlyIntermediate() -> LikelyCause? {
    guard case .anchorNotSelfSigned = failed.failure else { return nil }
    return LikelyCause(
      why: "the bundle contains only an intermediate; Envoy and OpenSSL look for its issuer `\(certificate.issuer)`, "
        + "which is missing",
      next: "add the root to the bundle; the intermediate may stay in it")
  }

  /// The peer presents a root of the same name as the bundle's, with another key.
  private func replacedRoot() -> LikelyCause? {
    guard case .signatureInvalid = failed.failure else { return nil }
    let roots = search.chain.dropFirst().filter { $0.isAuthority && $0.isSelfSigned }
    for presented in roots {
      guard let held = bundle.certificates.first(where: { $0.subject == presented.subject }),
        !bundle.certificates.contains(where: { $0.publicKeyInfo.der == presented.publicKeyInfo.der })
      else { continue }
      return LikelyCause(
        why:
          "the peer presents a root of the same name with another key (SHA-256 \(presented.fingerprint.prefix(16))…, "
          + "since \(presented.validity.notBefore.day)) than the bundle's (\(held.fingerprint.prefix(16))…, since "
          + "\(held.validity.notBefore.day)): its root was replaced, or its mesh reinstalled",
        next: "ask the other administrator for the current root, compare its fingerprint, "
          + "\(presented.fingerprint), and replace the bundle")
    }
    return nil
  }

  /// The bundle's root has the same name but did not make the signature.
  private func otherKey() -> LikelyCause? {
    guard case .signatureInvalid = failed.failure else { return nil }
    guard let held = bundle.certificates.first(where: { $0.subject == certificate.issuer }) else {
      return LikelyCause(
        why: "the certificate was modified, or was not issued by the CA that it names",
        next: "have it reissued, and present the intermediate that signed it")
    }
    guard let difference = difference(from: held) else {
      guard namesKey(of: held) else {
        return LikelyCause(
          why:
            "the root was replaced by another of the same name, as when a mesh is reinstalled (likelier, since no key "
            + "identifiers tell the two apart), or the certificate was modified after it was signed",
          next: "ask the other administrator for the current root, and compare its fingerprint with the bundle's: "
            + "\(held.fingerprint)")
      }
      return LikelyCause(
        why: "the bundle's root of that name seems to be the right one, so the certificate was modified after it was "
          + "signed, or another root was given the same name",
        next: "have it reissued, and compare the root's fingerprint with the other administrator: "
          + "\(held.fingerprint)")
    }
    let age =
      held.validity.notBefore > certificate.validity.notBefore
      ? "it is newer than the certificate" : "the chain was signed by another generation of it"
    return LikelyCause(
      why: "the bundle's root of that name has \(difference); \(age)",
      next: "ask the other administrator for the current root, and compare fingerprints")
  }

  /// Whether the certificate names the root's key by its identifier.
  private func namesKey(of held: Certificate) -> Bool {
    certificate.extensions.authorityKeyIdentifier?.keyIdentifier != nil
      && held.extensions.subjectKeyIdentifier != nil
  }

  /// What the certificate says of its issuer (RFC 5280 section 4.2.1.1) and the root contradicts, with both values.
  private func difference(from held: Certificate) -> String? {
    let named = certificate.extensions.authorityKeyIdentifier
    if let wanted = named?.keyIdentifier?.hexadecimal, let found = held.extensions.subjectKeyIdentifier?.hexadecimal,
      wanted != found
    {
      return "another key (key identifier \(found.prefix(16))… instead of \(wanted.prefix(16))…)"
    }
    if let wanted = named?.serialNumber, wanted != held.serialNumber {
      return "another serial number (\(held.serialNumber) instead of \(wanted))"
    }
    if let wanted = named?.issuerName, wanted != held.issuer {
      return "another issuer (`\(held.issuer)` instead of `\(wanted)`)"
    }
    return nil
  }

  /// The leaf's issuer was not presented.
  private func missingIntermediate() -> LikelyCause? {
    guard failed.index == 0, generation(of: certificate.issuer) == nil else { return nil }
    return LikelyCause(
      why: (search.chain.count == 1
        ? "only the leaf was presented" : "none of the presented certificates is its issuer")
        + ", so an intermediate is missing; the bundle of \(bundle.trustDomain) contains \(held)",
      next: "add the intermediate to the presenting mesh's cert-chain.pem, or present it after the leaf")
  }

  /// The bundle holds an older or newer root of the same mesh.
  private func otherGeneration() -> LikelyCause? {
    guard let (held, wanted) = generation(of: certificate.issuer) else { return nil }
    return LikelyCause(
      why: "the chain leads to generation \(wanted) of that root, and the bundle of \(bundle.trustDomain) contains "
        + "generation \(held)",
      next: wanted > held
        ? "the root was rotated: ask the other administrator for the current bundle, and compare fingerprints"
        : "the old root was removed from the bundle too early: put it back until nothing below it is in use")
  }

  /// An intermediate was presented, and what issued it is neither in the chain nor in the bundle.
  private func gap() -> LikelyCause? {
    guard case .issuerNotFound(let issuer) = failed.failure, failed.index > 0, !certificate.isSelfIssued else {
      return nil
    }
    let related = bundle.certificates.first { $0.isAuthority && $0.subject.isRelated(to: issuer) }
    let middle: Message =
      "if `\(issuer)` is an intermediate, it is missing in the peer's cert-chain.pem"
    let top: Message = "if it is a root, it is missing in the bundle of \(bundle.trustDomain), which contains \(held)"
    if let related {
      return LikelyCause(
        why: "\(middle): likelier, since the bundle's `\(related)` has the same organization; \(top)",
        next: "add `\(issuer)` to cert-chain.pem at the peer, behind `\(certificate)`; if it is a root, ask the other "
          + "administrator for it and compare fingerprints")
    }
    return LikelyCause(
      why: "\(top); \(middle)",
      next: "ask the other administrator for `\(issuer)` and compare fingerprints: a root belongs into the bundle, an "
        + "intermediate into the peer's cert-chain.pem")
  }

  private func foreign() -> LikelyCause {
    LikelyCause(
      why: "the bundle of \(bundle.trustDomain) contains \(held): another mesh's, or an older or newer bundle",
      next: "ask the other administrator for the current root, and compare fingerprints")
  }

  private var held: String {
    let names = bundle.certificates.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    return bundle.certificates.count > 3 ? "\(names) and \(bundle.certificates.count - 3) more" : names
  }

  /// The generation of a root held in the bundle and the one needed: `… root CA g2` in the common name.
  private func generation(of name: DistinguishedName) -> (held: Int, wanted: Int)? {
    guard let wanted = Self.generation(name) else { return nil }
    let held = bundle.certificates.compactMap { Self.generation($0.subject) }
      .first { $0.stem == wanted.stem && $0.organization == wanted.organization && $0.number != wanted.number }
    return held.map { ($0.number, wanted.number) }
  }

  private static func generation(_ name: DistinguishedName) -> (organization: String?, stem: Substring, number: Int)? {
    guard let text = name.commonName, let space = text.lastIndex(of: " ") else { return nil }
    let last = text[text.index(after: space)...]
    guard last.first == "g", let number = Int(last.dropFirst()), number > 0 else { return nil }
    return (name.organization, text[..<space], number)
  }
}

extension DistinguishedName {
  /// Whether both names are of one organization.
  fileprivate func isRelated(to other: DistinguishedName) -> Bool {
    guard let organization, let wanted = other.organization else { return false }
    return organization == wanted
  }
}

extension AuthorityKeyIdentifier {
  /// The issuer's issuer, if it is a directory name.
  fileprivate var issuerName: DistinguishedName? {
    (issuer ?? []).lazy.compactMap { if case .directory(let name) = $0 { name } else { nil } }.first
  }
}
