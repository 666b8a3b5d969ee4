import Cryptography
import Federation
import Files
import SystemPackage
import X509

/// How far `apply` has come, for whoever waits for a large federation.
public struct ApplyProgress: Hashable, Sendable {
  /// What is being done.
  public enum Stage: String, Hashable, Sendable {
    /// Keys and certificates are made.
    case issuing
    /// Folders are written.
    case writing
  }

  /// What is being done.
  public let stage: Stage
  /// How many of them are done.
  public let done: Int
  /// How many there are.
  public let count: Int
}

/// What `apply` did.
public struct Applied: Sendable {
  /// The plan that was carried out.
  public let plan: Plan
  /// The authorities that were issued.
  public let issued: [Authority]
  /// The meshes whose folders were written.
  public let written: [String]
}

extension Home {
  /// Issues what is missing and writes the folder of each mesh. A second run changes nothing.
  ///
  /// The certificates are one transaction; the folders are put in place after it. After a kill at any instant, running
  /// it again finishes the job.
  ///
  /// - Parameters:
  ///   - confirm: asked once with the plan before anything is changed; what it throws stops the command.
  ///   - progress: told after each authority and each folder.
  public func apply(
    withSecrets: Bool = true, confirm: (Plan) throws(CAError) -> Void = { _ in },
    progress: (ApplyProgress) -> Void = { _ in }
  ) throws(CAError) -> Applied {
    guard FileSystem.exists(federationPath) else { throw .noHome(folder) }
    return try locked { () throws(CAError) -> Applied in
      try removeLeftOvers()
      let federation = try federation()
      let existing = FileSystem.exists(databasePath) ? try store() : nil
      let plan = try plan(federation, existing, withSecrets: withSecrets)
      guard plan.isPending else { return Applied(plan: plan, issued: [], written: []) }
      try confirm(plan)
      let store = if let existing { existing } else { try self.store(creating: true) }
      let sealer = try sealerCreatingIfNeeded(store)
      let issued = try issue(plan, federation, store, sealer, progress)
      try store.write { try $0.recordLifetimes(federation, at: now) }
      let written = try write(
        plan.writes.map(\.mesh), federation, store, sealer, withSecrets: withSecrets, progress)
      return Applied(plan: plan, issued: issued, written: written)
    }
  }

  private func issue(
    _ plan: Plan, _ federation: ResolvedFederation, _ store: AuthorityStore, _ sealer: Sealer,
    _ progress: (ApplyProgress) -> Void
  ) throws(CAError) -> [Authority] {
    guard !plan.issues.isEmpty else { return [] }
    let existing = AuthoritySet(try store.read { try $0.authorities() })
    var issuer = AuthorityIssuer(federation, existing: existing, now: now) { authority throws(CAError) in
      try key(of: authority, store, sealer)
    }
    for (index, issue) in plan.issues.enumerated() {
      try issuer.issue(issue)
      progress(ApplyProgress(stage: .issuing, done: index + 1, count: plan.issues.count))
    }
    let issued = issuer.issued
    try store.write { writer in
      for item in issued { try record(item, writer, sealer) }
      try writer.recordVersions(at: now)
    }
    return issued.map(\.authority)
  }

  func record(_ item: AuthorityIssuer.Issued, _ writer: StoreWriter, _ sealer: Sealer) throws {
    let authority = item.authority
    let sealed = try sealer.seal(item.key, identifier: authority.keyIdentifier)
    try writer.insertKey(
      authority.keyIdentifier, algorithm: item.key.publicKey.label, sealed: sealed, at: now)
    try writer.insertCertificate(
      authority.certificate, authority.role == .root ? .root : .intermediate, issuer: item.issuer, at: now)
    try writer.insertAuthority(authority)
    try writer.append(
      .issuedAuthority, authority.name,
      "generation \(authority.generation), SHA-256 \(authority.certificate.fingerprint), until "
        + "\(authority.certificate.validity.notAfter)\(item.isRenewal ? ", renewal" : "")", at: now)
  }

  /// Builds every folder beside the old one, brings all of them to the disk at once, and then puts each in place.
  func write(
    _ meshes: [String], _ federation: ResolvedFederation, _ store: AuthorityStore, _ sealer: Sealer, withSecrets: Bool,
    _ progress: (ApplyProgress) -> Void
  ) throws(CAError) -> [String] {
    let authorities = try store.read { try $0.authoritySet() }
    let emission = try Emission(self, federation, authorities, store, sealer: sealer)
    try wrapping(CAError.files, FileSystem.makeFolder(outputFolder))
    let trees = meshes.map { OutputTree(folder: outputFolder(of: $0)) }
    do throws(CAError) {
      for (index, (name, tree)) in zip(meshes, trees).enumerated() {
        guard let files = try emission.files(try federation.requireMesh(name), withSecrets: withSecrets) else {
          throw .noIntermediate(mesh: name)
        }
        try wrapping(CAError.files, tree.draft(files))
        progress(ApplyProgress(stage: .writing, done: index + 1, count: meshes.count))
      }
      if withSecrets {
        try store.write { writer in
          for name in meshes {
            try writer.append(.emittedKey, "\(name)/intermediate", "written to out/\(name)", at: now)
          }
        }
      }
      try wrapping(CAError.files, FileSystem.synchronizeAll(outputFolder))
      for tree in trees { try wrapping(CAError.files, tree.putInPlace()) }
    } catch {
      // What was drafted holds keys; the next run makes it again.
      for tree in trees { try? tree.discard() }
      throw error
    }
    return meshes
  }

  /// Clears away what a killed command left behind: drafts, and secrets under names that nobody looks for.
  private func removeLeftOvers() throws(CAError) {
    for name in FileSystem.names(in: outputFolder) where OutputTree.isDraft(name) {
      try wrapping(CAError.files, FileSystem.remove(outputFolder.appending(name)))
    }
    for name in FileSystem.names(in: folder) where name.hasPrefix("sealing.key") && name.contains(".new-") {
      try wrapping(CAError.files, FileSystem.remove(folder.appending(name)))
    }
    try wrapping(CAError.files, FileSystem.remove(backupCopyPath))
  }

  /// Opens the key of an authority.
  func key(of authority: Authority, _ store: AuthorityStore, _ sealer: Sealer) throws(CAError) -> PrivateKey {
    let identifier = authority.keyIdentifier
    guard let sealed = try store.read({ try $0.sealedKey(identifier) }) else { throw .noKey(authority: authority.name) }
    return try sealer.open(sealed, identifier: identifier)
  }
}
