import Diagnostics
import Federation
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
    case .folderBehind(let mesh, let files, let isTaken):
      Diagnostic(
        "MT-ROT-12", what: "out/\(mesh) is not as this home would write it: \(Self.first(files))",
        why:
          "federation.yaml changed, somebody edited a file, or a command was interrupted; what its administrator applied "
          + "may be something else",
        next:
          "keep what you want of an edit outside of out/; then run `\(.meshtrust("apply"))`, which writes the files "
          + "anew, apply the folder, and "
          + (isTaken ? "look at `\(.meshtrust("rotate", "status"))`" : "run the command again"))
    case .folderBlocked(let folder):
      Diagnostic(
        "MT-ROT-61", what: "out/\(folder.mesh) cannot be written, so that nothing of this would reach `\(folder.mesh)`",
        why:
          "\(folder.reason), and the folder includes the peer's bundle; what the home took for the trust of that mesh "
          + "would be another than it has",
        next: "`\(folder.answer)`, or take the peering out of federation.yaml until then")
    case .undescribedSigner(let mesh):
      Diagnostic(
        "MT-ROT-13", what: "`\(mesh)` still has an intermediate below the shared root, but is not in federation.yaml",
        why: "the proof cannot cover it",
        next: "run `\(.meshtrust("remove", "mesh", mesh))`, or add it again")
    case .notRotating(let owner):
      Diagnostic(
        "MT-ROT-14",
        what: owner.map { "`\($0)/root` is not being rotated" } ?? "no root is being rotated",
        why: "there is no step to take, to undo or to rehearse, and no gate that waits for evidence",
        next: "`\(.meshtrust("rotate", "status"))` shows what is being rotated; a rotation begins with "
          + "`\(.meshtrust("rotate", "start", owner?.argument ?? "MESH"))`")
    case .underWay(let owner, let phase):
      Diagnostic(
        "MT-ROT-15", what: "`\(owner)/root` is already being rotated", why: "it is \(phase.rawValue)",
        next: "\(.meshtrust("rotate", "status"))")
    case .pastReturn(let owner, let leaving, let isBackwards): Self.noReturn(owner, leaving, isBackwards)
    case .gateShut(let owner, let phase, let waitsFor, let opens, let advice, let others):
      Diagnostic(
        "MT-ROT-17", what: "`\(owner)/root` cannot leave \(phase.rawValue) yet: \(waitsFor)",
        why: others > 0
          ? "a handshake could fail; closed gates besides this one: \(others), see `\(.meshtrust("rotate", "status"))`"
          : "a handshake could fail",
        next: opens.map { "it opens by itself at \($0)" + (advice.isEmpty ? "" : ", or: \(advice)") } ?? advice)
    case .removalUnseen(let holder, let mesh):
      Diagnostic(
        "MT-ROT-18", what: "a handshake cannot show that a root has been removed",
        why: "a mesh that trusts both accepts the new chain too",
        next: "\(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE"))")
    case .notRenewed(let place, let signer, let leafIssuer):
      Diagnostic(
        "MT-ROT-19", what: "\(place) presents no chain below `\(signer)`",
        why: "its leaf was issued by \(leafIssuer), so this proxy or istiod has not renewed yet",
        next: "restart istiod and the proxy, then try again")
    case .issuedBefore(let place, let leaf, let step):
      Diagnostic(
        "MT-ROT-28", what: "\(place) presents a certificate issued before this step",
        why: "it was issued at \(leaf), and the step was taken at \(step)",
        next: "restart istiod and the proxy, then try again")
    case .otherBundle(let difference): difference.diagnostic
    case .arrivingRoot(let root, let owner, let phase, let isBackwards):
      Self.kept(root, owner, hasLeft: phase == .retiring, isBackwards)
    case .unproven(let reason):
      Diagnostic("MT-ROT-23", what: "the proof could not be computed", why: reason.what, next: reason.next)
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
    case .disbelieved(let holder, let mesh, let isRemote, let reason):
      Diagnostic(
        "MT-ROT-27", what: "`\(holder)` does not accept the next generation of \(mesh)", why: "\(reason)",
        next: Self.bringing(mesh, to: holder, isRemote: isRemote) + ", wait a minute, and try again")
    case .notFromCluster(let file, let holder, let mesh):
      Diagnostic(
        "MT-ROT-38", what: "`\(file)` did not come from a cluster",
        why: "it has no uid and resourceVersion, so it may be the file to apply, and nobody may have applied it",
        next: "oc get configmap … -o yaml | \(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "-")); or add "
          + "--assume, which is logged with your name")
    case .beingDeleted(let configMap, let holder):
      Diagnostic(
        "MT-ROT-35", what: "the ConfigMap `\(configMap)` of `\(holder)` is being deleted",
        why: "it has a deletionTimestamp; without it istiod drops the peer",
        next: "find out who deletes it, apply out/\(holder) again, and get it anew")
    case .otherNamespace(let configMap, let namespace, let holder, let expected):
      Diagnostic(
        "MT-ROT-39",
        what: "the ConfigMap `\(configMap)` is "
          + (namespace.map { "in the namespace `\($0)`" } ?? "without a namespace") + ", and `\(holder)` is not there",
        why: "the control plane of `\(holder)` is in `\(expected)`, and reads its peers' roots only there",
        next: "oc get configmap \(ShellWord.quoted(configMap)) -n \(expected) -o yaml, from the cluster of `\(holder)`")
    case .objectOfOther(let uid, let holder, let mesh, let other, let otherMesh):
      Diagnostic(
        "MT-ROT-30", what: "the object with uid \(uid) was already seen at `\(other)`, for \(otherMesh)",
        why: "a uid belongs to one object of one cluster, so it cannot show what `\(holder)` has of \(mesh) too",
        next:
          "get the ConfigMap from the cluster of `\(holder)`; if it was recorded for `\(other)` by mistake, that gate "
          + "is open too early: take no step before the cluster of `\(other)` was looked at")
    case .olderState(let configMap, let holder, let mesh, let states):
      Diagnostic(
        "MT-ROT-40", what: "the ConfigMap `\(configMap)` of `\(holder)` is not newer than what was seen of it",
        why: "its resourceVersion is \(states.passed), and \(states.recorded) was recorded at \(states.time)",
        next: Self.again(configMap, holder, mesh))
    case .changedBefore(let configMap, let holder, let mesh, let changed, let published):
      Diagnostic(
        "MT-ROT-41",
        what: "the ConfigMap `\(configMap)` of `\(holder)` is older than the version of \(mesh)'s bundle in question",
        why: "it changed last at \(changed), and the version was published at \(published)",
        next: Self.again(configMap, holder, mesh))
    case .undated(let configMap, let holder, let mesh, let published):
      Diagnostic(
        "MT-ROT-42", what: "the ConfigMap `\(configMap)` of `\(holder)` may have been read before the step",
        why: "an earlier version of \(mesh)'s bundle has the same roots as the one published at \(published), and "
          + "nothing says when the object changed",
        next: "oc get configmap \(ShellWord.quoted(configMap)) -o yaml --show-managed-fields, from the cluster of "
          + "`\(holder)`; or \(.meshtrust("rotate", "gather", holder))")
    case .changedLater(let configMap, let holder, let changed, let now):
      Diagnostic(
        "MT-ROT-43", what: "the ConfigMap `\(configMap)` of `\(holder)` changed in the future",
        why: "it says \(changed), and it is \(now); nothing that is still to come was seen",
        next: "set the clocks of this machine and of the cluster of `\(holder)`, and get the ConfigMap again")
    case .issuedHere(let place, let leaf):
      Diagnostic(
        "MT-ROT-44", what: "\(place) presents a certificate that this home issued",
        why:
          "SHA-256 \(leaf.fingerprint.prefix(16))… was issued here, and whoever has the file can present it: it shows "
          + "nothing about a running mesh",
        next: "name a server whose certificate istiod signed, or istiod itself; or pass the mesh's ConfigMap with -f")
    case .foreignRoot(let owner, let root, let keyIsHere):
      Diagnostic(
        "MT-ROT-33", what: "`\(root)` is not a root that this home made",
        why: "\(owner)/root "
          + (keyIsHere ? "was adopted from a running mesh" : "belongs to another authority, and its key is elsewhere")
          + "; the rotation would replace it by a self-signed root of this home",
        next: "if that is meant: \(.meshtrust("rotate", "start", owner.argument, "--to", "own"))"
          + (keyIsHere
            ? ""
            : "; for a new intermediate below the same root: "
              + "\(.meshtrust("request", owner.meshName ?? "MESH", "--as", "intermediate"))")
          + "; for a root of another authority: "
          + "\(.meshtrust("rotate", "start", owner.argument, "--to", "external", "--root", "FILE"))")
    case .answerMissing(let mesh, let root):
      Diagnostic(
        "MT-ROT-46", what: "`\(mesh)` has no intermediate below `\(root)` yet",
        why: "the key of that root is elsewhere, and its owner signs on request",
        next: "\(.meshtrust("request", mesh, "--as", "intermediate")), and then \(.meshtrust("install", mesh, "FILE"))")
    case .movedAlready(let mode):
      Diagnostic(
        "MT-ROT-48",
        what: mode == .shared ? "the meshes share one root already" : "each mesh has a root of its own already",
        why: "there is nothing to move", next: "\(.meshtrust("status"))")
    case .invalidWithRoots(let mode, let reason):
      Diagnostic(
        "MT-ROT-62", what: "federation.yaml is not valid with `roots: \(mode.rawValue)`: \(reason.what)",
        why: "the roots of the meshes move, and the description must be valid before and after; \(reason.why)",
        next: reason.next, place: reason.place)
    case .deliversOneRoot(let mesh, let version, let upgrade):
      Diagnostic(
        "MT-ROT-52",
        what: version.map { "Istio \($0) of `\(mesh)` gives its proxies only one of several roots" }
          ?? "no version of Istio is given for `\(mesh)`, and older ztunnels read only one of several roots",
        why: "between two steps both roots must be believed, and its proxies would refuse everything below one of them",
        next: version == nil
          ? "write `controlPlane.version` of `\(mesh)` into federation.yaml, which must be 1.24.5, \(upgrade) or later, and "
            + "`\(.meshtrust("apply"))`"
          : "upgrade it to \(upgrade) or later first, write that version into federation.yaml, and "
            + "`\(.meshtrust("apply"))`")
    case .takesOneRoot(let mesh, let other):
      Diagnostic(
        "MT-ROT-53",
        what: mesh == other
          ? "istiod of `\(mesh)` takes no second root: ISTIO_MULTIROOT_MESH is off"
          : "`\(mesh)` would never get the new root of `\(other)`: ISTIO_MULTIROOT_MESH is off there",
        why: "the root would change from one to the other with both sides refusing each other in between",
        next: "write `multiRoot: true` below controlPlane of `\(mesh)`, `\(.meshtrust("apply"))`, change its "
          + "configuration as its folder says, and restart istiod and every proxy")
    case .notRead(let configMap, let holder, let mesh, let source):
      Diagnostic(
        "MT-ROT-50", what: "`\(holder)` does not read the ConfigMap `\(configMap)`",
        why: "a mesh of Istio trusts the roots of `\(mesh)` by \(source.words)",
        next: Self.looking(at: source, holder, mesh))
    case .notRequested(let configMap, let holder):
      Diagnostic(
        "MT-ROT-51", what: "the proxies of `\(holder)` do not ask for the roots in `\(configMap)`",
        why:
          "`defaultConfig.proxyMetadata` has no PROXY_CONFIG_XDS_AGENT, without which `caCertificates` reaches no proxy",
        next: "change the configuration of `\(holder)` as its folder says, restart every proxy, and get the ConfigMap "
          + "again")
    case .emergencyElsewhere(let owner, let root):
      Diagnostic(
        "MT-ROT-47", what: "`\(root)` cannot replace a compromised root at once",
        why: "nothing can sign below it before its owner has answered, and until then everybody would be cut off",
        next: "replace it by one of this home now: "
          + "\(.meshtrust("rotate", "start", owner.argument, "--to", "own", "--compromised")); then by that one")
    }
  }
}

extension RotationRefusal {
  /// How a mesh gets the present roots of another: from this home's files, or by a card if somebody else runs it.
  fileprivate static func bringing(_ mesh: String, to holder: String, isRemote: Bool) -> Message {
    isRemote
      ? "send `\(.meshtrust("trust", "export", mesh, "--for", holder))` to its administrator, who imports and applies it"
      : "apply out/\(holder)"
  }

  /// How to get an object that says what is there now.
  private static func again(_ configMap: String, _ holder: String, _ mesh: String) -> Message {
    "get it from the cluster of `\(holder)` as it is now: \(.meshtrust("rotate", "gather", holder)); if nobody "
      + "can read it there: \(.meshtrust("rotate", "vouch", mesh, "\(holder) updated"))"
  }

  /// What shows the roots that a mesh has of another.
  private static func looking(at source: RootSource, _ holder: String, _ mesh: String) -> Message {
    let seen = SuggestedCommand.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE")
    switch source {
    case .peerConfigMap(let name), .meshConfig(let name):
      return "kubectl get configmap \(ShellWord.quoted(name)) -o yaml, from the cluster of `\(holder)`, then \(seen)"
    case .ownBundle:
      return "kubectl get configmap istio-ca-root-cert -o yaml, from the cluster of `\(holder)`, then \(seen)"
    case .agent:
      return "istioctl proxy-config secret POD -o json, from the cluster of `\(holder)`, then \(seen)"
    }
  }

  private static func first(_ files: [String]) -> String {
    guard !files.isEmpty else { return "it has no files yet" }
    return files.prefix(3).joined(separator: ", ") + (files.count > 3 ? " and \(files.count - 3) more" : "")
  }
}

extension RotationRefusal.BundleDifference {
  fileprivate var diagnostic: Diagnostic {
    Diagnostic(
      "MT-ROT-29", what: "the bundle in `\(holder)` is not the one that this step needs", why: "\(difference)",
      next: RotationRefusal.bringing(mesh, to: holder, isRemote: isRemote) + ", then try again: "
        + "`\(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE"))`")
  }

  private var difference: String {
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it lacks \(Self.list(missing))") }
    if !extra.isEmpty { parts.append("it should not contain \(Self.list(extra))") }
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
      "MT-ROT-24", what: "a handshake would fail: `\(holder)` would reject \(whom) (\(code))",
      why: "with signer version \(signer) and bundle version \(bundle), at \(time): \(reason)"
        + (others > 0 ? "; further sides that fail: \(others)" : ""),
      next: advice)
  }

  private var advice: Message {
    switch remedy {
    case .seeBundle:
      let seen = SuggestedCommand.meshtrust("rotate", "seen", holder, "--for", presenter, "-f", "FILE")
      return "\(seen), once it has the latest bundle"
    case .restart:
      let vouch = SuggestedCommand.meshtrust(
        "rotate", "vouch", presenter, "istiod restarted", "all proxies restarted")
      return "restart istiod and the proxies of \(presenter), then: \(vouch)"
    case .none:
      return "\(.meshtrust("explain", code)), and `\(.meshtrust("plan"))` for what is due"
    }
  }
}

extension RootSource {
  /// The object, for a sentence.
  fileprivate var words: String {
    switch self {
    case .peerConfigMap(let name): "the ConfigMap `\(name)`"
    case .meshConfig(let name): "`caCertificates` in the ConfigMap `\(name)`"
    case .ownBundle: "its own bundle, which `istio-ca-root-cert` shows"
    case .agent: "SPIRE's agent"
    }
  }
}

extension RotationRefusal {
  /// A compromised root that the rotation would keep.
  ///
  /// - Parameter hasLeft: Whether the other root has left the bundles: there is nothing to turn to.
  private static func kept(
    _ root: Certificate, _ owner: AuthorityOwner, hasLeft: Bool, _ isBackwards: Bool
  ) -> Diagnostic {
    let why: Message =
      switch (isBackwards, hasLeft) {
      case (false, _): "an emergency rotation would keep it and remove the old root"
      case (true, false): "the new root is still in every bundle: an emergency goes forward to it, and removes this one"
      case (true, true): "the new root has left the bundles, so that an emergency cannot go forward to it"
      }
    var diagnostic = Diagnostic(
      "MT-ROT-22",
      what: isBackwards
        ? "`\(root)` is the old root, to which a rotation returns"
        : "`\(root)` is the new root of a rotation in progress",
      why: why)
    let start = SuggestedCommand.meshtrust("rotate", "start", owner.argument, "--compromised")
    if hasLeft {
      diagnostic.next = "finish with `\(.meshtrust("rotate", "next", owner.argument))`, then `\(start)`"
    } else {
      diagnostic.next = isBackwards ? "\(start)" : "\(.meshtrust("rotate", "abort", owner.argument))"
    }
    return diagnostic
  }

  private static func noReturn(_ owner: AuthorityOwner, _ leaving: Int, _ isBackwards: Bool) -> Diagnostic {
    guard isBackwards else {
      return Diagnostic(
        "MT-ROT-16", what: "the rotation of `\(owner)/root` can no longer be aborted",
        why: "generation \(leaving) has been removed from bundles, so chains below it would be rejected",
        next: "finish with `\(.meshtrust("rotate", "next", owner.argument))`, then start another rotation")
    }
    return Diagnostic(
      "MT-ROT-16", what: "the rotation of `\(owner)/root` is on its way back already",
      why: "it was aborted before, and generation \(leaving) is leaving; another turn would bring that back",
      next: "`\(.meshtrust("rotate", "status"))` shows what the way back waits for")
  }
}
