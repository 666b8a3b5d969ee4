import Diagnostics
public import SPIFFE
public import X509

/// Verifies a presented chain against the bundle of its trust domain, in a fixed order: the chain's shape, the leaf's
/// SPIFFE ID, the path to a root of that domain's bundle, the X509-SVID rules, and the expected identity.
public struct ChainVerifier: Sendable {
  private let bundles: BundleSet
  private let ownTrustDomain: TrustDomain?
  private let revocation: RevocationLists?
  private let limits: PathLimits

  /// A verifier that trusts these bundles and nothing else.
  ///
  /// `ownTrustDomain` is the verifying mesh's own domain. It is used only in explanations: putting one's own root into
  /// a peer's bundle is a common mistake. If `revocation` is given, every certificate below the root must be covered by
  /// a list.
  public init(
    bundles: BundleSet, ownTrustDomain: TrustDomain? = nil, revocation: RevocationLists? = nil,
    limits: PathLimits = PathLimits()
  ) {
    self.bundles = bundles
    self.ownTrustDomain = ownTrustDomain
    self.revocation = revocation
    self.limits = limits
  }

  /// Verifies one chain, leaf first, at a point in time.
  public func verify(_ chain: [Certificate], expecting expectation: Expectation, at time: Timestamp) -> Verification {
    if let excess = ChainShape.excess(of: chain) {
      return Verification(presented: chain, expectation: expectation, time: time, findings: [excess])
    }
    let shape = ChainShape(chain)
    guard let leaf = chain.first else {
      return Verification(presented: chain, expectation: expectation, time: time, findings: shape.findings)
    }
    if let corrected = shape.corrected {
      // Even if the reordered chain is valid, the peer authenticated with a CA certificate.
      let inOrder = verify(corrected, expecting: expectation, at: time)
      return Verification(
        presented: chain, expectation: expectation, time: time, findings: [shape.reversed(inOrder)] + shape.findings)
    }
    // A CA's certificate in place of a chain is no bad leaf: rules about leaves would only mislead.
    if shape.isAuthorityAlone {
      return Verification(presented: chain, expectation: expectation, time: time, findings: shape.findings)
    }
    let leafFindings = SVIDRules.leaf(leaf)
    switch SVIDRules.identity(of: leaf) {
    case .failure(let refusal):
      let finding = told(refusal.diagnostic, leaf, expectation)
      // What an ordinary TLS certificate lacks of an SVID is no news.
      return Verification(
        presented: chain, expectation: expectation, time: time,
        findings: shape.findings + [finding] + (SVIDRules.isOrdinary(leaf) ? [] : leafFindings))
    case .success(let identity):
      let found = search(chain, leaf, identity, expectation, at: time)
      let said = leafFindings.filter { $0.severity == .error }.map(\.code)
      return Verification(
        presented: chain, expectation: expectation, time: time, identity: identity, path: found.path,
        failedPaths: found.failures,
        findings: shape.findings + chain.distinct().compactMap(SVIDRules.serialNumber)
          + findings(of: identity, expectation)
          + found.findings.filter { !said.contains($0.code) } + leafFindings + identity.findings)
    }
  }

  /// V-01, V-03, V-04 and V-05: a path to a root of the identity's own trust domain.
  private func search(
    _ chain: [Certificate], _ leaf: Certificate, _ identity: SPIFFEID, _ expectation: Expectation, at time: Timestamp
  ) -> DomainPathSearch.Outcome {
    // Only the expected domain's bundle counts, and only for identities of that domain (V-03).
    let domain = identity.trustDomain
    guard domain == expectation.trustDomain else { return DomainPathSearch.Outcome() }
    guard let member = bundles.member(domain) else {
      let finding = Diagnostic(
        "MT-V-04", what: "there is no bundle for \(domain)",
        why: "a chain is verified only against the roots of its own trust domain",
        next: "pass it with --bundle")
      return DomainPathSearch.Outcome(findings: [finding])
    }
    guard !member.bundle.certificates.isEmpty else {
      return DomainPathSearch.Outcome(findings: member.findings(at: time))
    }
    let search = DomainPathSearch(
      leaf: leaf, chain: chain, member: member, bundles: bundles, ownTrustDomain: ownTrustDomain,
      policy: PathPolicy(
        time: time, purposes: [.serverAuth, .clientAuth], revocation: revocation, limits: limits))
    return search.outcome()
  }

  /// LF-03 and V-06: the identity names a workload, and it is the expected one.
  private func findings(of identity: SPIFFEID, _ expectation: Expectation) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if identity.path.isEmpty {
      findings.append(
        Diagnostic(
          "MT-LF-03", what: "the leaf's SPIFFE ID \(identity) has no path",
          why: "it names the trust domain itself, which only a CA's ID may (X509-SVID section 2)",
          next: "reissue it with the ID of its workload"))
    }
    if identity.trustDomain != expectation.trustDomain {
      findings.append(Mismatch.trustDomain(expected: expectation.trustDomain, found: identity))
    } else if let expected = expectation.identity, expected != identity {
      findings.append(Mismatch.identity(expected: expected, found: identity, expectation))
    }
    return findings
  }

  /// The refusal, extended by how the leaf's URI differs from the expected identity.
  private func told(_ refusal: Diagnostic, _ leaf: Certificate, _ expectation: Expectation) -> Diagnostic {
    guard leaf.uris.count == 1, let likeness = Mismatch.likeness(of: leaf.uris[0], to: expectation) else {
      return refusal
    }
    var told = refusal
    told.why += "; compared with the expected \(expectation.identity?.uri ?? ""), \(likeness)"
    return told
  }
}
