public import CA
public import Diagnostics
public import Federation
import Kubernetes
import SPIFFE
import X509

/// A whole migration in advance: who does what in each step.
public struct MigrationPlan: Sendable {
  public struct Step: Sendable {
    public let phase: MigrationPhase
    public let work: [(mesh: String, steps: [AdministratorStep])]
  }

  public let migration: MeshMigration
  public let steps: [Step]
  /// What will be weaker afterwards, in plain words.
  public let losses: [String]
  /// Who could pose as whom in the pool, and what stops it.
  public let notes: [Diagnostic]

  public init(_ migration: MeshMigration, _ forms: MigrationForms, _ ledger: RotationLedger) {
    self.migration = migration
    losses = MigrationMachine(migration, forms, ledger.authorities, [], now: ledger.now).losses
    let moving = forms.target.mesh(named: migration.mesh)
    steps = MigrationPhase.allCases.drop { $0 != migration.phase }.map { phase in
      let future = phase == migration.phase ? migration : migration.moved(to: phase, at: ledger.now)
      let form = future.isDescribed ? forms.target : forms.former
      let work = form.meshes.compactMap { mesh -> (mesh: String, steps: [AdministratorStep])? in
        guard let moving, mesh.name == migration.mesh || mesh.peers.contains(where: { $0.name == migration.mesh })
        else {
          return nil
        }
        let border =
          phase == .preparing
          ? forms.target.mesh(named: mesh.name).map { ServiceBorder($0).objects.map(\.file) } ?? [] : []
        let steps = MigrationInstructions(future, mesh, moving: moving, border: border).steps
        return steps.isEmpty ? nil : (mesh.name, steps)
      }
      return Step(phase: phase, work: work)
    }
    let domains = moving.map { mesh in Set([mesh.trustDomain] + mesh.peers.map(\.trustDomain)).sorted() } ?? []
    notes =
      moving.map { mesh in
        domains.compactMap { PooledRoots(mesh, of: $0, forms.target, ledger.authorities)?.note }
      } ?? []
  }
}
