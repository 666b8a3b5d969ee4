import Cryptography
import Diagnostics
import Federation
import X509

/// The authorities after some actions, in memory: nothing is stored before it is proven safe.
public struct RotationDraft {
  public internal(set) var ledger: RotationLedger
  /// What was carried out.
  private(set) var actions: [RotationAction] = []
  private(set) var issued: [AuthorityIssuer.Issued] = []
  private(set) var crossed: [(certificate: Certificate, issuer: Certificate)] = []
  private(set) var replaced: [Authority] = []
  private(set) var retired: [Authority] = []
  private(set) var ended: [AuthorityOwner] = []
  /// Roots whose keys are not new: they are elsewhere, or here already.
  private(set) var taken: [Authority] = []
  private(set) var dropped: [PendingRequest] = []
  private(set) var accepted: [AcceptedDanger] = []
  /// The shared root, while each mesh has a copy of it.
  private(set) var dormant: Authority?
  /// The shared root, once the copies are one again.
  private(set) var joined: Authority?
  /// The versions of bundles that belong to another owner from now on.
  private(set) var histories: [AuthorityOwner: [BundleVersion]] = [:]
  private var keys: [String: any Signer] = [:]
  private let prepared: (AuthorityOwner, Profile) throws(CAError) -> PreparedKey?
  private let openKey: (Authority) throws(CAError) -> any Signer

  /// - Parameters:
  ///   - prepared: The key for a new root, if one was prepared outside of the home.
  ///   - openKey: Whoever signs for an authority of the home.
  init(
    _ ledger: RotationLedger, prepared: @escaping (AuthorityOwner, Profile) throws(CAError) -> PreparedKey?,
    openKey: @escaping (Authority) throws(CAError) -> any Signer
  ) {
    self.prepared = prepared
    self.ledger = ledger
    self.openKey = openKey
  }

  mutating func carryOut(_ action: RotationAction) throws(CAError) {
    actions.append(action)
    switch action {
    case .issueRoot(let owner, let generation, let algorithm): try issueRoot(owner, generation, algorithm)
    case .takeRoot(let owner, let generation, let root): takeRoot(owner, generation, root)
    case .issueSharedRoot(let generation, let algorithm, let owners):
      try issueSharedRoot(generation, algorithm, owners)
    case .accept(let danger): accepted.append(danger)
    case .splitRoot(let owners): splitRoot(owners)
    case .joinRoots: joinRoots()
    case .dropRequests(let owner, let purpose): dropRequests(owner, purpose)
    case .set(let rotation): set(rotation)
    case .crossSign(let owner): try crossSign(owner)
    case .issueIntermediate(let mesh): try issueIntermediate(mesh)
    case .finish(let owner): finish(owner)
    case .reissue(let owner, let role): try reissue(owner, role)
    }
  }

  private var recipe: CertificateRecipe { CertificateRecipe(federation: ledger.federation, now: ledger.now) }
  private var present: [Authority] { ledger.authorities.present }

  private mutating func use(_ present: [Authority], _ rotations: [RootRotation]) {
    ledger.authorities = AuthoritySet(present, rotations: rotations, remotes: ledger.authorities.remotes)
  }

  /// Records the bundles and signers that result from the actions.
  mutating func recordVersions() { ledger.recordVersions() }

  private mutating func issueRoot(
    _ owner: AuthorityOwner, _ generation: Int, _ algorithm: KeyAlgorithm?
  ) throws(CAError) {
    var issuer = AuthorityIssuer(
      ledger.federation, existing: ledger.authorities, now: ledger.now, rootKey: algorithm,
      prepared: prepared, openKey: openKey)
    try issuer.issue(
      Plan.Issue(owner: owner, role: .root, generation: generation, isRenewal: false, reason: "rotation"))
    try take(issuer.issued)
  }

  /// Issues a root that no owner has yet.
  mutating func issued(
    _ owner: AuthorityOwner, _ generation: Int, _ algorithm: KeyAlgorithm?
  ) throws(CAError) -> Authority {
    var issuer = AuthorityIssuer(
      ledger.federation, existing: ledger.authorities, now: ledger.now, rootKey: algorithm,
      prepared: prepared, openKey: openKey)
    try issuer.issue(
      Plan.Issue(owner: owner, role: .root, generation: generation, isRenewal: false, reason: "rotation"))
    guard let root = issuer.issued.first else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    issued.append(root)
    keys[root.authority.keyIdentifier] = root.key
    return root.authority
  }

  /// Puts the shared root away while each mesh has a copy of it.
  mutating func setDormant(_ root: Authority) {
    dormant = root
    use(present.filter { $0 != root }, ledger.rotations)
  }

  /// Gives some owners a copy of a root, each as a generation of its own.
  mutating func takeCopies(of root: Authority, _ owners: [AuthorityOwner: Int]) {
    let copies = owners.sorted { $0.key < $1.key }.map { owner, generation in
      Authority(
        owner: owner, role: .root, generation: generation, certificate: root.certificate, keyPlace: root.keyPlace)
    }
    taken += copies
    use(present + copies, ledger.rotations)
  }

  mutating func setJoined(_ root: Authority, replacing copies: [Authority]) {
    joined = root
    retired += copies
    let gone = Set(copies)
    use(present.filter { !gone.contains($0) } + [root], ledger.rotations)
  }

  mutating func replaceHistory(of owner: AuthorityOwner, with versions: [BundleVersion]) {
    histories[owner] = versions
    ledger.history.replace(owner, with: versions)
  }

  private mutating func takeRoot(_ owner: AuthorityOwner, _ generation: Int, _ root: Certificate) {
    let same = present.first { $0.certificate.publicKeyInfo.der == root.publicKeyInfo.der && $0.hasKey }
    let authority = Authority(
      owner: owner, role: .root, generation: generation, certificate: root, keyPlace: same?.keyPlace ?? .elsewhere)
    taken.append(authority)
    use(present + [authority], ledger.rotations)
  }

  private mutating func dropRequests(_ owner: AuthorityOwner, _ purpose: PendingRequest.Purpose) {
    let meshes = Set(ledger.meshes(below: owner).map(\.name))
    let gone = ledger.requests.filter { meshes.contains($0.mesh) && $0.purpose == purpose }
    dropped += gone
    ledger.requests.removeAll { gone.contains($0) }
  }

  private mutating func issueIntermediate(_ mesh: String) throws(CAError) {
    let last = ledger.lastGenerations["\(mesh)/intermediate"] ?? 0
    let signed = ledger.signedIntermediates[mesh] ?? 0
    var issuer = AuthorityIssuer(
      ledger.federation, existing: ledger.authorities, now: ledger.now, prepared: prepared, openKey: key)
    try issuer.issue(
      Plan.Issue(
        owner: .mesh(mesh), role: .intermediate, generation: max(last, signed) + 1, isRenewal: true, reason: "rotation")
    )
    try take(issuer.issued)
  }

  /// The key of an authority, from this draft or from the home.
  private func key(of authority: Authority) throws(CAError) -> any Signer {
    if let fresh = keys[authority.keyIdentifier] { return fresh }
    return try openKey(authority)
  }

  private mutating func take(_ fresh: [AuthorityIssuer.Issued]) throws(CAError) {
    issued += fresh
    for item in fresh {
      keys[item.authority.keyIdentifier] = item.key
      guard item.authority.role == .intermediate else { continue }
      ledger.issuers[item.authority.keyIdentifier] = ThrowawayIssuer(
        chain: [item.authority.certificate], key: item.key, federation: ledger.federation)
    }
    // The root of a new generation is in use once the rotation says so; until then the old set stays.
    use(present + fresh.map(\.authority), ledger.rotations)
  }

  private mutating func set(_ rotation: RootRotation) {
    use(present, ledger.rotations.filter { $0.owner != rotation.owner } + [rotation])
  }

  /// A cross-certificate is an authority between the root and the intermediate (RFC 5280 section 4.2.1.9), so a root
  /// whose path length is too small cannot issue one.
  private mutating func crossSign(_ owner: AuthorityOwner) throws(CAError) {
    guard var rotation = ledger.rotation(of: owner) else { return }
    var certificates: [Certificate] = []
    for (subject, signer) in [(rotation.arriving, rotation.leaving), (rotation.leaving, rotation.arriving)] {
      guard let subject = ledger.authorities.root(of: owner, generation: subject),
        let signer = ledger.authorities.root(of: owner, generation: signer)
      else { continue }
      if let room = signer.certificate.extensions.basicConstraints?.pathLength, room < 2 {
        throw .refused(.rotation(.noRoomToCrossSign(signer.certificate, pathLength: room)))
      }
      let template = try recipe.crossCertificate(of: subject.certificate, owner, issuer: signer.certificate)
      let signingKey = try key(of: signer)
      let certificate = try wrapping(CAError.x509, template.signed(by: signingKey, issuer: signer.certificate))
      crossed.append((certificate, signer.certificate))
      certificates.append(certificate)
    }
    rotation.crossCertificates = certificates
    set(rotation)
  }

  private mutating func reissue(_ owner: AuthorityOwner, _ role: Authority.Role) throws(CAError) {
    let found: Authority? =
      switch role {
      case .root: ledger.authorities.root(of: owner)
      case .intermediate: owner.meshName.flatMap { ledger.authorities.intermediate(of: $0) }
      }
    guard let old = found else { throw .unknownAuthority("\(owner)/\(role.rawValue)", nearest: nil) }
    var issuer: Certificate?
    let signingKey: any Signer
    if role == .intermediate, let name = owner.meshName {
      let rootOwner = ledger.rootOwner(of: name)
      guard let root = ledger.authorities.root(of: rootOwner), old.chain.isEmpty else {
        throw .noKey(authority: "\(rootOwner)/root")
      }
      issuer = root.certificate
      signingKey = try key(of: root)
    } else {
      signingKey = try key(of: old)
    }
    let template = try recipe.reissue(old, issuer: issuer)
    let certificate = try wrapping(CAError.x509) { () throws(X509Error) in
      if let issuer { try template.signed(by: signingKey, issuer: issuer) } else { try template.signed(by: signingKey) }
    }
    let new = Authority(
      owner: old.owner, role: old.role, generation: old.generation, certificate: certificate, chain: old.chain,
      keyPlace: old.keyPlace)
    replaced.append(new)
    if role == .intermediate {
      ledger.issuers[new.keyIdentifier] = ThrowawayIssuer(
        chain: [certificate] + old.chain, key: try key(of: old), federation: ledger.federation)
    }
    use(present.map { $0 == old ? new : $0 }, ledger.rotations)
  }

  private mutating func finish(_ owner: AuthorityOwner) {
    guard let rotation = ledger.rotation(of: owner),
      let leaving = ledger.authorities.root(of: owner, generation: rotation.leaving)
    else { return }
    let arriving = ledger.authorities.root(of: owner, generation: rotation.arriving)?.certificate
    let below = present.filter { authority in
      authority.role == .intermediate && authority.top.issuer == leaving.certificate.subject
        && (authority.owner.meshName.map { ledger.rootOwner(of: $0) } == owner)
        // Below a new certificate of the same key the intermediates stay.
        && !(arriving.map { authority.top.isIssued(by: $0) } ?? false)
    }
    retired += [leaving] + below
    ended.append(owner)
    let gone = Set(retired)
    use(present.filter { !gone.contains($0) }, ledger.rotations.filter { $0.owner != owner })
  }
}
