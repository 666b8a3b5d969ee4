public import CA
import Diagnostics
import Federation
import Kubernetes
import X509

/// A step of a migration, with its proof.
public struct MigrationStepTaken: Sendable {
  public let outcome: MigrationOutcome
  /// What was proven, in both forms of trust.
  public let proofs: [HandshakeProof]
}

/// A move of a migration.
public enum MigrationMove: Sendable {
  case start(MeshMigration)
  case next
  case abort
}

extension OpenHome {
  /// The machine of a migration in progress.
  public func migrationMachine(of mesh: String) throws(CAError) -> MigrationMachine {
    guard let migration = try migration(of: mesh) else { throw .refused(.migration(.notMigrating(mesh: mesh))) }
    return MigrationMachine(
      migration, try forms(of: migration), try authorities(), try migrationEvidence(), now: now)
  }

  /// Moves a migration, if every gate is open and every handshake holds in the forms before and after the step.
  public func migrate(
    _ mesh: String, _ move: MigrationMove, withSecrets: Bool? = nil
  ) throws(RotationError) -> MigrationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        try refuseLeaving(mesh)
        let isNext = if case .next = move { true } else { false }
        try requireSettled(forStepOf: mesh, isNext: isNext, withSecrets: withSecrets)
        let ledger = try rotationLedger()
        if let folder = ledger.blockedFolders.first(where: { $0.mesh == mesh }) {
          throw .refused(.rotation(.folderBlocked(folder)))
        }
        let before: MeshMigration
        let after: MeshMigration?
        let action: LogEntry.Action
        switch move {
        case .start(let new):
          try MigrationMachine.check(new, try forms(of: new), ledger, try migrations())
          (before, after, action) = (new, new, .startedMigration)
        case .next:
          let machine = try migrationMachine(of: mesh)
          (before, after) = (machine.migration, try machine.next())
          action = after == nil ? .finishedMigration : .movedMigration
        case .abort:
          let machine = try migrationMachine(of: mesh)
          (before, after, action) = (machine.migration, try machine.abort(), .abortedMigration)
        }
        let proofs = try Self.proofs(ledger, try forms(of: before), of: mesh)
        let state = after.map { $0.isAborting ? "restoring" : $0.phase.rawValue } ?? "finished"
        let details =
          "\(state), to \(before.flavour.rawValue) \(before.version)"
          + (before.reason.isEmpty ? "" : ", \(before.reason)")
        let outcome = try commit(
          after, before: before, isFinished: after == nil, as: action, details: details,
          proof: proofs.map(\.text).joined(separator: "\n"), withSecrets: withSecrets)
        return MigrationStepTaken(outcome: outcome, proofs: proofs)
      }
    }
  }

  /// Proves every handshake of a mesh with the former control plane and with the new one: between two steps its proxies may
  /// be of either, and so may those of its peers hold its roots in either form.
  private static func proofs(
    _ ledger: RotationLedger, _ forms: MigrationForms, of mesh: String
  ) throws(CAError) -> [HandshakeProof] {
    var proofs: [HandshakeProof] = []
    for form in [forms.former, forms.target] {
      var ledger = ledger
      ledger.federation = form
      let proof = try Self.proof(ledger, ledger.rootOwner(of: mesh))
      let lost = proof.failing.first { row in
        (row.presenter == mesh || row.holder == mesh)
          && !row.isCutOff(in: [forms.former, forms.target], before: proofs.first ?? proof)
      }
      if let lost, case .fails(let code, let why)? = lost.failures.first?.verdict {
        throw .refused(
          .migration(
            .lostHandshake(mesh: mesh, presenter: lost.presenter, holder: lost.holder, code: code, reason: why)))
      }
      proofs.append(proof)
    }
    return proofs
  }

  /// A root is not rotated while a mesh that holds it changes its control plane.
  func requireNoMigration(_ owner: AuthorityOwner, _ ledger: RotationLedger) throws(CAError) {
    let concerned = ledger.meshes(below: owner).flatMap { [$0.name] + $0.peers.map(\.name) }
    if let migration = try migrations().first(where: { concerned.contains($0.mesh) }) {
      throw .refused(.migration(.migrating(mesh: migration.mesh, owner: owner)))
    }
  }
}
