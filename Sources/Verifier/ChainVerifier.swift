import Diagnostics
public import SPIFFE
public import X509

/// Judges a presented chain against the bundle of its trust domain, in a fixed order: the chain's shape, the leaf's
/// SPIFFE ID, the bundle of that domain and no other, the path, the X509-SVID rules, the expectation.
public struct ChainVerifier: Sendable {
  private let bundles: BundleSet
  private let ownTrustDomain: TrustDomain?
  private let revocation: RevocationLists?
  private let limits: PathLimits

  /// A verifier that trusts these bundles and nothing else.
  ///
  /// `ownTrustDomain` is the domain of whoever asks. It only helps to explain: a peer's bundle that holds the asker's
  /// own root is a common slip. Revocation lists mean that every certificate below the root must be covered by one.
  public init(
    bundles: BundleSet, ownTrustDomain: TrustDomain? = nil, revocation: RevocationLists? = nil,
    limits: PathLimits = PathLimits()
  ) {
    self.bundles = bundles
    self.ownTrustDomain = ownTrustDomain
    self.revocation = revocation
    self.limits = limits
  }

  /// Judges one chain, leaf first, for a moment.
  public func verify(_ chain: [Certificate], expecting expectation: Expectation, at time: Timestamp) -> Verification {
    let shape = ChainShape(chain)
    guard let leaf = chain.first else {
      return Verification(presented: chain, expectation: expectation, time: time, findings: shape.findings)
    }
    if let corrected = shape.corrected {
      // Whatever the right order would give, what was presented authenticates with a CA.
      let inOrder = verify(corrected, expecting: expectation, at: time)
      return Verification(
        presented: chain, expectation: expectation, time: time, findings: [shape.reversed(inOrder)] + shape.findings)
    }
    let leafFindings = SVIDRules.leaf(leaf)
    switch SVIDRules.identity(of: leaf) {
    case .failure(let refusal):
      let finding = told(refusal.diagnostic, leaf, expectation)
      return Verification(
        presented: chain, expectation: expectation, time: time, findings: shape.findings + [finding] + leafFindings)
    case .success(let identity):
      let found = search(chain, leaf, identity, expectation, at: time)
      let said = Set(leafFindings.filter { $0.severity == .error }.map(\.code))
      return Verification(
        presented: chain, expectation: expectation, time: time, identity: identity, path: found.path,
        failedPaths: found.failures,
        findings: shape.findings + findings(of: identity, expectation)
          + found.findings.filter { !said.contains($0.code) } + leafFindings + identity.findings)
    }
  }

  /// V-01, V-03, V-04 and V-05: a path to a root of the identity's own domain.
  private func search(
    _ chain: [Certificate], _ leaf: Certificate, _ identity: SPIFFEID, _ expectation: Expectation, at time: Timestamp
  ) -> DomainPathSearch.Outcome {
    // Only the expected domain's bundle may count, and only for an identity of that domain (V-03).
    let domain = identity.trustDomain
    guard domain == expectation.trustDomain else { return DomainPathSearch.Outcome() }
    guard let bundle = bundles[domain] else {
      let finding = Diagnostic(
        "MT-V-04", what: "there is no bundle for \(domain)",
        why: "without the domain's roots nothing of it can be trusted, and no other roots are ever used",
        next: "give it with --bundle")
      return DomainPathSearch.Outcome(findings: [finding])
    }
    guard !bundle.certificates.isEmpty else { return DomainPathSearch.Outcome(findings: bundle.findings(at: time)) }
    let search = DomainPathSearch(
      leaf: leaf, chain: chain, bundle: bundle, bundles: bundles, ownTrustDomain: ownTrustDomain,
      policy: PathPolicy(
        time: time, purposes: [.serverAuth, .clientAuth], revocation: revocation, limits: limits))
    return search.outcome()
  }

  /// LF-03 and V-06: the identity is one of a workload, and the expected one.
  private func findings(of identity: SPIFFEID, _ expectation: Expectation) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if identity.path.isEmpty {
      findings.append(
        Diagnostic(
          "MT-LF-03", what: "the leaf's SPIFFE ID \(identity) has no path",
          why: "it names a whole trust domain, which only authorities may do (X509-SVID section 2)",
          next: "issue it again with the ID of its workload"))
    }
    if identity.trustDomain != expectation.trustDomain {
      findings.append(Mismatch.trustDomain(expected: expectation.trustDomain, found: identity))
    } else if let expected = expectation.identity, expected != identity {
      findings.append(Mismatch.identity(expected: expected, found: identity))
    }
    return findings
  }

  /// A refusal of the leaf's names, with what it has in common with the expected one.
  private func told(_ refusal: Diagnostic, _ leaf: Certificate, _ expectation: Expectation) -> Diagnostic {
    guard leaf.uris.count == 1, let likeness = Mismatch.likeness(of: leaf.uris[0], to: expectation) else {
      return refusal
    }
    var told = refusal
    told.why += "; compared with the expected \(expectation.identity?.uri ?? ""), \(likeness)"
    return told
  }
}
