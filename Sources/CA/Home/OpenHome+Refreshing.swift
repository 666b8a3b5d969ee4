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
      let (authorities, federation, file) = (try authorities(), try federation(), try federationFile())
      let last = Dictionary(try endpointBundles().map { ($0.remote, $0) }) { first, _ in first }
      var held = authorities.remotes
      var outcomes: [RefreshOutcome] = []
      for bundle in offered {
        let verifier = RefreshVerifier(
          offers: TrustOfferVerifier(
            meshes: federation.meshes, held: held,
            ownRoots: authorities.all.filter { $0.role == .root }.map(\.certificate),
            fingerprints: Set(fingerprints.map(\.digits)), now: now),
          endpoint: bundle.endpoint, last: last[bundle.endpoint.name])
        let outcome = try Self.outcome(bundle, verifier, confirm)
        if case .accepted(let change) = outcome {
          held = held.filter { $0.name != change.remote.name } + [change.remote]
          // Errors in resolving the federation are reported before anything is recorded.
          _ = try resolve(file, held)
        }
        outcomes.append(outcome)
      }
      try record(Array(zip(offered, outcomes)), last)
      return outcomes
    }
  }

  private static func outcome(
    _ offered: OfferedBundle, _ verifier: RefreshVerifier, _ confirm: (TrustChange) throws(CAError) -> Bool
  ) throws(CAError) -> RefreshOutcome {
    let decision: RefreshVerifier.Decision
    do throws(TrustFault) { decision = try verifier.verify(offered) } catch { return .refused(error) }
    switch decision {
    case .unchanged(let isBinding): return .unchanged(sequence: offered.sequence, isBinding: isBinding)
    case .vouched(let change): return .accepted(change)
    case .unvouched(let change): return try confirm(change) ? .accepted(change) : .waiting(change)
    }
  }

  /// One transaction for all. What is served again changes nothing but the time, for those who ask whether it is fresh.
  private func record(
    _ decided: [(offered: OfferedBundle, outcome: RefreshOutcome)], _ last: [String: EndpointBundle]
  ) throws(CAError) {
    try write { writer in
      for (offered, outcome) in decided {
        switch outcome {
        case .refused: continue
        case .unchanged(_, let isBinding):
          let bound = isBinding ? offered.sequence : last[offered.endpoint.name]?.binding
          try writer.setEndpointBundle(record(of: offered, bound, isWaiting: false))
        case .waiting:
          let bundle = record(of: offered, offered.sequence, isWaiting: true)
          try writer.setEndpointBundle(bundle)
          guard last[bundle.remote]?.document != bundle.document else { continue }
          let roots = offered.bundle.certificates.map { "SHA256:" + $0.fingerprint }.joined(separator: " ")
          let sequence = bundle.sequence.map { "sequence \($0)" } ?? "no sequence"
          try writer.append(.heldTrust, bundle.remote, "\(sequence), roots \(roots), from \(bundle.url)", at: now)
        case .accepted(let change):
          try writer.setRemote(change.remote)
          try writer.setEndpointBundle(record(of: offered, offered.sequence, isWaiting: false))
          try writer.append(.importedTrust, change.remote.name, Self.details(change), at: now)
        }
      }
    }
  }

  private func record(of offered: OfferedBundle, _ sequence: Int64?, isWaiting: Bool) -> EndpointBundle {
    EndpointBundle(
      remote: offered.endpoint.name, trustDomain: offered.endpoint.trustDomain.name,
      url: offered.endpoint.endpoint.url, sequence: sequence, refreshHint: offered.bundle.refreshHint,
      document: offered.document, isWaiting: isWaiting, fetched: now)
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
