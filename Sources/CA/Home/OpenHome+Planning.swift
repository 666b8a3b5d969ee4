import Cryptography
import Diagnostics
import Federation
import Files
import Kubernetes
import Parallel
import SystemPackage
import X509

extension OpenHome {
  /// What `apply` would do. Nothing is changed or created.
  ///
  /// - Parameters:
  ///   - mesh: The only mesh whose folder is written; nil for all.
  ///   - withSecrets: Whether plain keys belong into the folders; nil for what was chosen before.
  ///   - sealer: For whom keys are sealed from now on; nil for what was chosen before.
  public func plan(
    for mesh: String? = nil, withSecrets: Bool? = nil, sealer: SecretSealer? = nil
  ) throws(CAError) -> Plan {
    try work(withSecrets, sealer: sealer, mesh: mesh).plan
  }

  /// Plans, and renders the files of each mesh whose authorities stay.
  ///
  /// - Parameters:
  ///   - newRoots: whether `out` may hold roots that the database never had.
  ///   - absent: what keys of peers are out of reach, so that nothing is issued for those.
  func work(
    _ withSecrets: Bool? = nil, sealer: SecretSealer? = nil, resealing: Bool = false, newRoots: Bool = false,
    mesh only: String? = nil, without absent: [AbsentKey] = [], for purpose: PlanPurpose = .showing
  ) throws(CAError) -> PlannedWork {
    let federation = try federation()
    // A killed command left a database without its first row: nothing was ever issued from it.
    let isIssued = try isIssued()
    if !newRoots {
      if isIssued { try refuseOlderDatabase(federation) } else { try refuseLostDatabase() }
    }
    // A wrong passphrase is reported even where no key is needed.
    if isIssued { _ = try purpose == .showing ? sealerIfAtHand() : sealerIfPossible() }
    let only = try only.map { name throws(CAError) in try federation.requireMesh(name) }
    let authorities = isIssued ? try authorities() : AuthoritySet([])
    let sealings = try sealings(sealer, only: only?.name, isEnding: withSecrets != nil, again: resealing)
    let late = sealings.filter { $0.value.sealer.fault(at: now) != nil }
    var planner = try planner(
      federation, authorities, unsealable: Set(late.keys), isIssued: isIssued, isOfStep: purpose == .writing)
    for (mesh, sealing) in late where sealing.sealed == nil { planner.block(mesh) }
    if let only {
      planner.limit(to: only)
      for key in absent { planner.leaveOut(key, for: only) }
    }
    let secrets = try writesSecrets(withSecrets)
    let written = isIssued ? try read { try $0.writtenFiles() } : [:]
    var drafted = Emission(federation: federation, authorities: authorities, sealings: sealings)
    if isIssued { drafted.migrations = try migrationFolders() }
    let emission = drafted
    let described = federation.meshes.filter { mesh in
      !planner.blocked.contains(mesh.name) && (only == nil || mesh == only)
    }
    let compared = Set(described.filter(planner.compares).map(\.name))
    if secrets { try prepareKeys(of: Array(compared)) }
    let folders = try AllCores.map(described) { mesh throws(CAError) in
      try compare(
        mesh, compared.contains(mesh.name) ? emission : nil, secrets && sealings[mesh.name] == nil,
        written[mesh.name] ?? WrittenFiles(), purpose, isAlone: only != nil)
    }
    var changes = folders.compactMap(\.change)
    if only == nil, purpose == .showing { changes = leftMeshes(federation, authorities, planner) + changes }
    let newest = purpose == .showing ? try descriptionNotes() : []
    let concerned = sealings.filter { only == nil || $0.key == only?.name }
    let sealerNotes =
      outdated(concerned)
      + notes(about: concerned, besides: sealer) { name in
        planner.issues.contains { $0.owner == .mesh(name) && $0.role == .intermediate }
      }
    return PlannedWork(
      plan: Plan(
        planner, federation, folders: Self.byMesh(folders) { $0.comparison }, withSecrets: secrets,
        sealed: Set(sealings.keys),
        publications: only == nil && purpose == .showing ? try pendingPublications() : [], changes: changes,
        notes: try bindingNotes() + checkpointNotes() + newest + sealerNotes
          + unknownFolders(federation, authorities)
          + folders.compactMap(\.note)
          + acceptedDangers(federation, authorities)),
      rendered: Self.byMesh(folders) { $0.rendered })
  }

  /// What a plan is made for.
  enum PlanPurpose {
    /// For somebody who reads it.
    case showing
    /// For a step that changes no identity: what is to be done on the clusters beside applying the files is not worked
    /// out.
    case writing
  }

  /// A mesh's folder, as a plan needs it.
  private struct ComparedFolder: Sendable {
    let mesh: String
    let comparison: FolderComparison
    let rendered: RenderedFolder?
    let change: ClusterChange?
    /// What istiod does not take up while it runs.
    let note: Diagnostic?
  }

  private static func byMesh<Value>(
    _ folders: [ComparedFolder], _ value: (ComparedFolder) -> Value?
  ) -> [String: Value] {
    Dictionary(folders.compactMap { folder in value(folder).map { (folder.mesh, $0) } }) { first, _ in first }
  }

  /// Renders a mesh's files and compares them with its folder.
  ///
  /// - Parameters:
  ///   - emission: Nil while the files cannot be known.
  ///   - isAlone: Whether no other mesh's folder is planned.
  private func compare(
    _ mesh: Mesh, _ emission: Emission?, _ secrets: Bool, _ written: WrittenFiles, _ purpose: PlanPurpose,
    isAlone: Bool
  ) throws(CAError) -> ComparedFolder {
    let tree = OutputTree(folder: outputFolder(of: mesh.name))
    var (changed, stale, foreign): ([FilePath]?, [FilePath], [FilePath]) = (nil, [], [])
    var rendered: RenderedFolder?
    if let emission, let (files, sealed) = try comparableFiles(mesh, emission, secrets) {
      let found = try wrapping(CAError.files, tree.differences(from: files, sealed: sealed))
      changed = found.changed
      (stale, foreign) = try written.split(found.others, in: tree)
      // Without the key it is not known which of the files with a key are due.
      if !sealed.isEmpty { stale.removeAll(where: Emission.hasKey) }
      let isSealing = emission.sealings[mesh.name].map { $0.sealed == nil } ?? false
      if !found.changed.isEmpty || !stale.isEmpty, sealed.isEmpty, !isSealing {
        rendered = RenderedFolder(files: files, unchanged: Set(files.map(\.path)).subtracting(found.changed))
      }
    } else if !secrets {
      // Whatever the new files will be, they contain no key.
      let keys = try wrapping(CAError.files, tree.existing()).filter(Emission.hasKey)
      stale = try written.split(keys, in: tree).ours
    }
    // The folder is listed only if it may be about to get its first bundle.
    let isUpToDate = changed?.isEmpty ?? false
    let hasBundle = isUpToDate ? true : try Self.hasBundle(tree)
    let isChange = purpose == .showing && (!isUpToDate || !stale.isEmpty)
    return ComparedFolder(
      mesh: mesh.name,
      comparison: FolderComparison(changed: changed, stale: stale, foreign: foreign, hasBundle: hasBundle),
      rendered: rendered,
      change: isChange
        ? ClusterChange(
          mesh, FormerFolder(outputFolder(of: mesh.name), namespace: mesh.namespace), isAlone: isAlone) : nil,
      note: isChange ? rendered.flatMap { rootFileNote(mesh, $0) } : nil)
  }

  /// A changed root-cert.pem that the istiod of Istio ignores until it is restarted (I-15, I-16).
  private func rootFileNote(_ mesh: Mesh, _ folder: RenderedFolder) -> Diagnostic? {
    guard mesh.controlPlane.flavour != .maistra, mesh.controlPlane.signer == .istiod,
      case .plain(let new)? = folder.files.first(where: { $0.path == Self.rootsPath })?.content,
      let old = try? FileSystem.read(
        outputFolder(of: mesh.name).pushing(Self.rootsPath), limit: 1 << 20, onlyRegular: true),
      !RootFileChange(from: old, to: new).isTaken(by: mesh)
    else { return nil }
    return Diagnostic(
      "MT-IST-02", .warning,
      what: "istiod of `\(mesh.name)` does not take up the changed root-cert.pem while it runs",
      why: mesh.controlPlane.multiRoot
        ? "before 1.20 it takes up no other roots, up to 1.29 only a file that contains the old one or is part of it, and "
          + "later only more or fewer roots; a new intermediate beside it is ignored, too"
        : "without ISTIO_MULTIROOT_MESH it keeps the roots of its start, and ignores a new intermediate beside them",
      next: "restart it after the Secret is applied: \(mesh.istiodRestart)")
  }

  /// What is to be done on the clusters of meshes that somebody took out of federation.yaml, while their folders are
  /// still there.
  private func leftMeshes(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ planner: Planner
  ) -> [ClusterChange] {
    authorities.signingMeshes.filter { federation.mesh(named: $0) == nil && !planner.removals.contains($0) }.sorted()
      .compactMap { ClusterChange(left: $0, FormerFolder(outputFolder(of: $0), namespace: nil)) }
  }

  private static func hasBundle(_ tree: OutputTree) throws(CAError) -> Bool {
    try wrapping(CAError.files, tree.existing()).contains { $0.string.hasPrefix("configmap-") }
  }

  private func planner(
    _ federation: ResolvedFederation, _ authorities: AuthoritySet, unsealable: Set<String>, isIssued: Bool,
    isOfStep: Bool
  ) throws(CAError) -> Planner {
    guard isIssued else {
      return try Planner(federation, authorities, requests: [], signed: [:], isOfStep: isOfStep, now: now)
    }
    let (requests, signed, retired, removals) = try read { reader in
      (
        try reader.requests(), try reader.signedIntermediates(), try reader.retiredRoots(),
        Set(try reader.removals())
      )
    }
    return try Planner(
      federation, authorities, requests: requests, signed: signed, retired: retired, removals: removals,
      unsealable: unsealable, isOfStep: isOfStep, now: now)
  }

  /// Folders below `out` that belong to no mesh. The home neither writes nor removes them, but one may hold a key.
  private func unknownFolders(_ federation: ResolvedFederation, _ authorities: AuthoritySet) throws(CAError)
    -> [Diagnostic]
  {
    let known = Set(federation.meshes.map(\.name) + authorities.signingMeshes)
    return try wrapping(CAError.files, FileSystem.names(in: outputFolder)).filter {
      !known.contains($0) && !OutputTree.isDraft($0)
    }.map { name in
      let path = outputFolder.appending(name)
      let hasKey =
        FileSystem.exists(path.pushing(Emission.keyPath))
        || ManifestSet.secretFiles.contains { FileSystem.exists(path.appending($0)) }
      return Diagnostic(
        "MT-HOME-82", .warning, what: "`\(path)` belongs to no mesh of federation.yaml",
        why: hasKey
          ? "it contains a private key, which nothing renews or removes" : "nothing updates or removes what is in it",
        next: "move it away, or delete it")
    }
  }

  /// The files that a plan compares. Without the home's passphrase, those that depend on a key are `sealed`: they must
  /// exist, but their content is unknown.
  private func comparableFiles(
    _ mesh: Mesh, _ emission: Emission, _ withKey: Bool
  ) throws(CAError) -> (files: [OutputFile], sealed: Set<FilePath>)? {
    guard withKey else { return try emission.files(mesh, key: nil).map { ($0, []) } }
    guard try sealerIfAtHand() == nil else {
      return try emission.files(mesh, key: try intermediateKey(of: mesh.name)).map { ($0, []) }
    }
    let sealed = Emission.sealedFiles(of: mesh)
    return try emission.files(mesh, key: nil).map { ($0 + sealed, Set(sealed.map(\.path))) }
  }

  /// Refuses to start anew beside what a lost database has left: new roots in place of those that every peer has would
  /// break every handshake.
  func refuseLostDatabase() throws(CAError) {
    for file in [homeKeyPath, checkpointPath] where FileSystem.exists(file) {
      throw .refused(.description(.foreignOutput(folder: file)))
    }
    for mesh in try federation().meshes where FileSystem.exists(outputFolder(of: mesh.name).pushing(Self.rootsPath)) {
      throw .refused(.description(.foreignOutput(folder: outputFolder(of: mesh.name))))
    }
  }

  /// Refuses a database that is older than its `out`: it would withdraw the roots that were issued since, and issue
  /// others with their names.
  private func refuseOlderDatabase(_ federation: ResolvedFederation) throws(CAError) {
    var files: [(path: FilePath, roots: [String])] = []
    for mesh in federation.meshes {
      let path = outputFolder(of: mesh.name).pushing(Self.rootsPath)
      guard FileSystem.exists(path),
        let pem = try? PEM(wrapping(CAError.files, FileSystem.read(path, limit: 1 << 20, onlyRegular: true)))
      else { continue }
      files.append((path, pem.blocks.map { sha256Hex($0.der) }))
    }
    // Most roots are in the folder of every peer, and each is asked for once.
    var asked: Set<String> = []
    let roots = files.flatMap(\.roots).filter { asked.insert($0).inserted }
    guard !files.isEmpty, let unknown = try read({ try $0.unknown(among: roots) }),
      let file = files.first(where: { $0.roots.contains(unknown) })
    else { return }
    throw .refused(.description(.olderDatabase(file: file.path, root: unknown)))
  }

  private static let rootsPath: FilePath = "pem/root-cert.pem"
}
