import Diagnostics
public import Federation
public import X509

/// The roots of one mesh in the order in which its bundle holds them.
public struct RootBundle: Hashable, Sendable {
  /// The roots.
  public let certificates: [Certificate]
  /// Their generations in the same order; nil when they are not known.
  public let generations: [Int]?
}

/// What the database holds of authorities: those that are not retired, and the rotations under way.
struct StoredAuthorities {
  let present: [Authority]
  let rotations: [RootRotation]
}

/// The authorities of a home that are in use: for each owner the root that signs, while it is rotated the other root of
/// its bundle too, and for each mesh the intermediate that it signs with.
public struct AuthoritySet: Sendable {
  /// All of them, by owner and role, the root that signs before the other one.
  public let all: [Authority]
  /// The rotations under way, by owner.
  public let rotations: [RootRotation]
  /// What is held of the meshes that other people run, by name.
  public let remotes: [HeldRemote]
  /// Everything that is not retired, superseded intermediates included.
  let present: [Authority]
  private let roots: [AuthorityOwner: [Authority]]
  private let byName: [String: Authority]

  init(_ present: [Authority], rotations: [RootRotation] = [], remotes: [HeldRemote] = []) {
    self.present = present
    self.remotes = remotes
    self.rotations = rotations.sorted { $0.owner < $1.owner }
    let rotating = Dictionary(rotations.map { ($0.owner, $0) }) { first, _ in first }
    let roots = Dictionary(grouping: present.filter { $0.role == .root }, by: \.owner).mapValues { roots in
      let rotation = roots.first.flatMap { rotating[$0.owner] }
      let signing = rotation?.signing ?? roots.map(\.generation).max() ?? 0
      let others = rotation?.bundle ?? []
      return roots.filter { $0.generation == signing }
        + roots.filter { $0.generation != signing && others.contains($0.generation) }
    }
    self.roots = roots
    let signingRoots = roots.compactMapValues(\.first)
    let intermediates = Dictionary(grouping: present.filter { $0.role == .intermediate }, by: \.owner)
      .compactMapValues { candidates in Self.active(candidates, below: signingRoots) }
    // By owner; the roots before the intermediate.
    all = Set(roots.keys).union(intermediates.keys).sorted().flatMap { owner in
      (roots[owner] ?? []) + (intermediates[owner].map { [$0] } ?? [])
    }
    byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  }

  init(_ stored: StoredAuthorities, remotes: [HeldRemote] = []) {
    self.init(stored.present, rotations: stored.rotations, remotes: remotes)
  }

  /// The newest intermediate below the root that signs. Subjects are unique for each generation, so that the name of
  /// the issuer tells the root.
  private static func active(
    _ candidates: [Authority], below roots: [AuthorityOwner: Authority]
  ) -> Authority? {
    let newestFirst = candidates.sorted { $0.generation > $1.generation }
    let signing = newestFirst.first { candidate in
      let issuer = (candidate.chain.last ?? candidate.certificate).issuer
      return (roots[candidate.owner] ?? roots[.shared])?.certificate.subject == issuer
    }
    return signing ?? newestFirst.first
  }

  /// The root that signs the intermediate of a mesh: its own, or the shared one.
  public func root(of mesh: String, in federation: ResolvedFederation) -> Authority? {
    root(of: federation.rootOwner(of: mesh))
  }

  /// The root of an owner that signs.
  public func root(of owner: AuthorityOwner) -> Authority? { roots[owner]?.first }

  /// The root of an owner of one generation, if it is in use.
  public func root(of owner: AuthorityOwner, generation: Int) -> Authority? {
    roots[owner]?.first { $0.generation == generation }
      ?? present.first { $0.owner == owner && $0.role == .root && $0.generation == generation }
  }

  /// The rotation of an owner's root, if one is under way.
  public func rotation(of owner: AuthorityOwner) -> RootRotation? { rotations.first { $0.owner == owner } }

  /// The roots that stand for a mesh in its own bundle and in its peers'; nil when there is none yet.
  public func bundle(of mesh: String, in federation: ResolvedFederation) -> RootBundle? {
    // A remote has roots of its own also where all of our meshes share one.
    if let remote = remote(named: mesh), intermediate(of: mesh) == nil {
      return RootBundle(certificates: remote.card.roots, generations: nil)
    }
    return bundle(ofOwner: federation.rootOwner(of: mesh))
  }

  /// What is held of a mesh that other people run.
  public func remote(named name: String) -> HeldRemote? { remotes.first { $0.name == name } }

  /// The roots of an owner in the order of the bundle; nil when there is none yet.
  public func bundle(ofOwner owner: AuthorityOwner) -> RootBundle? {
    guard let signing = root(of: owner) else { return nil }
    let generations = rotation(of: owner)?.bundle ?? [signing.generation]
    let members = generations.compactMap { root(of: owner, generation: $0) }
    return RootBundle(certificates: members.map(\.certificate), generations: members.map(\.generation))
  }

  /// What a mesh's workloads present behind their leaf: the intermediate, what stands between it and the root, and
  /// while roots change with cross-certificates, the one for the root that signs.
  public func signingChain(of mesh: String) -> [Certificate]? {
    guard let intermediate = intermediate(of: mesh) else { return nil }
    let owner = roots[.mesh(mesh)] == nil ? AuthorityOwner.shared : .mesh(mesh)
    var crossed: Certificate?
    if let rotation = rotation(of: owner), rotation.phase != .retiring, let root = root(of: owner) {
      crossed = rotation.crossCertificates.first { $0.subject == root.certificate.subject }
    }
    return [intermediate.certificate] + intermediate.chain + (crossed.map { [$0] } ?? [])
  }

  /// Whoever has a root, sorted.
  var rootOwners: [AuthorityOwner] { roots.keys.sorted() }

  /// Every mesh with an intermediate, sorted.
  var signingMeshes: [String] { all.filter { $0.role == .intermediate }.compactMap(\.owner.meshName) }

  /// The intermediate of a mesh.
  public func intermediate(of mesh: String) -> Authority? { byName["\(AuthorityOwner.mesh(mesh))/intermediate"] }

  /// The authority of an owner and role.
  func authority(_ owner: AuthorityOwner, _ role: Authority.Role) -> Authority? { byName["\(owner)/\(role.rawValue)"] }

  /// Finds what a command line names: `MESH/root`, `MESH/intermediate`, `MESH`, `shared/root`, or a fingerprint of which
  /// at least 8 digits are given, with or without `SHA256:` and colons.
  public func named(_ text: String) throws(CAError) -> Authority {
    if let authority = byName[text] ?? byName[text + "/intermediate"] { return authority }
    let digits = text.lowercased().replacingPrefix("sha256:").filter { $0 != ":" }
    if digits.utf8.count >= 8, digits.allSatisfy(\.isHexDigit) {
      let matching = all.filter { $0.certificate.fingerprint.hasPrefix(digits) }
      // Meshes below the same foreign root hold the same certificate.
      if let first = matching.first, matching.allSatisfy({ $0.certificate == first.certificate }) { return first }
    }
    throw .unknownAuthority(text, nearest: Spelling.nearest(to: text, among: all.map(\.name)))
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}

extension AuthoritySet {
  /// The command that renews a mesh's intermediate: the home does it, or whoever has the key of its root.
  public func renewal(of mesh: String, in federation: ResolvedFederation) -> String {
    root(of: mesh, in: federation)?.hasKey == false
      ? "meshtrust request \(mesh) --as intermediate" : "meshtrust apply"
  }
}
