public import Diagnostics
public import Federation
import Files
import SystemPackage
public import X509

/// One certificate of the home and where it is used.
public struct StatusEntry: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// In bundles.
    case root
    /// Signs for workloads.
    case intermediate
    /// Between an intermediate and a foreign root.
    case chain
    /// Of a gateway or workload.
    case leaf
  }

  /// An authority's name or an identity.
  public let name: String
  public let kind: Kind
  public let certificate: Certificate
  /// The files, and the bundles of other meshes, that contain it.
  public let places: [String]
}

/// All certificates of a home by expiry, and what to do next.
public struct HomeStatus: Sendable {
  public struct Next: Hashable, Sendable {
    public let command: SuggestedCommand
    /// Nil means now.
    public let date: Timestamp?
    public let reason: String
  }

  /// By expiry.
  public let entries: [StatusEntry]
  /// The intermediates in whose place their meshes have others, by expiry: nothing renews them, but what their keys signed
  /// is accepted until they expire.
  public let superseded: [StatusEntry]
  public let next: Next
  /// The folders that cannot be written before a peer has a root.
  public let blocked: [BlockedFolder]
  /// What is unfinished or unknown in the home.
  public let warnings: [Diagnostic]

  /// The certificates that expire within some time after a moment, and the expired ones.
  public func expiring(within window: Lifetime, of moment: Timestamp) -> [StatusEntry] {
    entries.filter { $0.certificate.validity.notAfter <= moment + window.seconds }
  }
}

extension OpenHome {
  /// Every certificate in every bundle and chain, and every leaf that has not expired.
  public func status() throws(CAError) -> HomeStatus {
    let federation = try federation()
    guard try isIssued() else {
      try refuseLostDatabase()
      return HomeStatus(
        entries: [], superseded: [],
        next: HomeStatus.Next(command: .meshtrust("apply"), date: nil, reason: "nothing is issued yet"),
        blocked: [], warnings: [])
    }
    let (authorities, leaves) = try read { (try $0.authoritySet(), try $0.leaves(endingAfter: now)) }
    var entries = authorities.all.flatMap { self.entries(of: $0, authorities, federation) }
    entries += leaves.map { leaf in
      StatusEntry(name: leaf.uris.first ?? leaf.description, kind: .leaf, certificate: leaf, places: [])
    }
    entries += authorities.remotes.flatMap { self.entries(of: $0, federation) }
    let requests = try read { try $0.requests() }
    let plan = try work().plan
    let advice = Advice(federation, authorities, plan, requests, now: now)
    let warnings =
      try checkpointNotes() + waitingTrust()
      + plan.notes.filter {
        [
          "MT-HOME-41", "MT-HOME-42", "MT-HOME-46", "MT-HOME-81", "MT-HOME-82", "MT-ROOT-18", "MT-SEAL-03",
        ].contains($0.code)
      }
    return HomeStatus(
      entries: Self.byExpiry(entries), superseded: superseded(authorities), next: advice.next, blocked: plan.blocked,
      warnings: warnings)
  }

  private static func byExpiry(_ entries: [StatusEntry]) -> [StatusEntry] {
    entries.sorted { ($0.certificate.validity.notAfter, $0.name) < ($1.certificate.validity.notAfter, $1.name) }
  }

  private func superseded(_ authorities: AuthoritySet) -> [StatusEntry] {
    let used = Set(authorities.all)
    let left = authorities.present.filter { authority in
      authority.role == .intermediate && !used.contains(authority) && authority.certificate.validity.notAfter > now
    }
    return Self.byExpiry(
      left.map { StatusEntry(name: $0.name, kind: .intermediate, certificate: $0.certificate, places: []) })
  }

  private func entries(
    of authority: Authority, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) -> [StatusEntry] {
    let isRoot = authority.role == .root
    let files =
      isRoot
      ? federation.meshes.filter { holds(authority, $0) }.flatMap { bundles(holding: authority, $0) }
      : ["\(authority.owner): cacerts"]
    let places = authorities.isWritten(authority) ? files : files.map { "\($0) before this step" }
    return [
      StatusEntry(
        name: authority.name, kind: isRoot ? .root : .intermediate, certificate: authority.certificate, places: places)
    ] + authority.chain.map { StatusEntry(name: $0.description, kind: .chain, certificate: $0, places: places) }
  }

  /// The roots of a remote.
  private func entries(of remote: HeldRemote, _ federation: ResolvedFederation) -> [StatusEntry] {
    let places = federation.meshes.compactMap { mesh in
      mesh.peer(named: remote.name).map { "\(mesh.name): \($0.rootConfigMap)" }
    }
    return remote.card.roots.map {
      StatusEntry(name: "\(remote.name)/root (remote)", kind: .root, certificate: $0, places: places)
    }
  }

  private func holds(_ root: Authority, _ mesh: Mesh) -> Bool {
    guard let owner = root.owner.meshName else { return true }
    return mesh.name == owner || mesh.peer(named: owner) != nil
  }

  private func bundles(holding root: Authority, _ mesh: Mesh) -> [String] {
    let peers = mesh.peers.filter { root.owner == .shared || $0.name == root.owner.meshName }
    let own = root.owner == .shared || root.owner.meshName == mesh.name ? ["\(mesh.name): cacerts"] : []
    return own + peers.map { "\(mesh.name): \($0.rootConfigMap)" }
  }
}
