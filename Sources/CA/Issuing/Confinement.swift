import Federation
import SPIFFE
import X509

/// What an intermediate could issue for besides its own mesh where others trust its root too.
///
/// It is asked for the names of the others themselves: a constraint on names may be there and permit every one of them.
struct Confinement {
  /// The intermediate and the certificates between it and the root, as far as they are known. Each may limit names. The
  /// root is left out, because verifiers may take of an anchor no more than its name and key (RFC 5280 section 6.1.1).
  let path: [Certificate]
  /// Whose intermediate it is; nil for a mesh that is no longer described.
  let mesh: Mesh?

  /// Somebody who trusts the root too.
  struct Other {
    let name: String
    /// Nil if it is unknown.
    let trustDomain: TrustDomain?
    /// Nil outside of the federation.
    let mesh: Mesh?
  }

  /// Whether it may issue DNS names in a namespace that is no mesh's.
  var permitsAnyHost: Bool {
    let namespace = "\(mesh?.namespace ?? "mesh")-of-nobody"
    let domains = Set([mesh?.cluster.domain ?? Self.usualDomain, Self.usualDomain])
    let names = ["istiod.\(namespace).svc"] + domains.sorted().map { "istiod.\(namespace).svc.\($0)" }
    return names.contains { isForeign($0) && permits(.dns($0)) }
  }

  /// What it could issue for of some others, in words; nil if it is confined to its mesh.
  func excess(towards others: [Other]) -> String? {
    let known = others.first { other in
      other.trustDomain.map { domain in path.allSatisfy { $0.permitsIdentities(of: domain) } } ?? true
    }
    if let known { return "the identities of `\(known.name)`" }
    if permitsAnyHost { return "the DNS names of every other mesh's istiod" }
    let named = others.first { other in
      other.mesh.map { hosts(of: $0).contains { permits(.dns($0)) } } ?? false
    }
    return named.map { "the DNS names of the istiod of `\($0.name)`" }
  }

  /// The names at which proxies of another mesh look for their istiod, and those of its namespace that a constraint picks
  /// out. Meshes may share a namespace: what is also in the mesh's own is no other's.
  private func hosts(of other: Mesh) -> [String] {
    let bases = ["\(other.namespace).svc", "\(other.namespace).svc.\(other.cluster.domain)"]
    let namespace = NameConstraints(permitted: bases.map { .dns($0) })
    let picked = path.flatMap { $0.extensions.nameConstraints?.permitted ?? [] }.compactMap { subtree -> String? in
      guard case .dns(let base) = subtree else { return nil }
      let name = base.hasPrefix(".") ? "\(other.istiod)\(base)" : base
      return namespace.permits(.dns(name)) ? name : nil
    }
    return (bases + bases.map { "\(other.istiod).\($0)" } + picked).filter(isForeign)
  }

  /// Whether the mesh's own request would not have asked for a name.
  private func isForeign(_ host: String) -> Bool {
    guard let mesh else { return true }
    return !NameConstraints(permitted: mesh.permittedDNSNames.map { .dns($0) }).permits(.dns(host))
  }

  private func permits(_ name: GeneralName) -> Bool { path.allSatisfy { $0.permits(name) } }

  private static let usualDomain = "cluster.local"
}

extension Confinement {
  /// That of an intermediate towards everybody else who trusts its root; nil if there are no others, or it is confined.
  static func excess(
    of path: [Certificate], _ mesh: Mesh, _ sharers: [String], _ federation: ResolvedFederation,
    _ authorities: AuthoritySet
  ) -> String? {
    guard federation.roots == .shared || !sharers.isEmpty else { return nil }
    let others = sharers.map { name in
      let mesh = federation.mesh(named: name)
      return Other(
        name: name, trustDomain: mesh?.trustDomain ?? authorities.remote(named: name)?.card.trustDomain, mesh: mesh)
    }
    return Confinement(path: path, mesh: mesh).excess(towards: others)
  }
}

extension Authority {
  /// The certificate and what stands between it and the root.
  var path: [Certificate] { [certificate] + chain }
}
