import Diagnostics
public import Federation
import Files
import SPIFFE
import SystemPackage
import X509

extension OpenHome {
  /// The known remotes, by name.
  public func remotes() throws(CAError) -> [HeldRemote] { try authorities().remotes }

  /// One remote; the error for an unknown name suggests the nearest one.
  public func remote(named name: String) throws(CAError) -> HeldRemote {
    let remotes = try remotes()
    guard let remote = remotes.first(where: { $0.name == name }) else {
      throw .trust(.unknownRemote(name, nearest: Spelling.nearest(to: name, among: remotes.map(\.name))))
    }
    return remote
  }

  /// The remotes in federation.yaml.
  public func remoteNames() throws(CAError) -> [String] { try federationFile().remoteNames }

  /// Imports the trust offered for a mesh that others run. Only the database is changed.
  ///
  /// - Parameters:
  ///   - fingerprints: of roots, which the user received through another channel.
  ///   - confirm: called once with the changes, if there are any; an error stops the command.
  /// - Throws: ``CAError/trust(_:)`` if it cannot be trusted, and the errors of the federation with it.
  public func importTrust(
    _ offer: TrustOffer, fingerprints: [RootFingerprint], confirm: (TrustChange) throws(CAError) -> Void
  ) throws(CAError) -> TrustChange {
    try requireDescription()
    return try locked { () throws(CAError) in
      let file = try federationFile()
      let authorities = try authorities()
      let federation = try federation()
      if try !isIssued() { try refuseLostDatabase() }
      let verifier = TrustOfferVerifier(
        meshes: federation.meshes, held: authorities.remotes,
        ownRoots: authorities.all.filter { $0.role == .root }.map(\.certificate),
        fingerprints: Set(fingerprints.map(\.digits)), now: now)
      let change: TrustChange
      do throws(TrustFault) { change = try verifier.verify(offer) } catch { throw .trust(error) }
      guard !change.isEmpty else { return change }
      // Errors in resolving the federation are reported before anything is recorded.
      _ = try resolve(file, authorities.remotes.filter { $0.name != change.remote.name } + [change.remote])
      try confirm(change)
      try record(change)
      return change
    }
  }

  private func record(_ change: TrustChange) throws(CAError) {
    _ = try sealerCreatingIfNeeded()
    let waiting = try endpointBundles().first { $0.remote == change.remote.name && $0.isWaiting }
    let isSettled = waiting?.roots == Set(change.remote.card.roots)
    try write { writer in
      try writer.setRemote(change.remote)
      // A trust card may vouch for what the endpoint served.
      if isSettled, let waiting {
        try writer.setEndpointBundle(waiting.settled(sequence: change.remote.card.sequence))
      }
      try writer.append(.importedTrust, change.remote.name, Self.details(change), at: now)
    }
  }

  /// Removes a remote; its next card is a first contact again.
  public func removeRemote(
    _ name: String, confirm: (HeldRemote) throws(CAError) -> Void
  ) throws(CAError) -> HeldRemote {
    try locked { () throws(CAError) in
      let remote = try remote(named: name)
      try confirm(remote)
      try authorize(GuardedAction(.removal, of: name, ["the remote \(remote.card.trustDomain)"]))
      try write { writer in
        try writer.removeRemote(name)
        try writer.append(
          .removedTrust, name,
          "\(remote.card.trustDomain), \(remote.card.sequence.map { "sequence \($0)" } ?? "no sequence")", at: now)
      }
      return remote
    }
  }
}
