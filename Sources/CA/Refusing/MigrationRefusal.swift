public import Diagnostics
public import Federation
import X509

/// Why a mesh does not change its control plane, or not yet.
public enum MigrationRefusal: Hashable, Sendable {
  /// Only OpenShift Service Mesh 2 is left by a migration.
  case otherFlavour(mesh: String, ControlPlane.Flavour)
  /// The control plane must be of the last version before, or none is given.
  case olderVersion(mesh: String, version: String?)
  /// A root is being rotated.
  case rotating(mesh: String, AuthorityOwner)
  /// A migration is in progress, or goes back.
  case underWay(mesh: String, MigrationPhase, isAborting: Bool)
  /// No migration is in progress.
  case notMigrating(mesh: String)
  /// A gate is shut: what it waits for, what opens it, and how many others are shut.
  case gateShut(mesh: String, phase: String, waitsFor: String, advice: Message, others: Int)
  /// The old control plane is gone.
  case pastReturn(mesh: String)
  /// federation.yaml cannot describe the mesh with the new control plane yet.
  case undescribed(mesh: String, Diagnostic)
  /// A root cannot be rotated while a mesh changes its control plane.
  case migrating(mesh: String, owner: AuthorityOwner)
  /// Two roots of the pool have one name and different keys.
  case sameName(mesh: String, name: String)
  /// Proxies of the new control plane would use only the first of several roots.
  case deliversOneRoot(mesh: String, version: String, upgrade: String)
  /// A handshake would break.
  case lostHandshake(mesh: String, presenter: String, holder: String, code: String, reason: String)

  var diagnostic: Diagnostic {
    switch self {
    case .otherFlavour(let mesh, let flavour):
      Diagnostic(
        "MT-MIG-01", what: "`\(mesh)` is no mesh of OpenShift Service Mesh 2",
        why:
          "federation.yaml says `flavour: \(flavour.rawValue)`; a migration leaves OpenShift Service Mesh 2 for the Sail "
          + "operator", next: "name a mesh of `flavour: maistra`")
    case .olderVersion(let mesh, let version):
      Diagnostic(
        "MT-MIG-02", what: "`\(mesh)` must run OpenShift Service Mesh 2.6 first",
        why: version.map { "federation.yaml says \($0); before 2.6 its Istio finds no gateways of other networks" }
          ?? "federation.yaml gives no version; before 2.6 its Istio finds no gateways of other networks",
        next: "upgrade it, write `controlPlane: {version: v2.6}`, and `\(.meshtrust("apply"))`")
    case .rotating(let mesh, let owner):
      Diagnostic(
        "MT-MIG-03", what: "`\(owner)/root` is being rotated, and `\(mesh)` has it in its files",
        why: "two changes of trust at once cannot be proven one by one",
        next: "finish the rotation, or abort it: `\(.meshtrust("rotate", "status"))`")
    case .underWay(let mesh, let phase, let isAborting):
      Diagnostic(
        "MT-MIG-04", what: "`\(mesh)` is on its way \(isAborting ? "back " : "")already",
        why: isAborting ? "its migration was aborted, and what that undoes is not finished" : "it is \(phase.rawValue)",
        next: "\(.meshtrust("migrate", "status"))")
    case .notMigrating(let mesh):
      Diagnostic(
        "MT-MIG-05", what: "`\(mesh)` does not change its control plane", why: "there is no step to take or to undo",
        next: "`\(.meshtrust("migrate", "start", mesh, "--to", "sail", "--version", "VERSION"))` begins")
    case .gateShut(let mesh, let phase, let waitsFor, let advice, let others):
      Diagnostic(
        "MT-MIG-06", what: "`\(mesh)` cannot leave \(phase) yet: \(waitsFor)",
        why: others > 0
          ? "traffic could be cut off; closed gates besides this one: \(others), see `\(.meshtrust("migrate", "status"))`"
          : "traffic could be cut off", next: advice)
    case .pastReturn(let mesh):
      Diagnostic(
        "MT-MIG-07", what: "the migration of `\(mesh)` can no longer be aborted",
        why: "its old control plane is being removed, and no workload has a proxy of it",
        next: "finish with `\(.meshtrust("migrate", "next", mesh))`")
    case .undescribed(let mesh, let reason):
      Diagnostic(
        "MT-MIG-08", what: "federation.yaml cannot describe `\(mesh)` with the new control plane yet: \(reason.what)",
        why: reason.why, next: reason.next)
    case .migrating(let mesh, let owner):
      Diagnostic(
        "MT-MIG-09", what: "`\(owner)/root` cannot be rotated now: `\(mesh)` changes its control plane",
        why: "two changes of trust at once cannot be proven one by one",
        next: "finish the migration, or abort it: `\(.meshtrust("migrate", "status"))`")
    case .sameName(let mesh, let name):
      Diagnostic(
        "MT-MIG-10", what: "two roots that `\(mesh)` would pool have the name \(name) and different keys",
        why: "Istio's proxies pick one of them at random and refuse certificates below the other (I-29)",
        next: "rotate one of them first, to a root with a name of its own: `\(.meshtrust("rotate", "plan", mesh))`")
    case .deliversOneRoot(let mesh, let version, let upgrade):
      Diagnostic(
        "MT-MIG-13", what: "Istio \(version) would give the proxies of `\(mesh)` only one of several roots",
        why: "the roots of its peers are pooled with its own there, and all but the first would be refused",
        next: "name \(upgrade) or later with `--version`")
    case .lostHandshake(let mesh, let presenter, let holder, let code, let reason):
      Diagnostic(
        "MT-MIG-11", what: "a handshake would fail: `\(holder)` would reject `\(presenter)` (\(code))",
        why: "\(reason)",
        next: "`\(.meshtrust("migrate", mesh, "--to", "sail"))` shows every step; \(.meshtrust("plan"))")
    }
  }
}
