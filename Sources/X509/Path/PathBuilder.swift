import Cryptography
import Diagnostics

/// Finds a path from a leaf to an anchor and has it validated: depth first over every candidate issuer, so that the
/// order of the certificates never decides, and within limits, so that a hostile set cannot take long.
public struct PathBuilder: Sendable {
  let anchors: TrustAnchors
  let policy: PathPolicy

  /// A builder for one bundle under one policy.
  public init(anchors: TrustAnchors, policy: PathPolicy) {
    self.anchors = anchors
    self.policy = policy
  }

  /// Judges the leaf, with the presented certificates and the bundle's intermediates to build from.
  public func verdict(leaf: Certificate, intermediates: [Certificate]) -> PathVerdict {
    var search = Search(self, leaf: leaf, intermediates: intermediates)
    search.extend([leaf])
    if let path = search.found { return .valid(path) }
    let failures = search.failures.sorted {
      ($0.failure.rank, $0.certificates.count) > ($1.failure.rank, $1.certificates.count)
    }
    return search.exhausted.map { .tooComplex(limit: $0, failures: failures) } ?? .invalid(failures)
  }

  /// One search: what was tried, what it cost, and what broke.
  private struct Search {
    private let anchors: TrustAnchors
    private let policy: PathPolicy
    private let candidates: [[UInt8]: [Certificate]]
    private var keys: [Certificate: PublicKey?] = [:]
    private var signatures: [Link: Bool] = [:]
    private var steps = 0
    private var comparisons: Int
    private(set) var failures: [FailedPath] = []
    private(set) var found: ValidPath?
    private(set) var exhausted: String?

    /// A certificate and its possible issuer.
    private struct Link: Hashable {
      let certificate: Certificate
      let issuer: Certificate
    }

    init(_ builder: PathBuilder, leaf: Certificate, intermediates: [Certificate]) {
      anchors = builder.anchors
      policy = builder.policy
      comparisons = policy.limits.nameComparisons
      var seen: Set<Certificate> = [leaf]
      let usable = intermediates.filter { seen.insert($0).inserted }
      candidates = Dictionary(grouping: usable, by: \.subject.comparisonKey)
    }

    /// Tries every issuer of the last certificate of `path`, anchors first.
    mutating func extend(_ path: [Certificate]) {
      guard let last = path.last else { return }
      let issuers = self.issuers(of: last, path)
      guard !issuers.isEmpty else { return fail(path, deadEnd(last, isLeaf: path.count == 1)) }
      for (issuer, inBundle) in issuers where found == nil && exhausted == nil {
        steps += 1
        guard steps <= policy.limits.steps else {
          exhausted = "\(policy.limits.steps) steps"
          return
        }
        attempt(path, last, issuer, inBundle)
      }
    }

    private mutating func attempt(_ path: [Certificate], _ last: Certificate, _ issuer: Certificate, _ inBundle: Bool) {
      guard let isSigned = isSigned(last, by: issuer) else { return }
      guard isSigned else {
        if case .some(nil) = keys[issuer] { return fail(path + [issuer], Self.unusableKey(issuer)) }
        let failure: PathFailure =
          last.signatureAlgorithm.signatureAlgorithm == nil
          ? .signatureAlgorithmNotTrusted(identifier: last.signatureAlgorithm.identifier)
          : .signatureInvalid(issuer: issuer.description)
        return fail(path, failure)
      }
      let longer = path + [issuer]
      if inBundle, anchors.isAnchor(issuer) {
        var validator = PathValidator(policy: policy, path: longer, comparisons: comparisons)
        let verdict = validator.validate()
        comparisons = validator.comparisons
        switch verdict {
        case .valid(let path): found = path
        case .invalid(let failed): for failure in failed { remember(failure) }
        case .tooComplex(let limit, _): exhausted = limit
        }
        return
      }
      guard longer.count - 1 <= policy.limits.intermediates else {
        return fail(longer, .tooManyIntermediates(limit: policy.limits.intermediates))
      }
      extend(longer)
    }

    /// Why a path ends at a certificate without an issuer.
    private func deadEnd(_ last: Certificate, isLeaf: Bool) -> PathFailure {
      guard !isLeaf, anchors.named(last.subject).contains(last) else { return .issuerNotFound(issuer: last.issuer) }
      let algorithm = last.signatureAlgorithm
      // A root whose own signature is not trusted cannot be seen to be self-signed.
      return last.isSelfIssued && algorithm.signatureAlgorithm == nil
        ? .signatureAlgorithmNotTrusted(identifier: algorithm.identifier) : .anchorNotSelfSigned
    }

    private static func unusableKey(_ certificate: Certificate) -> PathFailure {
      do {
        return .keyNotTrusted(detail: "it is \(try certificate.publicKeyInfo.publicKey().label)")
      } catch {
        return .keyNotTrusted(detail: error.diagnostic.why)
      }
    }

    /// Everything named as the issuer: anchors first, then those whose key identifier fits, then the rest.
    ///
    /// Key identifiers are hints (RFC 5280 4.2.1.1): they order the candidates and exclude none.
    private func issuers(of certificate: Certificate, _ path: [Certificate]) -> [(Certificate, Bool)] {
      let wanted = certificate.extensions.authorityKeyIdentifier?.keyIdentifier
      let fromBundle = anchors.named(certificate.issuer)
      let bundled = Set(fromBundle)
      let presented = (candidates[certificate.issuer.comparisonKey] ?? []).filter { !bundled.contains($0) }
      func fits(_ candidate: Certificate) -> Bool {
        guard let wanted, let identifier = candidate.extensions.subjectKeyIdentifier else { return true }
        return wanted == identifier
      }
      let all = fromBundle.map { ($0, true) } + presented.map { ($0, false) }
      let usable = all.filter { candidate, _ in !Self.repeats(candidate, in: path) }
      return usable.filter { fits($0.0) } + usable.filter { !fits($0.0) }
    }

    /// Whether a path already runs through the same name and key; going there again cannot make it valid.
    private static func repeats(_ candidate: Certificate, in path: [Certificate]) -> Bool {
      path.contains {
        $0.publicKeyInfo.der == candidate.publicKeyInfo.der && $0.subject == candidate.subject
      }
    }

    private mutating func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool? {
      let link = Link(certificate: certificate, issuer: issuer)
      if let known = signatures[link] { return known }
      guard signatures.count < policy.limits.signatureChecks else {
        exhausted = "\(policy.limits.signatureChecks) signature checks"
        return nil
      }
      let key = keys[issuer] ?? (try? issuer.publicKeyInfo.publicKey())
      keys[issuer] = .some(key)
      let answer = key.map { certificate.isSigned(by: $0) } ?? false
      signatures[link] = answer
      return answer
    }

    private mutating func fail(_ path: [Certificate], _ failure: PathFailure) {
      remember(FailedPath(path, at: path.count - 1, failure))
    }

    private mutating func remember(_ failed: FailedPath) {
      guard failures.count < policy.limits.explainedPaths, !failures.contains(failed) else { return }
      failures.append(failed)
    }
  }
}
