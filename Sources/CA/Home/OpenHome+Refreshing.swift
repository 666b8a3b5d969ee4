import Diagnostics
public import Federation
import SPIFFE
import X509

extension OpenHome {
  /// What the endpoints of remotes served last, by remote; empty if nothing was ever fetched.
  public func endpointBundles() throws(CAError) -> [EndpointBundle] {
    guard try isIssued() else { return [] }
    return try read { try $0.endpointBundles() }
  }

  /// The endpoint of a remote.
  ///
  /// - Throws: ``CAError/trust(_:)`` for an unknown name, and for a remote that is known by its trust card alone.
  public func endpoint(of name: String) throws(CAError) -> RemoteEndpoint {
    let federation = try federation()
    if let endpoint = federation.remoteEndpoints.first(where: { $0.name == name }) { return endpoint }
    let names = try remoteNames()
    guard names.contains(name) else {
      throw .trust(.unknownRemote(name, nearest: Spelling.nearest(to: name, among: names)))
    }
    throw .trust(.noEndpoint(name))
  }

  /// Decides about fetched bundles, and keeps each with its number. Roots are trusted only where something vouches for
  /// them, or somebody confirms them.
  ///
  /// - Parameters:
  ///   - fingerprints: Of roots, which the user received through another channel.
  ///   - confirm: Asked about each change that nothing vouches for; false leaves it waiting.
  public func refreshTrust(
    _ offered: [OfferedBundle], fingerprints: [RootFingerprint], confirm: (TrustChange) throws(CAError) -> Bool
  ) throws(CAError) -> [RefreshOutcome] {
    try requireDescription()
    return try locked { () throws(CAError) in
      if try !isIssued() { try refuseLostDatabase() }
      _ = try sealerCreatingIfNeeded()
      var outcomes: [RefreshOutcome] = []
      for bundle in offered {
        outcomes.append(try refresh(bundle, Set(fingerprints.map(\.digits)), confirm))
      }
      return outcomes
    }
  }

  private func refresh(
    _ offered: OfferedBundle, _ fingerprints: Set<String>, _ confirm: (TrustChange) throws(CAError) -> Bool
  ) throws(CAError) -> RefreshOutcome {
    let (authorities, federation) = (try authorities(), try federation())
    let name = offered.endpoint.name
    let last = try endpointBundles().first { $0.remote == name }
    let verifier = RefreshVerifier(
      offers: TrustOfferVerifier(
        meshes: federation.meshes, held: authorities.remotes,
        ownRoots: authorities.all.filter { $0.role == .root }.map(\.certificate), fingerprints: fingerprints, now: now),
      endpoint: offered.endpoint, last: last)
    let decision: RefreshVerifier.Decision
    do throws(TrustFault) { decision = try verifier.verify(offered) } catch { return .refused(error) }
    switch decision {
    case .unchanged:
      try keep(offered, last, isWaiting: false)
      return .unchanged(sequence: offered.bundle.sequence.flatMap { Int64(exactly: $0) })
    case .vouched(let change): return try accept(change, offered)
    case .unvouched(let change):
      guard try confirm(change) else {
        try keep(offered, last, isWaiting: true)
        return .waiting(change)
      }
      return try accept(change, offered)
    }
  }

  private func accept(_ change: TrustChange, _ offered: OfferedBundle) throws(CAError) -> RefreshOutcome {
    // Errors in resolving the federation are reported before anything is recorded.
    let others = try authorities().remotes.filter { $0.name != change.remote.name }
    _ = try resolve(try federationFile(), others + [change.remote])
    let bundle = record(of: offered, isWaiting: false)
    try write { writer in
      try writer.setRemote(change.remote)
      try writer.setEndpointBundle(bundle)
      try writer.append(.importedTrust, change.remote.name, Self.details(change), at: now)
    }
    return .accepted(change)
  }

  /// What is served again changes nothing but the time, which is kept for those who ask whether a bundle is fresh.
  private func keep(_ offered: OfferedBundle, _ last: EndpointBundle?, isWaiting: Bool) throws(CAError) {
    let bundle = record(of: offered, isWaiting: isWaiting)
    let isNew = last?.document != bundle.document
    try writeKeepingAuthorities { writer in
      try writer.setEndpointBundle(bundle)
      guard isNew, isWaiting else { return }
      let roots = offered.bundle.certificates.map { "SHA256:" + $0.fingerprint }.joined(separator: " ")
      let sequence = bundle.sequence.map { "sequence \($0)" } ?? "no sequence"
      try writer.append(.heldTrust, bundle.remote, "\(sequence), roots \(roots), from \(bundle.url)", at: now)
    }
  }

  private func record(of offered: OfferedBundle, isWaiting: Bool) -> EndpointBundle {
    EndpointBundle(
      remote: offered.endpoint.name, trustDomain: offered.endpoint.trustDomain.name,
      url: offered.endpoint.endpoint.url, sequence: offered.bundle.sequence.flatMap { Int64(exactly: $0) },
      refreshHint: offered.bundle.refreshHint, document: offered.document, isWaiting: isWaiting, fetched: now)
  }

  /// What the log says about roots that are trusted from now on.
  static func details(_ change: TrustChange) -> String {
    let card = change.remote.card
    let roots = card.roots.map { "SHA256:" + $0.fingerprint }.joined(separator: " ")
    return [
      change.remote.form.rawValue, card.trustDomain.name, card.sequence.map { "sequence \($0)" } ?? "no sequence",
      "roots \(roots)", change.voucher,
    ].joined(separator: ", ")
  }
}
