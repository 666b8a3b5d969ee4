import Cryptography

/// Whether every certificate of a path is covered by a revocation list and not revoked (RFC 5280 section 6.3).
struct RevocationCheck {
  private let lists: RevocationLists
  private let policy: PathPolicy
  private let path: [Certificate]
  private var signers: ListSigners

  init(_ lists: RevocationLists, _ policy: PathPolicy, path: [Certificate], signers: ListSigners) {
    self.lists = lists
    self.policy = policy
    self.path = path
    self.signers = signers
  }

  /// The topmost certificate below the anchor that is revoked or has unknown status.
  mutating func failure(within budget: inout SearchBudget) throws(SearchLimit) -> FailedPath? {
    try failure(in: path, trusting: [], depth: 0, &budget)
  }

  private mutating func failure(
    in path: [Certificate], trusting trusted: [Certificate], depth: Int, _ budget: inout SearchBudget
  ) throws(SearchLimit) -> FailedPath? {
    for index in path.indices.dropLast().reversed() {
      let above = Array(path[(index + 1)...]) + trusted
      if let failure = try failure(of: path[index], above, depth, &budget) {
        return FailedPath(path, at: index, failure)
      }
    }
    return nil
  }

  /// Section 6.3.3: every distribution point of the certificate, then any list of its issuer.
  private mutating func failure(
    of certificate: Certificate, _ above: [Certificate], _ depth: Int, _ budget: inout SearchBudget
  ) throws(SearchLimit) -> PathFailure? {
    var covered: ReasonFlags = []
    var problem: PathFailure?
    let ofIssuer = DistributionPoints.Point(name: .full([.directory(certificate.issuer)]), reasons: nil, issuer: [])
    for point in certificate.extensions.distributionPoints.complete + [ofIssuer] {
      for list in lists(at: point, of: certificate) {
        try budget.spendListComparisons(1 + list.scopeSize + point.fullName.count)
        guard let reasons = list.reasons(for: certificate, at: point), !reasons.subtracting(covered).isEmpty else {
          continue
        }
        switch try status(of: certificate, by: list, above, depth, &budget) {
        case .revoked(let failure): return failure
        case .good: covered.formUnion(reasons)
        case .unusable(let failure): problem = problem ?? failure
        }
        if covered == .all { return nil }
      }
    }
    return problem ?? .revocationUnknown(issuer: certificate.issuer)
  }

  private func lists(at point: DistributionPoints.Point, of certificate: Certificate) -> [RevocationList] {
    guard !point.issuer.isEmpty else { return lists.complete(of: certificate.issuer) }
    var found: [RevocationList] = []
    for case .directory(let issuer) in point.issuer { found += lists.complete(of: issuer) }
    return found
  }

  private enum Status {
    case good
    case revoked(PathFailure)
    case unusable(PathFailure)
  }

  /// 6.3.3 (f) to (k).
  private mutating func status(
    of certificate: Certificate, by list: RevocationList, _ above: [Certificate], _ depth: Int,
    _ budget: inout SearchBudget
  ) throws(SearchLimit) -> Status {
    let signer: Certificate
    switch try self.signer(of: list, above, depth, &budget) {
    case .success(let found): signer = found
    case .failure(let refusal): return .unusable(.revocationListNotTrusted(list: "\(list)", detail: refusal.detail))
    }
    let delta = try delta(for: list, signedBy: signer, &budget)
    guard let nextUpdate = list.nextUpdate else {
      return .unusable(.revocationListNotTrusted(list: "\(list)", detail: "it has no nextUpdate (RFC 5280 5.1.2.5)"))
    }
    let isFresh = delta?.isCurrent(at: policy.time) ?? false
    guard list.isCurrent(at: policy.time) || (isFresh && list.thisUpdate <= policy.time) else {
      return .unusable(
        .revocationListNotCurrent(
          list: "\(list)", thisUpdate: list.thisUpdate, nextUpdate: nextUpdate, at: policy.time))
    }
    for source in [delta, list].compactMap({ $0 }) {
      guard let entry = source.contents.entries.entry(of: certificate) else { continue }
      if entry.reason != .removeFromCRL {
        return .revoked(.revoked(reason: entry.reason, date: entry.date, list: "\(source)"))
      }
      if isFresh || source == list { return .good }
    }
    return .good
  }

  /// The newest matching delta list signed with the same key (6.3.3 (c) and (h)).
  ///
  /// An expired delta list may still revoke a certificate, but it reinstates none and does not make the complete list
  /// current.
  private mutating func delta(
    for list: RevocationList, signedBy signer: Certificate, _ budget: inout SearchBudget
  ) throws(SearchLimit) -> RevocationList? {
    for delta in lists.deltas(of: list.issuer)
    where list.takes(delta) && delta.thisUpdate <= policy.time && delta.unknownCriticalExtension == nil {
      if try signers.isSigned(delta, by: signer, within: &budget) { return delta }
    }
    return nil
  }

  /// 6.3.3 (f) and (g): the list's signer, if its key may sign lists and leads to the same anchor.
  private mutating func signer(
    of list: RevocationList, _ above: [Certificate], _ depth: Int, _ budget: inout SearchBudget
  ) throws(SearchLimit) -> Result<Certificate, ListSigners.Refusal> {
    switch try signers.signer(of: list, above, within: &budget) {
    case .failure(let refusal): return .failure(refusal)
    case .success(.known(let signer)): return .success(signer)
    case .success(.found(let signer, let path)):
      // The signer's certificates must not be revoked either. A list may cover its own signer: some authorities publish
      // no other, and the standard allows it.
      guard depth < Self.maximumDepth else { return .failure(.init(detail: "the chain of its signers is too long")) }
      if try failure(in: path, trusting: above + [signer], depth: depth + 1, &budget) != nil {
        return .failure(.init(detail: "the certificate of its signer `\(signer)` is revoked or not covered by a list"))
      }
      signers.trust(signer)
      return .success(signer)
    }
  }

  private static let maximumDepth = 3
}
