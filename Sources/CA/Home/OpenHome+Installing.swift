import Diagnostics
import Federation
import SPIFFE
public import X509

/// What is said with the answer to a request.
public struct InstallOptions: Hashable, Sendable {
  /// The fingerprint that the root must have; nil for any.
  public var fingerprint: String?
  /// Why an intermediate may be installed that could issue for other meshes; nil if it may not.
  public var acceptUnconfined: String?

  public init() {}
}

/// An installed answer.
public struct Installed: Sendable {
  public let authority: Authority
  /// Whether it waits for the root above it to sign.
  public let isWaiting: Bool
  /// Empty for one that was installed before.
  public let review: AnswerReview
  /// Whether it was installed now, and not before.
  public var isNew = true
}

extension OpenHome {
  /// Installs the answer to a request: the intermediate, the certificates above it in any order, and the root unless the
  /// home has it. The answer to a request of a rotation waits until its root signs. One that is installed already changes
  /// nothing.
  ///
  /// - Parameter show: Called with everything that was asked for and what came, before anything is refused or stored.
  public func install(
    _ meshName: String, chain: [Certificate], _ options: InstallOptions = InstallOptions(),
    show: (AnswerReview) -> Void = { _ in }
  ) throws(CAError) -> Installed {
    try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      try refuseLeaving(meshName)
      let all = try isBegun ? try read { try $0.requests() } : []
      let requests = all.filter { $0.mesh == meshName }
      guard !requests.isEmpty else {
        if let held = try installed(meshName, chain, options, in: federation) { return held }
        let present = try authorities()
        let isIssued = present.root(of: meshName, in: federation)?.hasKey ?? false
        // Below a root that arrives from elsewhere another answer can take the place of the last one.
        let arrives = present.arrivingElsewhere(above: meshName, in: federation) != nil
        throw .refused(.issuing(.noRequest(mesh: meshName, issued: isIssued && !arrives)))
      }
      let answered = requests.first { pending in
        chain.contains { $0.publicKeyInfo.der == pending.request.publicKeyInfo.der }
      }
      guard let pending = answered else { throw .wrongAnswer(.otherKey(mesh: meshName)) }
      let authorities = try issuedAuthorities()
      // What runs would go on with the intermediate that it has.
      if pending.purpose == .renew, let folder = authorities.blockedFolder(of: mesh, in: federation, all) {
        throw .refused(.rotation(.folderBlocked(folder)))
      }
      let known =
        pending.purpose == .arrive
        ? authorities.arrivingElsewhere(above: meshName, in: federation)
        : authorities.root(of: meshName, in: federation)
      let context = AnswerContext(
        pending: pending, mesh: mesh, federation: federation, authorities: authorities, knownRoot: known?.certificate,
        now: now)
      let answer = try SignedIntermediate(chain, context, options, show: show)
      let intermediate = Authority(
        owner: .mesh(meshName), role: .intermediate, generation: pending.generation, certificate: answer.intermediate,
        chain: answer.between, hasKey: true)
      if known == nil {
        try authorize(
          GuardedAction(
            .root, of: meshName,
            [
              "install the root SHA-256 \(answer.root.fingerprint)",
              "and the intermediate SHA-256 \(answer.intermediate.fingerprint)",
            ]))
      }
      try write { writer in
        try store(answer, intermediate, context, writer)
        if let reason = options.acceptUnconfined, answer.review.isDangerous {
          try accept(
            AcceptedDanger(
              owner: .mesh(meshName), certificate: answer.intermediate.fingerprint, kind: .unconfined, reason: reason,
              time: now), writer)
        }
      }
      return Installed(authority: intermediate, isWaiting: pending.purpose == .arrive, review: answer.review)
    }
  }

  /// The intermediate of a chain that is installed already, with everything above it, for whoever was cut off before it was
  /// said; nil for any other chain.
  private func installed(
    _ mesh: String, _ chain: [Certificate], _ options: InstallOptions, in federation: ResolvedFederation
  ) throws(CAError) -> Installed? {
    let present = try authorities()
    let roots = [present.root(of: mesh, in: federation), present.arrivingElsewhere(above: mesh, in: federation)]
    for (root, isWaiting) in zip(roots, [false, true]) {
      guard let root, !root.hasKey, options.fingerprint.map({ $0 == root.certificate.fingerprint }) ?? true else {
        continue
      }
      let found = isWaiting ? present.waiting(of: mesh, below: root.certificate) : present.intermediate(of: mesh)
      guard let held = found, held.hasKey, chain.contains(held.certificate) else { continue }
      // Another certificate above it is another answer, which nobody asked for.
      guard Set(chain).isSubset(of: [held.certificate, root.certificate] + held.chain) else { continue }
      return Installed(authority: held, isWaiting: isWaiting, review: AnswerReview(), isNew: false)
    }
    return nil
  }

  private func store(
    _ answer: SignedIntermediate, _ intermediate: Authority, _ context: AnswerContext, _ writer: any StoreWriting
  ) throws {
    if context.knownRoot == nil {
      let root = Authority(
        owner: context.federation.rootOwner(of: context.mesh.name), role: .root,
        generation: (try writer.reader.lastGenerations()["\(context.federation.rootOwner(of: context.mesh.name))/root"]
          ?? 0)
          + 1,
        certificate: answer.root, hasKey: false)
      try writer.insertCertificate(answer.root, .root, issuer: nil, at: now)
      try writer.insertAuthority(root)
    }
    for certificate in answer.between {
      try writer.insertCertificate(certificate, .foreign, issuer: nil, at: now)
    }
    try writer.insertCertificate(
      answer.intermediate, .intermediate, issuer: answer.between.first ?? answer.root, at: now)
    try writer.insertAuthority(intermediate)
    try writer.removeRequest(of: context.mesh.name, context.pending.purpose)
    try writer.recordVersions(at: now)
    try writer.append(
      .installed, intermediate.name,
      "SHA-256 \(answer.intermediate.fingerprint), root \(answer.root.fingerprint)"
        + (context.pending.purpose == .arrive ? ", waits for its root to sign" : ""), at: now)
  }

  /// Records and logs that somebody accepted a danger.
  func accept(_ danger: AcceptedDanger, _ writer: any StoreWriting) throws {
    try writer.accept(danger)
    try writer.append(
      .acceptedDanger, "\(danger.owner)/intermediate",
      "SHA-256 \(danger.certificate) could issue for other meshes: \(danger.reason)", at: now)
  }

  /// The dangers that somebody accepted, as long as they last.
  func acceptedDangers(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet
  ) throws(CAError) -> [Diagnostic] {
    guard try isIssued() else { return [] }
    return try read { try $0.acceptedDangers() }.compactMap { danger in
      guard let mesh = danger.owner.meshName.flatMap({ federation.mesh(named: $0) }),
        let held = authorities.intermediate(of: mesh.name), held.certificate.fingerprint == danger.certificate,
        let root = authorities.root(of: mesh.name, in: federation)?.certificate,
        let other = Confinement.excess(
          of: held.path, mesh, authorities.sharers(of: root, besides: mesh.name, in: federation), federation,
          authorities)
      else { return nil }
      return Diagnostic(
        "MT-ROOT-18", .warning, what: "`\(held.certificate)` of `\(mesh.name)` could issue for \(other)",
        why: "that was accepted on \(danger.time.day): \(danger.reason)",
        next: "have its successor signed with the constraints of the request: "
          + "\(.meshtrust("request", mesh.name, "--as", "intermediate", "--recipe", "text"))")
    }
  }
}
