import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import X509

/// Determines the gates of one phase of a rotation, open or closed.
struct GateList {
  private let ledger: RotationLedger
  private let rotation: RootRotation
  private let possible: PossibleStates
  private let standing: StandingEvidence

  init(_ ledger: RotationLedger, _ rotation: RootRotation) {
    self.ledger = ledger
    self.rotation = rotation
    possible = PossibleStates(ledger: ledger)
    standing = StandingEvidence(ledger)
  }

  private func root(_ generation: Int) -> Certificate? {
    ledger.authorities.root(of: rotation.owner, generation: generation)?.certificate
  }

  /// The meshes whose folders cannot be written: nothing that was seen there is about this step.
  func folders() -> [Gate] {
    ledger.blockedFolders(around: rotation.owner).map { folder in
      Gate(
        need: .folderWritten, holder: folder.mesh,
        mesh: ledger.meshes(below: rotation.owner).first?.name ?? folder.mesh, isOpen: false,
        opens: nil, waitsFor: "out/\(folder.mesh) cannot be written: \(folder.reason)", next: Message(folder.answer),
        shortcut: "")
    }
  }

  /// All holders of the bundle: each peer of each mesh below the root, and each such mesh itself.
  func holders(_ need: Gate.Need) -> [Gate] {
    ledger.meshes(below: rotation.owner).flatMap { mesh in
      ([mesh.name] + mesh.gateways.map(\.peer)).map { holder in gate(need, holder, mesh.name) }
    }
  }

  private func fits(_ version: BundleVersion, _ need: Gate.Need) -> Bool {
    switch need {
    case .dropsLeaving: root(rotation.leaving).map { !version.certificates.contains($0) } ?? true
    case .holdsArriving, .folderWritten, .webhooksUpdated, .answerInstalled, .workloadsRenewed, .istiodRestarted,
      .requestsAnswered,
      .peerPublished:
      root(rotation.arriving).map { version.certificates.contains($0) } ?? false
    }
  }

  private func gate(_ need: Gate.Need, _ holder: String, _ mesh: String) -> Gate {
    let versions = possible.bundles(of: mesh, heldBy: holder, at: ledger.now)
    let isOpen = versions.allSatisfy { fits($0, need) }
    let all = ledger.bundles[rotation.owner] ?? []
    let fitting = Set(all.filter { fits($0, need) }.map(\.number))
    // Evidence counts only if no later version lacks what is required.
    let opens = possible.evidence.filter { evidence in
      evidence.kind == .bundle && evidence.holder == holder && evidence.mesh == mesh
        && all.filter { $0.number >= evidence.version }.allSatisfy { fitting.contains($0.number) }
    }.compactMap { possible.closing($0) }.min()
    let what =
      need == .holdsArriving
      ? "with root generation \(rotation.arriving)" : "without root generation \(rotation.leaving)"
    let whose = holder == mesh ? "its own bundle" : "\(mesh)'s bundle"
    let contrary = standing.contradiction(at: holder, of: mesh, to: all.last?.number ?? 0)
    return Gate(
      need: need, holder: holder, mesh: mesh, isOpen: isOpen, opens: isOpen ? nil : opens,
      waitsFor: opens == nil || isOpen
        ? Self.missing("`\(holder)` has \(whose) \(what)", contrary)
        : holder == mesh
          ? "proxies of `\(holder)` may not have renewed since it had \(whose) \(what)"
          : "the proxies of `\(holder)` may not have read \(whose) \(what) yet",
      next: gathering(holder) ?? "\(.meshtrust("rotate", "seen", holder, "--for", mesh, "-f", "FILE"))",
      shortcut: opens == nil || isOpen || holder != mesh
        ? "" : gathering(mesh) ?? Message(vouching("all proxies restarted", for: mesh)))
  }

  /// What is not known, or what speaks against it.
  private static func missing(_ what: String, _ contrary: Evidence?) -> String {
    guard let contrary else { return "no evidence yet that \(what)" }
    let place = contrary.object ?? "the ConfigMap"
    return "no evidence yet that \(what): `\(place)` spoke against it at \(contrary.time), \(contrary.source)"
  }

  /// Remotes that sign below the same root: their peers learn of a new one from what they publish, which a fetched bundle or
  /// a trust card shows.
  ///
  /// - Parameter isDropping: Whether the old root is to be gone, or the new one to be there.
  func published(isDropping: Bool) -> [Gate] {
    guard let leaving = root(rotation.leaving) else { return [] }
    let arriving = root(rotation.arriving)
    return ledger.authorities.remotes.compactMap { remote in
      let last = ledger.published.first { $0.remote == remote.name }
      let roots = (last?.roots ?? []).union(remote.card.roots)
      guard roots.contains(leaving) || arriving.map(roots.contains) ?? false, let last else { return nil }
      let isOpen = isDropping ? !last.roots.contains(leaving) : arriving.map(last.roots.contains) ?? false
      let what =
        isDropping ? "without root generation \(rotation.leaving)" : "with root generation \(rotation.arriving)"
      return Gate(
        need: .peerPublished, holder: remote.name,
        mesh: ledger.meshes(below: rotation.owner).first?.name ?? "\(rotation.owner)", isOpen: isOpen, opens: nil,
        waitsFor:
          "no evidence yet that `\(remote.name)` publishes its bundle \(what): \(last.source) is the last that is "
          + "known",
        next: last.hasEndpoint
          ? "\(.meshtrust("trust", "refresh", remote.name))" : "\(.meshtrust("trust", "import", "FILE"))", shortcut: "")
    }
  }

  /// The API server calls the webhooks of istiod, and trusts them by `caBundle`, which istiod patches itself when it takes up
  /// roots.
  func webhooks() -> [Gate] {
    let all = ledger.bundles[rotation.owner] ?? []
    return ledger.meshes(below: rotation.owner).filter { $0.controlPlane.patchesWebhooks }.map { mesh in
      let seen = webhooks(of: mesh.name)
      let isOpen =
        !seen.isEmpty
        && seen.allSatisfy { evidence in
          all.contains { $0.number == evidence.version }
            && all.filter { $0.number >= evidence.version }.allSatisfy { fits($0, .webhooksUpdated) }
        }
      return Gate(
        need: .webhooksUpdated, holder: mesh.name, mesh: mesh.name, isOpen: isOpen, opens: nil,
        waitsFor: "no evidence yet that the webhooks of `\(mesh.istiod)` trust root generation \(rotation.arriving)",
        next: gathering(mesh.name) ?? "\(.meshtrust("rotate", "seen", mesh.name, "-f", "FILE"))", shortcut: "")
    }
  }

  /// The newest state of each object with webhooks of a mesh, as far as this rotation saw them. What its istiod did to all
  /// of them at once, and what somebody says of all, is in place of what was seen before.
  private func webhooks(of mesh: String) -> [Evidence] {
    let began = rotation.started - RotationLedger.clockSkew
    var newest: [String: Evidence] = [:]
    for evidence in possible.evidence
    where evidence.kind == .webhooks && evidence.mesh == mesh && evidence.time >= began {
      let words = evidence.object?.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) ?? []
      guard evidence.isOfObject, let object = evidence.object, let kind = words.first.map(String.init),
        kind.isEmpty || WebhookConfiguration.kinds.contains(kind)
      else {
        newest = ["": evidence]
        continue
      }
      if let known = newest[object], ObjectState(evidence).order(to: ObjectState(known)) == .older { continue }
      newest[object] = evidence
    }
    return Array(newest.values)
  }

  /// For every mesh, the intermediate below a root whose key is elsewhere: requested, answered and installed.
  func answers() -> [Gate] {
    guard let root = ledger.authorities.root(of: rotation.owner, generation: rotation.arriving), !root.hasKey else {
      return []
    }
    return ledger.meshes(below: rotation.owner).map { answer($0, root.certificate) }
  }

  private func answer(_ mesh: Mesh, _ root: Certificate) -> Gate {
    let waiting = ledger.authorities.waiting(of: mesh.name, below: root)?.certificate
    let end = ledger.now + ledger.maxWorkloadLifetime(of: mesh, before: ledger.now).seconds
    let isOpen = waiting.map { $0.validity.notBefore <= ledger.now && $0.validity.notAfter > end } ?? false
    let request = ledger.requests.first { $0.mesh == mesh.name && $0.purpose == .arrive }
    let ask = SuggestedCommand.meshtrust("request", mesh.name, "--as", "intermediate")
    let (waitsFor, next): (String, Message) =
      if let request {
        (
          "the answer to the request of \(request.created.day) for `\(mesh.name)` below `\(root)` is not installed; it is "
            + "expected by \((request.created + mesh.profile.externalLead.seconds).day)",
          "\(.meshtrust("install", mesh.name, "FILE"))"
        )
      } else if let waiting {
        (
          "the intermediate `\(waiting)` of `\(mesh.name)` is valid until \(waiting.validity.notAfter) only",
          Message(ask)
        )
      } else {
        ("nobody has asked yet for an intermediate of `\(mesh.name)` below `\(root)`", Message(ask))
      }
    return Gate(
      need: .answerInstalled, holder: mesh.name, mesh: mesh.name, isOpen: isOpen, opens: nil, waitsFor: waitsFor,
      next: next, shortcut: "")
  }

  /// For every mesh below the root: its workloads and its istiod.
  func presenters() -> [Gate] {
    ledger.meshes(below: rotation.owner).flatMap { mesh in [workloads(mesh), istiod(mesh)] + requests(mesh) }
  }

  private func isBelowArriving(_ version: SignerVersion) -> Bool {
    guard let arriving = root(rotation.arriving), let first = version.chain.first else { return false }
    let crossed = Set(rotation.crossCertificates)
    let top = version.chain.last { !crossed.contains($0) } ?? first
    return top.issuer == arriving.subject
  }

  private func workloads(_ mesh: Mesh) -> Gate {
    let versions = possible.signers(of: mesh.name, at: ledger.now)
    let late = versions.filter { !isBelowArriving($0) }
    let all = ledger.signers[mesh.name] ?? []
    let seen = possible.evidence.filter { evidence in
      evidence.kind == .signer && evidence.mesh == mesh.name
        && all.filter { $0.number >= evidence.version }.allSatisfy(isBelowArriving)
    }.compactMap { possible.closing($0) }.min()
    let isOpen = late.isEmpty
    // Leaves issued from the home itself expire at their recorded dates, whatever was restarted.
    let leaf = late.compactMap { $0.chain.first }.compactMap { ledger.lastLeaves[$0.fingerprint] }
      .max { $0.validity.notAfter < $1.validity.notAfter }
    guard let seen, !isOpen else {
      return Gate(
        need: .workloadsRenewed, holder: mesh.name, mesh: mesh.name, isOpen: isOpen, opens: nil,
        waitsFor: "no evidence yet that istiod of `\(mesh.name)` signs with the new intermediate",
        next: gathering(mesh.name) ?? Message(vouching("istiod restarted", for: mesh.name)), shortcut: "")
    }
    if let leaf, leaf.validity.notAfter > max(seen, ledger.time(of: mesh.name, at: ledger.now)) {
      return heldByLeaf(leaf, mesh)
    }
    return Gate(
      need: .workloadsRenewed, holder: mesh.name, mesh: mesh.name, isOpen: false, opens: seen,
      waitsFor: "leaf certificates below root generation \(rotation.leaving) may still be valid in `\(mesh.name)`",
      next: gathering(mesh.name) ?? Message(vouching("all proxies restarted", for: mesh.name)),
      shortcut: gathering(mesh.name) ?? Message(vouching("all proxies restarted", for: mesh.name)))
  }

  /// A leaf that this home issued is valid for longer than any workload's certificate.
  private func heldByLeaf(_ leaf: Certificate, _ mesh: Mesh) -> Gate {
    let revoke = Message(.meshtrust("issued", "revoke", String(leaf.fingerprint.prefix(16))))
    return Gate(
      need: .workloadsRenewed, holder: mesh.name, mesh: mesh.name, isOpen: false, opens: leaf.validity.notAfter,
      waitsFor: "the leaf certificate `\(leaf.uris.first ?? "\(leaf)")`, SHA-256 \(leaf.fingerprint.prefix(16))…, "
        + "which this home issued below root generation \(rotation.leaving), is valid until \(leaf.validity.notAfter)",
      next: revoke, shortcut: revoke)
  }

  /// A mesh that keeps its own key has an intermediate signed on request below the old root. It needs a new one, and
  /// then its workloads must renew.
  private func requests(_ mesh: Mesh) -> [Gate] {
    guard let leaving = root(rotation.leaving) else { return [] }
    let signed = ledger.signedForRequests.filter {
      $0.issuer == leaving.subject && $0.uris.first == mesh.trustDomain.uri
    }
    guard let end = signed.map(\.validity.notAfter).max() else { return [] }
    let answered = ledger.evidence.filter {
      $0.kind == .requests && $0.mesh == mesh.name && $0.time > rotation.since
    }.map { $0.time + ledger.maxWorkloadLifetime(of: mesh, before: $0.time).seconds }.min()
    let opens = min(answered ?? end, end)
    let now = ledger.time(of: mesh.name, at: ledger.now)
    return [
      Gate(
        need: .requestsAnswered, holder: mesh.name, mesh: mesh.name, isOpen: opens <= now,
        opens: opens <= now ? nil : opens,
        waitsFor: "an intermediate of `\(mesh.name)` that was signed for a request is below root generation "
          + "\(rotation.leaving)",
        next: "sign its request again, then: \(vouching("requests answered", for: mesh.name))",
        shortcut: answered == nil && opens > now
          ? "sign its request again, then: \(vouching("requests answered", for: mesh.name))" : "")
    ]
  }

  /// The look at a cluster that was asked before, and that nobody needs to vouch for.
  private func gathering(_ mesh: String) -> Message? {
    ledger.isGathered(mesh) ? "\(.meshtrust("rotate", "gather", mesh))" : nil
  }

  /// Somebody's word for what cannot be seen.
  private func vouching(_ sentence: String, for mesh: String) -> SuggestedCommand {
    .meshtrust("rotate", "vouch", mesh, sentence)
  }

  private func istiod(_ mesh: Mesh) -> Gate {
    let isOpen = possible.servings(of: mesh.name, at: ledger.now).allSatisfy(isBelowArriving)
    return Gate(
      need: .istiodRestarted, holder: mesh.name, mesh: mesh.name, isOpen: isOpen, opens: nil,
      waitsFor: "istiod of `\(mesh.name)` may still serve with a certificate below root generation \(rotation.leaving)",
      next: gathering(mesh.name) ?? Message(vouching("istiod restarted", for: mesh.name)), shortcut: "")
  }
}
