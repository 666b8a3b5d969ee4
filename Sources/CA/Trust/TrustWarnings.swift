import Diagnostics
import Federation
import SPIFFE
import X509

/// Warnings to check before importing a remote's trust.
struct TrustWarnings {
  let meshes: [Mesh]
  let held: [HeldRemote]
  /// The roots of this home.
  let ownRoots: [Certificate]
  let now: Timestamp

  func warnings(_ remote: HeldRemote, signed: Bool) -> [Diagnostic] {
    let bundle = TrustBundle(trustDomain: remote.card.trustDomain, certificates: remote.card.roots)
    return bundle.findings(at: now) + facts(remote, signed) + listed(remote) + shared(remote)
  }

  private func facts(_ remote: HeldRemote, _ signed: Bool) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    if remote.form == .card, !signed {
      warnings.append(
        Diagnostic(
          "MT-TRUST-17", .warning, what: "no known root has signed the card of `\(remote.name)`",
          why: "fingerprints vouch for its roots, and nothing vouches for its namespace, gateways and addresses",
          next: "compare those with its administrator too"))
    }
    let peering = meshes.filter { mesh in mesh.gateways.contains { $0.peer == remote.name } }
    let shown = Set(remote.card.gateways.map(\.peer))
    for mesh in peering where !shown.contains(mesh.name) {
      warnings.append(
        Diagnostic(
          "MT-TRUST-15", .warning, what: "`\(remote.name)` has no gateways for `\(mesh.name)`",
          why: "names derived from `\(mesh.name)` are used, which is correct only if its administrator has not chosen "
            + "others",
          next: "ask its administrator for the card that `trust export \(remote.name) --for \(mesh.name)` prints there")
      )
    }
    return warnings
  }

  private func listed(_ remote: HeldRemote) -> [Diagnostic] {
    guard !meshes.contains(where: { mesh in mesh.gateways.contains { $0.peer == remote.name } }) else { return [] }
    return [
      Diagnostic(
        "MT-TRUST-18", .warning, what: "no mesh of this home peers with `\(remote.name)`",
        why: "it has no effect until federation.yaml names it",
        next: "add `\(remote.name)` to `spec.remotes` and to the `peers` of a mesh")
    ]
  }

  /// One root above two trust domains is safe only if name constraints limit each intermediate to its own.
  private func shared(_ remote: HeldRemote) -> [Diagnostic] {
    let ours = ownRoots.filter { remote.card.roots.contains($0) }.map { root in
      Diagnostic(
        "MT-TRUST-16", .warning, what: "`\(remote.name)` has a root of this home, `\(root)`",
        why: "this is correct if its intermediate was signed here; anyone with this key can sign for both",
        next: "if you did not sign it, do not import it: only its intermediate's name constraints separate the two")
    }
    return ours
      + held.filter { $0.name != remote.name && !Set($0.card.roots).isDisjoint(with: remote.card.roots) }.map { other in
        Diagnostic(
          "MT-TRUST-16", .warning, what: "`\(remote.name)` and `\(other.name)` share a root",
          why: "an intermediate below it without name constraints could sign for both",
          next:
            "ask both whether their intermediates have name constraints: `\(.meshtrust("inspect", "FILE"))` shows them")
      }
  }
}
