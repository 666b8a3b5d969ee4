import Cryptography
import Diagnostics
import Federation
import Files
import Parallel
import SystemPackage
import X509

/// The progress of `apply`, which takes long for a large federation.
public struct ApplyProgress: Hashable, Sendable {
  public enum Stage: String, Hashable, Sendable {
    /// Creating keys and certificates.
    case issuing
    /// Writing folders.
    case writing
  }

  public let stage: Stage
  /// How many items of the stage are done.
  public let done: Int
  /// The number of items of the stage.
  public let count: Int
}

/// The result of `apply`.
public struct Applied: Sendable {
  /// The executed plan.
  public let plan: Plan
  public let issued: [Authority]
  /// The meshes whose folders were written.
  public let written: [String]
  /// The roots that entered or left the bundles in those folders.
  public let roots: [RootChange]
  /// The bundles for web servers, where federation.yaml names a folder for them.
  public let published: [PublishedBundle]
  /// Whether the folder of the only mesh was left out, because a peer's root waits for a key outside of the home.
  public let isLeftOut: Bool
}

extension OpenHome {
  /// Issues what is missing and writes the folder of each mesh. A second run changes nothing.
  ///
  /// The certificates are one transaction, and the folders are replaced after it. If the command is killed, running it
  /// again completes the job.
  ///
  /// - Parameters:
  ///   - mesh: The only mesh whose folder is written; nil for all.
  ///   - asked: Whether plain keys belong into the folders, from now on; nil for what was chosen before.
  ///   - sealer: For whom keys are sealed from now on, in place of plain ones; nil for what was chosen before.
  ///   - resealing: Whether keys are sealed again that were sealed before.
  ///   - newRoots: Whether to go on although `out` holds roots that the database never had, or has no database.
  ///   - confirm: Called once with the plan before anything is changed; an error that it throws stops the command.
  ///   - progress: Called after each authority and each folder.
  public func apply(
    _ mesh: String? = nil, withSecrets asked: Bool? = nil, sealer chosen: SecretSealer? = nil,
    resealing: Bool = false, newRoots: Bool = false,
    confirm: (Plan) throws(CAError) -> Void = { _ in },
    progress: @escaping @Sendable (ApplyProgress) -> Void = { _ in }
  ) throws(CAError) -> Applied {
    try requireDescription()
    return try locked { () throws(CAError) -> Applied in
      if newRoots { startAnew() }
      try takePolicy()
      let (work, isLeftOut) = try workInReach(
        asked, sealer: chosen, resealing: resealing, newRoots: newRoots, mesh: mesh)
      let plan = work.plan
      let withSecrets = try writesSecrets(asked)
      guard plan.isPending else {
        try home.keepOutOfGit()
        if let asked, try isIssued(), try read({ try $0.writesSecrets() }) != asked {
          try write { try remember(asked, $0) }
        }
        if try !isRemembered(chosen, only: mesh) { try write { try remember(chosen, only: mesh, $0) } }
        try rememberLifetimes()
        try rememberDescription()
        return Applied(plan: plan, issued: [], written: [], roots: [], published: [], isLeftOut: isLeftOut)
      }
      try confirm(plan)
      let rootIssues = plan.issues.filter { $0.role == .root }
      if !rootIssues.isEmpty {
        // A key that is still to be made is made first: whoever approves a root approves the key that it has.
        for issue in rootIssues { try finishMaking(of: issue.owner) }
        try authorize(
          GuardedAction(
            .root, of: rootIssues.map(\.name).joined(separator: ", "),
            try rootIssues.map { issue throws(CAError) in
              "issue \(issue.name) g\(issue.generation): \(issue.reason)\(try preparedWords(of: issue.owner))"
            }))
      }
      try home.keepOutOfGit()
      let federation = try federation()
      let sealer = try sealerCreatingIfNeeded(replacing: newRoots)
      let issued = try issue(plan, sealer, progress)
      try write { writer in
        // The first time the home had no row when the transaction began.
        try writer.recordLifetimes(federation, at: now)
        try remember(asked, writer)
        try remember(chosen, only: mesh, writer)
      }
      // The first time, with the roots.
      try takePolicy()
      let roots = try rootChanges(plan.writes.map(\.mesh))
      let written = try writeFolders(
        plan.writes.map(\.mesh), work.rendered, withSecrets: withSecrets, resealing: resealing, progress)
      return Applied(
        plan: plan, issued: issued, written: written, roots: roots, published: try publishAgain().filter(\.isChange),
        isLeftOut: isLeftOut)
    }
  }

  /// What is to be done for one mesh does not wait for the token of another: what a peer needs from a prepared key that is
  /// out of reach, or that nobody has prepared yet, is left out, and with it the folder that needs that peer's root.
  private func workInReach(
    _ asked: Bool?, sealer: SecretSealer?, resealing: Bool, newRoots: Bool, mesh: String?
  ) throws(CAError) -> (work: PlannedWork, isLeftOut: Bool) {
    let whole = try work(asked, sealer: sealer, resealing: resealing, newRoots: newRoots, mesh: mesh)
    guard let mesh else { return (whole, false) }
    let absent = try absentKeys(of: whole.plan, besides: mesh)
    guard !absent.isEmpty else { return (whole, false) }
    let rest = try work(
      asked, sealer: sealer, resealing: resealing, newRoots: newRoots, mesh: mesh, without: absent)
    return (rest, true)
  }

  /// The keys outside of the home that a plan needs for the roots of other owners and that cannot be used now. Nothing is
  /// made: nobody has confirmed the plan yet.
  ///
  /// - Throws: What is wrong with a secret that was given for a token or program, which says nothing of the key.
  private func absentKeys(of plan: Plan, besides mesh: String) throws(CAError) -> [AbsentKey] {
    let federation = try federation()
    let own = federation.rootOwner(of: mesh)
    var absent: [AbsentKey] = []
    for issue in plan.issues where issue.role == .root && issue.owner != own {
      guard let peer = issue.owner.meshName else { continue }
      let profile = try federation.requireMesh(peer).profile
      do throws(CAError) {
        try requirePreparedKey(of: issue.owner, profile)
      } catch {
        switch error {
        case .prepared(let fault) where fault.exitStatus != .secret:
          absent.append(AbsentKey(fault, isDemanded: profile.rootKeyPlace != .home))
        case .refused(.key(.notPrepared(let owner))): absent.append(AbsentKey(notPreparedFor: owner))
        default: throw error
        }
      }
    }
    return absent
  }

  /// Records a workload lifetime that federation.yaml states since, where nothing else is written: no file of Istio has it.
  private func rememberLifetimes() throws(CAError) {
    guard try isIssued(), try sealerIfPossible() != nil else { return }
    let federation = try federation()
    let known = try read { try $0.workloadLifetimes() }
    guard federation.meshes.contains(where: { !$0.isRecorded(in: known) }) else { return }
    try writeKeepingAuthorities { try $0.recordLifetimes(federation, at: now) }
  }

  /// The roots that enter or leave the bundles in the folders of some meshes, before those are written.
  private func rootChanges(_ meshes: [String]) throws(CAError) -> [RootChange] {
    let federation = try federation()
    let emission = Emission(federation: federation, authorities: try authorities())
    var changes: [RootChange] = []
    for name in meshes {
      let mesh = try federation.requireMesh(name)
      guard let material = emission.material(mesh, key: nil) else { continue }
      changes += RootChange.changes(mesh, material, in: outputFolder(of: name))
    }
    return changes
  }

  private func issue(
    _ plan: Plan, _ sealer: Sealer, _ progress: (ApplyProgress) -> Void
  ) throws(CAError) -> [Authority] {
    guard !plan.issues.isEmpty else { return [] }
    var issuer = AuthorityIssuer(
      try federation(), existing: try authorities(), now: now,
      prepared: { owner, profile throws(CAError) in try self.preparedKey(of: owner, profile) },
      openKey: { authority throws(CAError) in try self.signer(of: authority) })
    for (index, issue) in plan.issues.enumerated() {
      try issuer.issue(issue)
      progress(ApplyProgress(stage: .issuing, done: index + 1, count: plan.issues.count))
    }
    let issued = issuer.issued
    try write { writer in
      for item in issued { try record(item, writer, sealer) }
      try writer.recordVersions(at: now)
    }
    return issued.map(\.authority)
  }

  func record(_ item: AuthorityIssuer.Issued, _ writer: any StoreWriting, _ sealer: Sealer) throws {
    let authority = item.authority
    // A key outside of the home is in its table since it was prepared.
    if let key = item.key as? PrivateKey {
      let sealed = try sealer.seal(key, identifier: authority.keyIdentifier)
      try writer.insertKey(authority.keyIdentifier, algorithm: key.publicKey.label, sealed: sealed, at: now)
    }
    try writer.insertCertificate(
      authority.certificate, authority.role == .root ? .root : .intermediate, issuer: item.issuer, at: now)
    try writer.insertAuthority(authority)
    try writer.append(
      .issuedAuthority, authority.name,
      "generation \(authority.generation), SHA-256 \(authority.certificate.fingerprint), until "
        + "\(authority.certificate.validity.notAfter)\(item.isRenewal ? ", renewal" : "")"
        + (authority.keyPlace == .home ? "" : ", its key is \(authority.keyPlace.words)"), at: now)
  }

  /// Builds every folder beside the old one, flushes all of them to disk at once, and then replaces each.
  ///
  /// - Parameter rendered: What planning has already rendered, by mesh.
  func writeFolders(
    _ meshes: [String], _ rendered: [String: RenderedFolder], withSecrets: Bool, resealing: Bool = false,
    _ progress: @escaping @Sendable (ApplyProgress) -> Void
  ) throws(CAError) -> [String] {
    let federation = try federation()
    let sealings = try seal(try sealings(again: resealing).filter { meshes.contains($0.key) })
    var drafted = Emission(federation: federation, authorities: try authorities(), sealings: sealings)
    drafted.migrations = try migrationFolders()
    let emission = drafted
    try wrapping(CAError.files, FileSystem.makeFolder(outputFolder))
    let known = try read { try $0.writtenFiles() }
    let description = try descriptionOctets()
    if withSecrets { try prepareKeys(of: meshes.filter { rendered[$0] == nil && emission.sealings[$0] == nil }) }
    do throws(CAError) {
      let drafts = try AllCores.map(
        meshes, watch: { progress(ApplyProgress(stage: .writing, done: $0, count: $1)) }
      ) { name throws(CAError) in
        let folder =
          if let ready = rendered[name] { ready } else { try render(name, federation, emission, withSecrets) }
        return try draft(folder, of: name, known[name] ?? WrittenFiles())
      }
      // Before the folders are replaced: a file that is not known would count as somebody else's.
      try writeKeepingAuthorities { writer in
        try writer.recordDescription(description, in: origin.folder, at: now)
        for draft in drafts {
          try writer.setWrittenFiles(draft.entries, of: draft.mesh)
          guard withSecrets, sealings[draft.mesh] == nil else { continue }
          try writer.append(.emittedKey, "\(draft.mesh)/intermediate", "written to out/\(draft.mesh)", at: now)
        }
      }
      try wrapping(CAError.files, FileSystem.synchronizeAll(outputFolder))
      for draft in drafts { try wrapping(CAError.files, draft.tree.putInPlace(removing: draft.gone)) }
      try wrapping(CAError.files, FileSystem.synchronize(outputFolder))
      _ = try AllCores.map(drafts) { draft throws(CAError) in try wrapping(CAError.files, draft.tree.discard()) }
    } catch {
      // The drafts contain keys; the next run renders them again.
      for mesh in meshes { try? OutputTree(folder: outputFolder(of: mesh)).discard() }
      throw error
    }
    return meshes
  }

  /// A folder that was built beside the old one.
  private struct Draft: Sendable {
    let mesh: String
    let tree: OutputTree
    /// The files of the old folder that the new one does not have.
    let gone: Set<FilePath>
    let entries: [(path: String, digest: String)]
  }

  private func draft(
    _ folder: RenderedFolder, of mesh: String, _ written: WrittenFiles
  ) throws(CAError) -> Draft {
    let tree = OutputTree(folder: outputFolder(of: mesh))
    let (stale, foreign) = try written.split(wrapping(CAError.files, tree.others(than: folder.files)), in: tree)
    let entries = try written.entries(with: folder.files, unchanged: folder.unchanged, in: tree)
    try wrapping(CAError.files, tree.draft(folder.files, unchanged: folder.unchanged, keeping: foreign))
    return Draft(mesh: mesh, tree: tree, gone: Set(stale), entries: entries)
  }

  private func render(
    _ name: String, _ federation: ResolvedFederation, _ emission: Emission, _ withSecrets: Bool
  ) throws(CAError) -> RenderedFolder {
    let mesh = try federation.requireMesh(name)
    let isPlain = withSecrets && emission.sealings[name] == nil
    guard let files = try emission.files(mesh, key: isPlain ? try intermediateKey(of: name) : nil) else {
      throw .noIntermediate(mesh: name)
    }
    return RenderedFolder(files: files, unchanged: [])
  }
}
