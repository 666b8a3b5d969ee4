public import Diagnostics
public import Federation
public import X509

/// The roots of one mesh in the order of its bundle.
public struct RootBundle: Hashable, Sendable {
  public let certificates: [Certificate]
  /// The generations in the same order; nil if unknown.
  public let generations: [Int]?
}

/// The authorities in the database that are not retired, and the rotations in progress.
struct StoredAuthorities {
  let present: [Authority]
  let rotations: [RootRotation]
}

/// The authorities of a home in use: for each owner the signing root, and until its rotation has ended the other one, which
/// somebody may still trust; for each mesh its signing intermediate, and that below the root that leaves.
public struct AuthoritySet: Sendable {
  /// Sorted by owner and role, what signs before the others.
  public let all: [Authority]
  /// The rotations in progress, by owner.
  public let rotations: [RootRotation]
  /// The known remotes, by name.
  public let remotes: [HeldRemote]
  /// Everything that is not retired, including superseded intermediates.
  let present: [Authority]
  private let roots: [AuthorityOwner: [Authority]]
  /// Who has a root of this key in a bundle.
  private let ownersByKey: [ArraySlice<UInt8>: Set<AuthorityOwner>]
  private let byName: [String: Authority]
  /// The intermediates that sign.
  private let signing: Set<Authority>

  init(_ present: [Authority], rotations: [RootRotation] = [], remotes: [HeldRemote] = []) {
    self.present = present
    self.remotes = remotes
    self.rotations = rotations.sorted { $0.owner < $1.owner }
    let rotating = Dictionary(rotations.map { ($0.owner, $0) }) { first, _ in first }
    let roots = Dictionary(grouping: present.filter { $0.role == .root }, by: \.owner).mapValues { roots in
      let rotation = roots.first.flatMap { rotating[$0.owner] }
      let signing = rotation?.signing ?? roots.map(\.generation).max() ?? 0
      let others = rotation.map { [$0.leaving, $0.arriving] } ?? []
      return roots.filter { $0.generation == signing }
        + roots.filter { $0.generation != signing && others.contains($0.generation) }
    }
    self.roots = roots
    var ownersByKey: [ArraySlice<UInt8>: Set<AuthorityOwner>] = [:]
    for root in roots.values.joined() {
      ownersByKey[root.certificate.publicKeyInfo.der, default: []].insert(root.owner)
    }
    self.ownersByKey = ownersByKey
    let signingRoots = roots.compactMapValues(\.first)
    let intermediates = Dictionary(grouping: present.filter { $0.role == .intermediate }, by: \.owner)
      .compactMapValues { candidates -> [Authority]? in
        guard let active = Self.active(candidates, below: signingRoots) else { return nil }
        let others = Self.leaving(candidates, rotating, roots).filter { $0 != active }
        return [active] + others
      }
    // By owner, roots before intermediates.
    all = Set(roots.keys).union(intermediates.keys).sorted().flatMap { owner in
      (roots[owner] ?? []) + (intermediates[owner] ?? [])
    }
    signing = Set(intermediates.compactMapValues(\.first).values)
    byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  }

  init(_ stored: StoredAuthorities, remotes: [HeldRemote] = []) {
    self.init(stored.present, rotations: stored.rotations, remotes: remotes)
  }

  /// The newest intermediate below the signing root. Each generation has its own subject, so the issuer's name
  /// identifies the root.
  private static func active(
    _ candidates: [Authority], below roots: [AuthorityOwner: Authority]
  ) -> Authority? {
    let newestFirst = candidates.sorted { $0.generation > $1.generation }
    let signing = newestFirst.first { candidate in
      (roots[candidate.owner] ?? roots[.shared])?.certificate.subject == candidate.top.issuer
    }
    return signing ?? newestFirst.first
  }

  /// The newest intermediate below the root that leaves in a rotation: workloads present it until they have renewed.
  private static func leaving(
    _ candidates: [Authority], _ rotating: [AuthorityOwner: RootRotation], _ roots: [AuthorityOwner: [Authority]]
  ) -> [Authority] {
    guard let owner = candidates.first?.owner, let rotation = rotating[owner] ?? rotating[.shared],
      let root = roots[rotation.owner]?.first(where: { $0.generation == rotation.leaving })
    else { return [] }
    let below = candidates.filter { $0.top.issuer == root.certificate.subject }
    return below.max { $0.generation < $1.generation }.map { [$0] } ?? []
  }

  /// The root above the intermediate of a mesh: its own, or the shared one.
  public func root(of mesh: String, in federation: ResolvedFederation) -> Authority? {
    root(of: federation.rootOwner(of: mesh))
  }

  /// The signing root of an owner.
  public func root(of owner: AuthorityOwner) -> Authority? { roots[owner]?.first }

  public func root(of owner: AuthorityOwner, generation: Int) -> Authority? {
    roots[owner]?.first { $0.generation == generation }
      ?? present.first { $0.owner == owner && $0.role == .root && $0.generation == generation }
  }

  /// The root that arrives above a mesh and whose key is elsewhere, until it signs.
  func arrivingElsewhere(above mesh: String, in federation: ResolvedFederation) -> Authority? {
    let owner = federation.rootOwner(of: mesh)
    guard let rotation = rotation(of: owner), rotation.phase == .distributing, !rotation.isBackwards,
      let root = root(of: owner, generation: rotation.arriving), !root.hasKey
    else { return nil }
    return root
  }

  /// The rotation of an owner's root, if one is in progress.
  public func rotation(of owner: AuthorityOwner) -> RootRotation? { rotations.first { $0.owner == owner } }

  /// The roots of a mesh in its own bundle and its peers'; nil if there is none yet.
  public func bundle(of mesh: String, in federation: ResolvedFederation) -> RootBundle? {
    // A remote has its own roots even if all our meshes share one.
    if let remote = remote(named: mesh), intermediate(of: mesh) == nil {
      return RootBundle(certificates: remote.card.roots, generations: nil)
    }
    return bundle(ofOwner: federation.rootOwner(of: mesh))
  }

  /// The owners with a root of the same key in their bundles, sorted.
  public func owners(ofRootKey root: Certificate) -> [AuthorityOwner] {
    (ownersByKey[root.publicKeyInfo.der] ?? []).sorted()
  }

  /// Whether an authority that is not retired has the key of a certificate, and the key is here.
  public func hasKey(of certificate: Certificate) -> Bool {
    present.contains { $0.hasKey && $0.certificate.publicKeyInfo.der == certificate.publicKeyInfo.der }
  }

  /// The highest generation of a mesh's intermediates that are not retired, whether or not they sign; 0 if there is none.
  func lastGeneration(ofIntermediates mesh: String) -> Int {
    present.filter { $0.owner == .mesh(mesh) && $0.role == .intermediate }.map(\.generation).max() ?? 0
  }

  /// The intermediate that is installed and waits for a root to sign in place of the present one; the newest of several.
  public func waiting(of mesh: String, below root: Certificate) -> Authority? {
    present.filter {
      $0.owner == .mesh(mesh) && $0.role == .intermediate && $0.top.issuer == root.subject
        && $0.top.isIssued(by: root)
    }.max { $0.generation < $1.generation }
  }

  public func remote(named name: String) -> HeldRemote? { remotes.first { $0.name == name } }

  /// The roots of an owner in the order of the bundle; nil if there is none yet.
  public func bundle(ofOwner owner: AuthorityOwner) -> RootBundle? {
    guard let signing = root(of: owner) else { return nil }
    let generations = rotation(of: owner)?.bundle ?? [signing.generation]
    let members = generations.compactMap { root(of: owner, generation: $0) }
    return RootBundle(certificates: members.map(\.certificate), generations: members.map(\.generation))
  }

  /// What a mesh's workloads present after their leaf: the intermediate, the certificates between it and the root, and
  /// during a rotation with cross-certificates the one of the signing root.
  public func signingChain(of mesh: String) -> [Certificate]? {
    guard let intermediate = intermediate(of: mesh) else { return nil }
    let owner = roots[.mesh(mesh)] == nil ? AuthorityOwner.shared : .mesh(mesh)
    var crossed: Certificate?
    if let rotation = rotation(of: owner), rotation.phase != .retiring, let root = root(of: owner) {
      crossed = rotation.crossCertificates.first { $0.subject == root.certificate.subject }
    }
    return [intermediate.certificate] + intermediate.chain + (crossed.map { [$0] } ?? [])
  }

  /// How the meshes of a federation have their roots; nil if there are none.
  func rootMode(of federation: ResolvedFederation) -> RootMode? {
    if roots[.shared] != nil { return .shared }
    return federation.meshes.contains { roots[.mesh($0.name)] != nil } ? .perMesh : nil
  }

  /// The owners of roots, sorted.
  var rootOwners: [AuthorityOwner] { roots.keys.sorted() }

  /// The meshes with an intermediate, sorted.
  var signingMeshes: [String] { all.filter(signing.contains).compactMap(\.owner.meshName) }

  /// Whether an authority is in the files that are written now; the others are in those of earlier steps.
  public func isWritten(_ authority: Authority) -> Bool {
    authority.role == .root
      ? bundle(ofOwner: authority.owner)?.certificates.contains(authority.certificate) ?? false
      : signing.contains(authority)
  }

  /// The root that issued an intermediate, or the certificates between them, where it is in use.
  public func root(above intermediate: Authority, in federation: ResolvedFederation) -> Authority? {
    guard let mesh = intermediate.owner.meshName else { return nil }
    let owner = federation.rootOwner(of: mesh)
    return roots[owner]?.first { $0.certificate.subject == intermediate.top.issuer } ?? root(of: owner)
  }

  public func intermediate(of mesh: String) -> Authority? { byName["\(AuthorityOwner.mesh(mesh))/intermediate"] }

  func authority(_ owner: AuthorityOwner, _ role: Authority.Role) -> Authority? { byName["\(owner)/\(role.rawValue)"] }

  /// Finds an authority by `MESH/root`, `MESH/intermediate`, `MESH`, `shared/root`, or at least the first 8 digits of
  /// its fingerprint, with or without `SHA256:` and colons.
  public func named(_ text: String) throws(CAError) -> Authority {
    if let authority = byName[text] ?? byName[text + "/intermediate"] ?? Self.ofFingerprint(text, all) {
      return authority
    }
    throw .unknownAuthority(text, nearest: Spelling.nearest(to: text, among: all.map(\.name)))
  }

  /// The same, and a superseded intermediate by its fingerprint: what its key signs is accepted until it expires.
  public func namedOrSuperseded(_ text: String) throws(CAError) -> Authority {
    do throws(CAError) {
      return try named(text)
    } catch {
      guard let superseded = Self.ofFingerprint(text, present) else { throw error }
      return superseded
    }
  }

  private static func ofFingerprint(_ text: String, _ authorities: [Authority]) -> Authority? {
    let digits = text.lowercased().replacingPrefix("sha256:").filter { $0 != ":" }
    guard digits.utf8.count >= 8, digits.allSatisfy(\.isHexDigit) else { return nil }
    let matching = authorities.filter { $0.certificate.fingerprint.hasPrefix(digits) }
    // Meshes below the same foreign root share its certificate.
    guard let first = matching.first, matching.allSatisfy({ $0.certificate == first.certificate }) else { return nil }
    return first
  }

  /// Whether another intermediate of the same mesh has taken the place of one.
  public func isSuperseded(_ authority: Authority) -> Bool { !all.contains(authority) }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}

extension AuthoritySet {
  /// The command that renews a mesh's intermediate: issuing it here, or requesting it from the owner of its root's key.
  public func renewal(of mesh: String, in federation: ResolvedFederation) -> SuggestedCommand {
    root(of: mesh, in: federation)?.hasKey == false
      ? .meshtrust("request", mesh, "--as", "intermediate") : .meshtrust("apply")
  }
}
