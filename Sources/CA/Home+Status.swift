public import Federation
import Files
import SystemPackage
public import X509

/// One certificate of the home and where it counts.
public struct StatusEntry: Hashable, Sendable {
  /// What the certificate is.
  public enum Kind: String, Hashable, Sendable {
    /// Stands in bundles.
    case root
    /// Signs for workloads.
    case intermediate
    /// Stands between an intermediate and a foreign root.
    case chain
    /// A gateway's or workload's.
    case leaf
  }

  /// Its name: an authority's name or an identity.
  public let name: String
  /// What it is.
  public let kind: Kind
  /// The certificate.
  public let certificate: Certificate
  /// The files and bundles of other meshes that hold it.
  public let places: [String]
}

/// All certificates of a home, the first to expire first, and what to do next.
public struct HomeStatus: Sendable {
  /// The next thing to do.
  public struct Next: Hashable, Sendable {
    /// The command.
    public let command: String
    /// When; nil means now.
    public let date: Timestamp?
    /// Why.
    public let reason: String
  }

  /// The certificates, the first to expire first.
  public let entries: [StatusEntry]
  /// The one next command.
  public let next: Next

  /// The certificates that expire within some seconds of a moment, expired ones included.
  public func expiring(within window: Lifetime, of moment: Timestamp) -> [StatusEntry] {
    entries.filter { $0.certificate.validity.notAfter <= moment + window.seconds }
  }
}

extension Home {
  /// Every certificate in every bundle and chain, and every leaf that is still valid.
  public func status() throws(CAError) -> HomeStatus {
    let federation = try federation()
    guard FileSystem.exists(databasePath) else {
      return HomeStatus(
        entries: [], next: HomeStatus.Next(command: "meshtrust apply", date: nil, reason: "nothing is issued yet"))
    }
    let store = try store()
    let (authorities, leaves) = try store.read { (try $0.authoritySet(), try $0.leaves(endingAfter: now)) }
    var entries = authorities.all.flatMap { self.entries(of: $0, authorities, federation) }
    entries += leaves.map { leaf in
      StatusEntry(name: leaf.uris.first ?? leaf.description, kind: .leaf, certificate: leaf, places: [])
    }
    entries += authorities.remotes.flatMap { self.entries(of: $0, federation) }
    let sorted = entries.sorted {
      ($0.certificate.validity.notAfter, $0.name) < ($1.certificate.validity.notAfter, $1.name)
    }
    return HomeStatus(entries: sorted, next: try next(federation, authorities, store))
  }

  private func entries(
    of authority: Authority, _ authorities: AuthoritySet, _ federation: ResolvedFederation
  ) -> [StatusEntry] {
    let isRoot = authority.role == .root
    let isBundled = authorities.bundle(ofOwner: authority.owner)?.certificates.contains(authority.certificate) ?? false
    let places =
      isRoot && !isBundled
      ? []
      : isRoot
        ? federation.meshes.filter { holds(authority, $0) }.flatMap { bundles(holding: authority, $0) }
        : ["\(authority.owner): cacerts"]
    return [
      StatusEntry(
        name: authority.name, kind: isRoot ? .root : .intermediate, certificate: authority.certificate, places: places)
    ] + authority.chain.map { StatusEntry(name: $0.description, kind: .chain, certificate: $0, places: places) }
  }

  /// The roots of a mesh that other people run.
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

  /// What is pending counts first, then the first renewal or rotation that will be due.
  private func next(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ store: AuthorityStore
  ) throws(CAError) -> HomeStatus.Next {
    let plan = try plan(federation, store, withSecrets: true)
    if let issue = plan.issues.first {
      return HomeStatus.Next(command: "meshtrust apply", date: nil, reason: "\(issue.name): \(issue.reason)")
    }
    if let request = try store.read({ try $0.requests() }).first {
      return HomeStatus.Next(
        command: "meshtrust install \(request.mesh) --chain FILE", date: nil, reason: "a request waits for its answer")
    }
    if let rotation = authorities.rotations.first {
      return HomeStatus.Next(
        command: "meshtrust rotate status", date: nil, reason: "\(rotation.owner)/root is \(rotation.phase.rawValue)")
    }
    // Whoever keeps the keys off the disk (--no-secrets) has folders that are right without them.
    if let write = plan.writes.first, try !self.plan(federation, store, withSecrets: false).writes.isEmpty {
      return HomeStatus.Next(command: "meshtrust apply", date: nil, reason: "out/\(write.mesh) is not up to date")
    }
    if let unknown = federation.unknownRemotes.first {
      return HomeStatus.Next(
        command: "meshtrust trust import FILE --fingerprint SHA256:…", date: nil,
        reason: "nothing is known of the remote \(unknown) yet: ask its administrator for its trust card")
    }
    var dates: [HomeStatus.Next] = plan.keeps.compactMap { keep in
      keep.renewal.map {
        HomeStatus.Next(
          command: Self.renewal(of: keep.authority, federation, authorities), date: $0,
          reason: "\(keep.authority.name) is due for renewal")
      }
    }
    dates += authorities.all.filter { $0.role == .root }.map {
      HomeStatus.Next(
        command: "meshtrust rotate plan \($0.owner.argument)",
        date: RenewalRule.rotation(of: $0.certificate),
        reason: "\($0.name) enters the last third of its life")
    }
    for remote in authorities.remotes {
      // Only the last root to end matters: the others are on their way out.
      guard let root = remote.card.roots.max(by: { $0.validity.notAfter < $1.validity.notAfter }) else { continue }
      dates.append(
        HomeStatus.Next(
          command: "meshtrust trust import FILE", date: RenewalRule.rotation(of: root),
          reason: "the root of \(remote.name) enters the last third of its life: ask for its next trust card"))
    }
    return dates.min { ($0.date ?? now) < ($1.date ?? now) }
      ?? HomeStatus.Next(command: "meshtrust plan", date: nil, reason: "nothing is issued yet")
  }

  /// What renews an intermediate: the home itself, or whoever has the key of its root.
  private static func renewal(
    of authority: Authority, _ federation: ResolvedFederation, _ authorities: AuthoritySet
  ) -> String {
    authority.owner.meshName.map { authorities.renewal(of: $0, in: federation) } ?? "meshtrust apply"
  }
}
