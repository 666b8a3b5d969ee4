import Diagnostics
import X509

extension RotationRefusal {
  var diagnostic: Diagnostic {
    switch self {
    case .noRoomToCrossSign(let root, let room):
      Diagnostic(
        "MT-ROT-10", what: "`\(root)` cannot sign the other root",
        why: "its path length is \(room); a cross-certificate and an intermediate below it need 2",
        next: "rotate without --cross-sign")
    case .issueDue(let authority, let reason):
      Diagnostic(
        "MT-ROT-11", what: "`\(authority)` must be issued first", why: "\(reason)",
        next: "run `\(.meshtrust("apply"))`, then run the command again")
    case .folderBehind(let mesh):
      Diagnostic(
        "MT-ROT-12", what: "out/\(mesh) is out of date",
        why: "a command was interrupted, or federation.yaml changed, so nobody can have applied it",
        next: "run `\(.meshtrust("apply"))`, apply the folder, then run the command again")
    case .undescribedSigner(let mesh):
      Diagnostic(
        "MT-ROT-13", what: "`\(mesh)` still has an intermediate below the shared root, but is not in federation.yaml",
        why: "the proof cannot cover it",
        next: "add it again, or run `\(.meshtrust("remove", "mesh", mesh))`")
    case .notRotating(let owner):
      Diagnostic(
        "MT-ROT-14",
        what: owner.map { "no rotation of `\($0)/root` is in progress" } ?? "no rotation is in progress",
        why: "there is no step to take, to turn back or to rehearse",
        next: "\(.meshtrust("rotate", "start", owner?.argument ?? "MESH"))")
    case .underWay(let owner, let phase):
      Diagnostic(
        "MT-ROT-15", what: "a rotation of `\(owner)/root` is in progress", why: "it is \(phase.rawValue)",
        next: "\(.meshtrust("rotate", "status"))")
    case .pastReturn(let owner, let leaving):
      Diagnostic(
        "MT-ROT-16", what: "the rotation of `\(owner)/root` cannot be turned back any more",
        why: "generation \(leaving) has left the bundles, so a chain below it would be rejected",
        next: "finish with `\(.meshtrust("rotate", "next", owner.argument))`, then start another rotation")
    case .gateShut(let owner, let phase, let waitsFor, let opens, let advice, let others):
      Diagnostic(
        "MT-ROT-17", what: "`\(owner)/root` cannot leave \(phase.rawValue) yet: \(waitsFor)",
        why: others > 0
          ? "a handshake could break; \(others) other gates are shut, see `\(.meshtrust("rotate", "status"))`"
          : "a handshake could break",
        next: opens.map { "it opens by itself at \($0)" } ?? advice)
    case .removalUnseen(let holder, let mesh):
      Diagnostic(
        "MT-ROT-18", what: "a handshake does not show that a root is gone",
        why: "a bundle with both roots accepts the new chain too",
        next: "\(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE"))")
    case .notRenewed(let place, let signer, let leafIssuer):
      Diagnostic(
        "MT-ROT-19", what: "\(place) presents no leaf below `\(signer)`",
        why: "its leaf was issued by \(leafIssuer), so this proxy or istiod has not renewed yet",
        next: "restart istiod and the proxy, then look again")
    case .issuedBefore(let place, let leaf, let step):
      Diagnostic(
        "MT-ROT-20", what: "\(place) presents a certificate that is older than this step",
        why: "it was issued at \(leaf), and the step began at \(step)",
        next: "restart istiod and the proxy, then look again")
    case .otherBundle(let difference): difference.diagnostic
    case .arrivingRoot(let root, let owner):
      Diagnostic(
        "MT-ROT-22", what: "`\(root)` is the new root of a rotation in progress",
        why: "an emergency would keep it, and remove the old root",
        next: "\(.meshtrust("rotate", "abort", owner.argument))")
    case .unproven(let reason):
      Diagnostic("MT-ROT-23", what: "the proof could not be completed", why: reason.what, next: reason.next)
    case .lostHandshake(let handshake): handshake.diagnostic
    case .notSigning(let certificate):
      Diagnostic(
        "MT-ROT-25", what: "`\(certificate)` is not the signing root",
        why: "during a rotation only the signing root can be reissued",
        next: "\(.meshtrust("rotate", "status"))")
    case .otherIngress(let server, let holder, let mesh, let reason):
      Diagnostic(
        "MT-ROT-26", what: "\(server) is not the ingress of `\(holder)`", why: reason,
        next: "\(.meshtrust("verify", "--connect", server, "--peer", holder, "--for", mesh, "--server"))")
    case .disbelieved(let holder, let mesh, let reason):
      Diagnostic(
        "MT-ROT-27", what: "`\(holder)` does not accept the next generation of \(mesh)", why: "\(reason)",
        next: "apply out/\(holder), wait a minute, and ask again")
    }
  }
}

extension RotationRefusal.BundleDifference {
  fileprivate var diagnostic: Diagnostic {
    Diagnostic(
      "MT-ROT-21", what: "`\(holder)` does not have the bundle of this step", why: "\(difference)",
      next: "apply out/\(holder), then look again: "
        + "\(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE"))")
  }

  private var difference: String {
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it lacks \(Self.list(missing))") }
    if !extra.isEmpty { parts.append("it must not have \(Self.list(extra))") }
    return parts.joined(separator: ", and ") + (stranger.map { "; those are \($0)'s roots" } ?? "")
  }

  private static func list(_ roots: [Certificate]) -> String {
    roots.map { "`\($0)`" }.joined(separator: ", ")
  }
}

extension RotationRefusal.LostHandshake {
  fileprivate var diagnostic: Diagnostic {
    let whom = isIstiod ? "istiod of `\(presenter)`" : "`\(presenter)`"
    return Diagnostic(
      "MT-ROT-24", what: "a handshake would break: `\(holder)` would reject \(whom) (\(code))",
      why: "with signer version \(signer) and bundle version \(bundle), at \(time): \(reason)"
        + (others > 0 ? "; \(others) other sides break" : ""),
      next: advice)
  }

  private var advice: Message {
    switch remedy {
    case .seeBundle:
      let seen = SuggestedCommand.meshtrust("rotate", "seen", holder, "--for", presenter, "-f", "FILE")
      return "\(seen), once it has the last bundle"
    case .restart(let owner):
      let next = SuggestedCommand.meshtrust(
        "rotate", "next", owner.argument, "--assume", "\(presenter): istiod restarted", "--assume",
        "\(presenter): all proxies restarted")
      return "restart istiod and the proxies of \(presenter), then: \(next)"
    case .none:
      return "\(.meshtrust("explain", code)), and `\(.meshtrust("plan"))` for what is due"
    }
  }
}
