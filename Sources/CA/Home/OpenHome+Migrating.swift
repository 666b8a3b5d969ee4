import Diagnostics
import Documents
public import Federation
import Files
import SystemPackage
import X509

extension MeshMigration {
  /// The name of the former control plane.
  public var formerName: String {
    let node = try? DocumentReader.all(bytes: Array(former.utf8), source: "controlPlane").first?.root
    return node?["name"]?.string ?? mesh
  }
}

/// The federation before and after a migration.
public struct MigrationForms: Sendable {
  /// With the former control plane.
  public let former: ResolvedFederation
  /// With the new one.
  public let target: ResolvedFederation
}

/// The result of a step of a migration.
public struct MigrationOutcome: Sendable {
  /// The state after the step; nil if it is finished.
  public let migration: MeshMigration?
  /// The meshes whose folders were written.
  public let written: [String]
}

extension OpenHome {
  /// The meshes that change their control plane, by name.
  public func migrations() throws(CAError) -> [MeshMigration] { try read { try $0.migrations() } }

  /// The migration of a mesh; nil if it does not change its control plane.
  public func migration(of mesh: String) throws(CAError) -> MeshMigration? {
    try migrations().first { $0.mesh == mesh }
  }

  /// What was seen of migrations, or stated, oldest first.
  public func migrationEvidence() throws(CAError) -> [MigrationEvidence] { try read { try $0.migrationEvidence() } }

  public func migrationSteps(of mesh: String) throws(CAError) -> [RotationStep] {
    try read { try $0.migrationSteps(of: mesh) }
  }

  /// The migration that a mesh would begin. Nothing is changed.
  public func newMigration(
    of mesh: String, to flavour: ControlPlane.Flavour, name: String?, version: String, reason: String
  ) throws(CAError) -> MeshMigration {
    let octets = try descriptionOctets()
    let former: Node?
    do throws(EditFault) {
      former = try ControlPlaneEdit.present(of: mesh, in: octets, source: federationPath.string)
    } catch {
      throw .refused(.description(.uncertainEdit(of: mesh, path: federationPath)))
    }
    return MeshMigration(
      mesh: mesh, flavour: flavour, name: name ?? mesh, version: version,
      former: former.map { JSONWriter.write($0) } ?? "null", reason: reason, started: now, since: now)
  }

  /// The federation with the former control plane of a mesh, and with the new one, whichever the file describes now.
  ///
  /// - Throws: ``MigrationRefusal/undescribed(mesh:_:)`` if one of them is not valid.
  public func forms(of migration: MeshMigration) throws(CAError) -> MigrationForms {
    MigrationForms(
      former: try described(migration, isTarget: false), target: try described(migration, isTarget: true))
  }

  private func described(_ migration: MeshMigration, isTarget: Bool) throws(CAError) -> ResolvedFederation {
    let present = try descriptionOctets()
    let bytes = try edited(migration, isTarget: isTarget, in: present)
    if present == bytes { return try federation() }
    do throws(FederationError) {
      let file = try description(in: bytes)
      let remotes = file.remoteNames.isEmpty ? [] : (try? authorities().remotes) ?? []
      return try rootedOr(ResolvedFederation(file, remotes: remotes.map(\.card.remote)))
    } catch {
      throw .refused(.migration(.undescribed(mesh: migration.mesh, error.diagnostic)))
    }
  }

  private func rootedOr(_ federation: ResolvedFederation) -> ResolvedFederation {
    (try? rooted(federation)) ?? federation
  }

  /// The text of federation.yaml with one of the two control planes.
  private func edited(
    _ migration: MeshMigration, isTarget: Bool, in octets: [UInt8]
  ) throws(CAError) -> [UInt8] {
    do throws(EditFault) {
      var plane: Node?
      if isTarget {
        plane = .mapping([
          ("name", .string(migration.name)), ("flavour", .string(migration.flavour.rawValue)),
          ("version", .string(migration.version)),
        ])
      } else {
        plane = (try? DocumentReader.all(bytes: Array(migration.former.utf8), source: "controlPlane"))?.first?.root
        if plane?.isNull ?? true { plane = nil }
      }
      return try ControlPlaneEdit.setting(
        plane, of: migration.mesh, in: octets, source: federationPath.string)
    } catch {
      throw .refused(.description(.uncertainEdit(of: migration.mesh, path: federationPath)))
    }
  }

  /// Refuses a step like ``requireSettled(withSecrets:)``. One that was cut off between federation.yaml and the home is undone
  /// first: the file describes what the phase needs, as it did before that step. If the folders do not fit then either,
  /// somebody went on with the file, and it stays. Whoever wrote by hand what the step writes is told.
  ///
  /// - Parameter isNext: Whether the command takes the next step, rather than another move.
  public func requireSettled(forStepOf mesh: String, isNext: Bool, withSecrets: Bool?) throws(CAError) {
    do throws(CAError) {
      try requireSettled(withSecrets: withSecrets)
    } catch .refused(.rotation(.folderBehind(let late, let files, let isTaken))) {
      let fault = CAError.refused(.rotation(.folderBehind(mesh: late, files: files, isTaken: isTaken)))
      guard let migration = try migration(of: mesh) else { throw fault }
      let file = try wrapping(CAError.files, EditedFile(federationPath))
      let before = try edited(migration, isTarget: migration.isDescribed, in: file.bytes)
      let after = try edited(migration, isTarget: !migration.isDescribed, in: file.bytes)
      // What somebody wrote differently is theirs, though it says the same.
      let again = try edited(migration, isTarget: !migration.isDescribed, in: before)
      guard before != file.bytes, after == file.bytes, again == file.bytes else { throw fault }
      try wrapping(CAError.files, file.replace(with: before))
      discardDescription()
      do throws(CAError) {
        try requireSettled(withSecrets: withSecrets)
      } catch {
        let changed = try wrapping(CAError.files, EditedFile(federationPath))
        try wrapping(CAError.files, changed.replace(with: file.bytes))
        discardDescription()
        throw fault
      }
      tell?(
        Diagnostic(
          "MT-MIG-14", .warning, what: "`\(federationPath)` describes the control plane of before the step again",
          why: "a step of `\(mesh)` that was stopped had changed it, or somebody wrote by hand what that step writes",
          next: isNext
            ? "this command takes the step again, if its gates are open"
            : "this command begins from there; `\(.meshtrust("migrate", "status"))` shows where the mesh is"))
    }
  }

  /// The folders of the steps in progress.
  func migrationFolders() throws(CAError) -> [MigrationFolder] {
    var folders: [MigrationFolder] = []
    for migration in try migrations() {
      folders.append(MigrationFolder(migration: migration, target: try forms(of: migration).target))
    }
    return folders
  }

  /// Stores a step of a migration in one transaction, with its log entry and its proof, and writes the folders that change.
  /// federation.yaml describes the control plane that the step needs before the home says so; after a kill in between
  /// ``requireSettled(forStepOf:isNext:withSecrets:)`` puts it back, and the step is taken again.
  ///
  /// - Parameter migration: The state after the step; nil if it ends.
  public func commit(
    _ migration: MeshMigration?, before: MeshMigration, isFinished: Bool, as action: LogEntry.Action, details: String,
    proof: String, withSecrets asked: Bool?
  ) throws(CAError) -> MigrationOutcome {
    // Another namespace is another label: the key is sealed again.
    if asked == nil, !before.isAborting, let fault = try secretSealers()[before.mesh]?.fault(at: now) {
      throw .secretSealing(fault)
    }
    let isTarget = migration?.isDescribed ?? (isFinished && !before.isAborting)
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let bytes = try edited(before, isTarget: isTarget, in: file.bytes)
    if file.bytes != bytes { try wrapping(CAError.files, file.replace(with: bytes)) }
    discardDescription()
    let name = migration?.stepName ?? "\(before.mesh)-finished"
    try write { writer in
      if let migration { try writer.set(migration) } else { try writer.removeMigration(of: before.mesh) }
      try writer.insertMigrationStep(before.mesh, name, proof: proof, at: now)
      try writer.append(action, before.mesh, details, at: now)
      try remember(asked, writer)
    }
    discardDescription()
    let withSecrets = try writesSecrets(asked)
    let work = try work(asked, for: .writing)
    let written = try writeFolders(
      work.plan.writes.map(\.mesh), work.rendered, withSecrets: withSecrets
    ) { _ in }
    return MigrationOutcome(migration: migration, written: written)
  }

  /// Stores and logs what was seen of a migration.
  ///
  /// What showed something before does not count any more once it was seen not to be so.
  public func record(_ evidence: [MigrationEvidence]) throws(CAError) {
    guard !evidence.isEmpty else { return }
    try locked { () throws(CAError) in
      try writeKeepingAuthorities { writer in
        for item in evidence.filter(\.isContrary) + evidence.filter({ !$0.isContrary }) {
          if item.isContrary { try writer.removeMigrationEvidence(item.need, of: item.mesh, at: item.holder) }
          try writer.insert(item)
          let words = item.isContrary ? "it is not so, or not any more; " : ""
          try writer.append(
            .seen, "\(item.holder) for \(item.mesh)", "\(item.need.rawValue): \(words)\(item.source)", at: now)
        }
      }
    }
  }
}
