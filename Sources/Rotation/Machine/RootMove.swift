import CA
import Federation
import X509

/// Moves all meshes of a home to one shared root, or from it to one for each: a rotation of each mesh, begun together.
struct RootMove {
  let ledger: RotationLedger
  let options: RotationMachine.Options

  /// The first step of every mesh that is not there yet.
  func actions(to mode: RootMode) throws(CAError) -> [RotationAction] {
    if let rotation = ledger.rotations.first {
      throw .refused(.rotation(.underWay(rotation.owner, rotation.phase)))
    }
    try checkObstacles()
    return switch mode {
    case .shared: try toShared()
    case .perMesh: try toEach()
    }
  }

  /// From the first step to the last each mesh has roots of its own, of which its peers must learn.
  func checkObstacles() throws(CAError) {
    var moving = ledger
    moving.federation = ledger.federation.rooted(.perMesh)
    for mesh in meshes {
      try RotationObstacles(ledger, ledger.rootOwner(of: mesh.name)).checkFolders()
      try RotationObstacles(moving, .mesh(mesh.name)).checkProxies()
    }
  }

  private var meshes: [Mesh] { ledger.federation.meshes }

  private func toShared() throws(CAError) -> [RotationAction] {
    guard ledger.federation.roots == .perMesh else { throw .refused(.rotation(.movedAlready(.shared))) }
    var olds: [(owner: AuthorityOwner, root: Authority)] = []
    for mesh in meshes {
      let owner = AuthorityOwner.mesh(mesh.name)
      guard let root = ledger.authorities.root(of: owner) else {
        throw .unknownAuthority("\(owner)/root", nearest: nil)
      }
      olds.append((owner, root))
    }
    if case .external(let root, let fingerprint) = options.newRoot {
      return try take(root, fingerprint, beside: olds)
    }
    // Some meshes may be below it already, after a move that was turned back for the others.
    if let known = olds.first(where: { ledger.dormantRoots[$0.root.certificate.fingerprint] != nil })?.root {
      let rest = olds.filter { $0.root.certificate != known.certificate }
      return rest.isEmpty ? [.joinRoots] : try take(known.certificate, nil, beside: rest)
    }
    let generation = (ledger.lastGenerations["\(AuthorityOwner.shared)/root"] ?? 0) + 1
    let owners = Dictionary(uniqueKeysWithValues: olds.map { ($0.owner, next($0.owner)) })
    return [.issueSharedRoot(generation: generation, options.algorithm, beside: owners)]
      + olds.map { .set(begun($0.owner, from: $0.root.generation, to: next($0.owner), .shared)) }
  }

  /// Takes in one root that exists beside the present root of some meshes.
  private func take(
    _ root: Certificate, _ fingerprint: String?, beside olds: [(owner: AuthorityOwner, root: Authority)]
  ) throws(CAError) -> [RotationAction] {
    for old in olds {
      let arriving = ArrivingRoot(certificate: root, ledger: ledger, owner: old.owner)
      do {
        try arriving.check(
          replacing: old.root, fingerprint: fingerprint, isEmergency: false,
          acceptsUnconfined: options.acceptUnconfined != nil)
      } catch {
        throw .refused(.unfitRoot(error))
      }
    }
    return olds.flatMap { old -> [RotationAction] in
      [
        .takeRoot(old.owner, generation: next(old.owner), root),
        .set(begun(old.owner, from: old.root.generation, to: next(old.owner), .shared)),
      ]
    }
  }

  private func toEach() throws(CAError) -> [RotationAction] {
    guard ledger.federation.roots == .shared, ledger.authorities.root(of: .shared) != nil else {
      throw .refused(.rotation(.movedAlready(.perMesh)))
    }
    let owners = meshes.map { AuthorityOwner.mesh($0.name) }
    let copies = Dictionary(uniqueKeysWithValues: owners.map { ($0, next($0)) })
    return [.splitRoot(copies)]
      + owners.flatMap { owner -> [RotationAction] in
        [
          .issueRoot(owner, generation: next(owner) + 1, options.algorithm),
          .set(begun(owner, from: next(owner), to: next(owner) + 1, .perMesh)),
        ]
      }
  }

  private func next(_ owner: AuthorityOwner) -> Int { (ledger.lastGenerations["\(owner)/root"] ?? 0) + 1 }

  private func begun(_ owner: AuthorityOwner, from old: Int, to new: Int, _ target: RotationTarget) -> RootRotation {
    RootRotation(
      owner: owner, leaving: old, arriving: new, phase: .distributing, reason: options.reason, started: ledger.now,
      since: ledger.now, target: target)
  }
}
