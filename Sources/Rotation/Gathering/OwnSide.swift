import CA
import Cluster
import Federation
import X509

/// What a look at a mesh whose own root changes shows of its Secret, its istiod, its namespaces and its proxies.
struct OwnSide {
  private let gathering: MeshGathering
  private let bundle: BundleVersion
  /// Nil for a mesh that keeps its own key.
  private let signer: SignerVersion?
  /// What the gates of the phase need of the mesh itself, and whether they are open.
  private let needs: [Gate.Need: Bool]

  /// Nil if the mesh's root does not change.
  init?(_ gathering: MeshGathering) {
    let (ledger, name) = (gathering.ledger, gathering.mesh.name)
    let owner = ledger.rootOwner(of: name)
    guard ledger.rotation(of: owner) != nil, let bundle = ledger.bundles[owner]?.last else { return nil }
    self.gathering = gathering
    self.bundle = bundle
    signer = ledger.signers[name]?.last
    let gates = RotationMachine(ledger, owner).gates().filter { $0.mesh == name && $0.holder == name }
    needs = Dictionary(gates.map { ($0.need, $0.isOpen) }) { $0 && $1 }
  }

  private var look: MeshLook { gathering.look }
  private var workloads: MeshWorkloads { gathering.look.workloads }

  func add(to part: inout MeshGathering.Part) {
    let secret = secret
    let istiod = istiod(secret)
    let roots = ownRoots
    part.observations += [secret.observation, istiod.observation, roots.observation]
    part.disproved.formUnion(disproved(secret, roots))
    if let since = secret.changed, istiod.isShown || isReloaded(roots) {
      part.evidence += evidence(since, areRootsShown: roots.isShown, isRestarted: istiod.isShown)
    }
    part.observations += look.gateways.map(gateway)
    let proxies = proxies(with: part.evidence)
    part.observations.append(proxies.observation)
    if !isProxyGateShut, let returned, proxies.observation.verdict == .missing {
      part.disproved.insert(disproved(.restart, 0, since: returned.since, returned.restarts.text))
    }
    if proxies.isShown, let restart = restart(proxies.observation.text) { part.evidence.append(restart) }
  }

  /// From when on a proxy that starts has what the shut gates wait for.
  var proxiesSince: Timestamp? {
    guard isProxyGateShut else { return nil }
    let (roots, isRestarted) = (ownRoots, istiod(secret).isShown)
    guard let since = secret.changed, isRestarted || isReloaded(roots) else { return neededSince([]) }
    return neededSince(evidence(since, areRootsShown: roots.isShown, isRestarted: isRestarted))
  }

  /// An istiod that takes up roots while it runs has done so once every namespace has them.
  private func isReloaded(_ roots: Finding) -> Bool {
    let ledger = gathering.ledger
    guard roots.isShown, gathering.mesh.controlPlane.flavour != .maistra,
      let rotation = ledger.rotation(of: ledger.rootOwner(of: gathering.mesh.name))
    else { return false }
    return !SecretChange(rotation, at: gathering.mesh, in: ledger.federation).needsRestart
  }

  var isWaiting: Bool { needs.values.contains(false) }

  private var isProxyGateShut: Bool { needs.contains { Self.ofProxies.contains($0.key) && !$0.value } }

  private struct Finding {
    let observation: Observation
    /// When the object changed, if it is as it should be.
    var changed: Timestamp?

    var isShown: Bool { observation.verdict == .shown }
  }

  private func finding(
    _ subject: Observation.Subject, _ verdict: Observation.Verdict, _ text: String, of object: SeenObject? = nil
  ) -> Finding {
    Finding(
      observation: gathering.observation(subject, verdict, text, of: object),
      changed: verdict == .shown ? object?.changed : nil)
  }

  /// Below which intermediate a gateway presents its certificate.
  private func gateway(_ seen: MeshLook.Gateway) -> Observation {
    let object = SeenObject(
      name: seen.pod.name, namespace: seen.pod.namespace, uid: seen.pod.uid, resourceVersion: nil,
      changed: seen.leaf?.validity.notBefore, file: "")
    guard let leaf = seen.leaf else {
      return gathering.observation(.gateway, .unknown, "\(seen.pod.path): \(seen.fault ?? "no answer")", of: object)
    }
    let isNew = signer?.chain.first.map { leaf.isIssued(by: $0) } ?? false
    return gathering.observation(
      .gateway, isNew ? .shown : .missing,
      "\(seen.pod.path) presents a certificate of \(leaf.issuer), valid from \(leaf.validity.notBefore)", of: object)
  }

  // MARK: - The Secret and istiod

  /// The roots of peers that the mesh may have among its own.
  private var pooled: Set<Certificate> {
    let name = gathering.mesh.name
    return EvidenceSorter.pooled(besides: name, at: name, gathering.ledger)
  }

  private var secret: Finding {
    guard let secret = workloads.secret else {
      let isUnread = workloads.unread.contains(WorkloadKind.secret)
      return finding(
        .secret, isUnread ? .unknown : .missing,
        isUnread ? "the metadata of the Secret cacerts may not be read" : "there is no Secret cacerts")
    }
    let object = SeenObject(
      name: secret.name, namespace: secret.namespace, uid: secret.uid, resourceVersion: secret.resourceVersion,
      changed: secret.changed, file: "")
    guard let prints = secret.fingerprints, secret.changed != nil else {
      return finding(
        .secret, .unknown, "its annotations do not say what is in it since it changed last", of: object)
    }
    let roots = prints.roots.subtracting(pooled.map(\.fingerprint))
    guard roots == Set(bundle.certificates.map(\.fingerprint)) else {
      return finding(.secret, .missing, "it has other roots than version \(bundle.number) of the bundle", of: object)
    }
    if let signer, prints.intermediate != signer.chain.first?.fingerprint {
      return finding(.secret, .missing, "it has another intermediate than the last one", of: object)
    }
    return finding(.secret, .shown, "it has the roots and the intermediate of this step", of: object)
  }

  private func istiod(_ secret: Finding) -> Finding {
    guard !workloads.unread.contains(WorkloadKind.deployments), !workloads.unread.contains(WorkloadKind.pods) else {
      return finding(.istiod, .unknown, "Deployments or Pods may not be read, or not everywhere")
    }
    let replicas = IstiodReplicas(workloads)
    let first = replicas.deployments.first
    let object = first.map {
      SeenObject(name: $0.name, namespace: $0.namespace, uid: $0.uid, resourceVersion: $0.resourceVersion, file: "")
    }
    guard let changed = secret.changed else {
      return finding(.istiod, .unknown, "it waits for the Secret", of: object)
    }
    if let lack = replicas.lack(since: changed) { return finding(.istiod, .missing, lack, of: object) }
    let count = replicas.pods.count
    return finding(
      .istiod, .shown, "every replica (\(count)) started after the Secret changed at \(changed)", of: object)
  }

  // MARK: - The roots in every namespace

  private var ownRoots: Finding {
    guard !workloads.unread.contains(WorkloadKind.ownRoots), case .known(let namespaces) = workloads.namespaces else {
      let why = if case .unknown(let why) = workloads.namespaces { why } else { "a namespace may not be read" }
      return finding(.ownRoots, .unknown, why)
    }
    let home = look.ownRoots[gathering.mesh.namespace]?.object
    let wanted = Set(bundle.certificates)
    let pooled = pooled
    let left = namespaces.filter { namespace in
      guard !Self.withoutRoots.contains(namespace) else { return false }
      guard let observed = look.ownRoots[namespace], case .success(let held) = observed.certificates else {
        return true
      }
      return Set(held).subtracting(pooled) != wanted || observed.object.isBeingDeleted || !observed.object.isFromCluster
    }
    guard left.isEmpty else {
      let shown = left.prefix(5).joined(separator: ", ") + (left.count > 5 ? ", …" : "")
      return finding(
        .ownRoots, .missing, "\(left.count) of \(namespaces.count) namespaces do not have them: \(shown)", of: home)
    }
    let version = "version \(bundle.number) of the bundle"
    return finding(
      .ownRoots, .shown,
      namespaces.count == 1 ? "1 namespace has \(version)" : "\(namespaces.count) namespaces have \(version)",
      of: home)
  }

  /// Where istiod keeps no copy.
  private static let withoutRoots: Set<String> = ["kube-system", "kube-public", "kube-node-lease"]

  // MARK: - What was seen before, and no longer holds

  /// What the Secret, a replica of istiod from before it, and a namespace with other roots speak against. A Secret
  /// without the next intermediate says nothing about the roots, and one without the next roots nothing about the
  /// signers.
  private func disproved(_ secret: Finding, _ roots: Finding) -> Set<DisprovedEvidence> {
    let isOfSigners = needs[.workloadsRenewed] != nil || needs[.istiodRestarted] != nil
    let isOfRoots = needs[.holdsArriving] != nil || needs[.dropsLeaving] != nil
    let wrong = secret.observation.verdict == .missing ? secret.observation.text : nil
    let old = secret.changed.flatMap { changed in
      IstiodReplicas(workloads).old(since: changed).map {
        "\($0.path) is of before the Secret, which changed at \(changed)"
      }
    }
    var found: Set<DisprovedEvidence> = []
    if isOfSigners, let signer, let reason = wrong ?? old {
      found.formUnion([.signer, .serving].map { disproved($0, signer.number, reason) })
    }
    let other = roots.observation.verdict == .missing ? roots.observation.text : nil
    if let reason = (isOfRoots ? wrong ?? (isReloaded(roots) ? nil : old) : nil) ?? other {
      found.formUnion([.bundle, .webhooks].map { disproved($0, bundle.number, reason) })
    }
    return found
  }

  private func disproved(
    _ kind: Evidence.Kind, _ version: Int, since: Timestamp? = nil, _ reason: String
  ) -> DisprovedEvidence {
    let name = gathering.mesh.name
    return DisprovedEvidence(
      holder: name, mesh: name, kind: kind, version: version, since: since, reason: reason)
  }

  /// The proxies from before that are there although all were seen to have been restarted, as far as a gate is open for
  /// that alone: one that came back with a namespace, or was restored.
  private var returned: (restarts: ProxyRestarts, since: Timestamp)? {
    guard let since = neededSince([], { _ in true }) else { return nil }
    let (mesh, ledger) = (gathering.mesh, gathering.ledger)
    let isByTime = !RotationPath(of: mesh).needsProxyRestart
    guard !isByTime || look.time < since + ledger.maxWorkloadLifetime(of: mesh, before: since).seconds else {
      return nil
    }
    let isRestarted = standing.contains {
      $0.kind == .restart && $0.mesh == mesh.name && $0.cluster != nil && $0.cluster == look.cluster && $0.time >= since
    }
    guard isRestarted else { return nil }
    let restarts = ProxyRestarts(workloads.pods, since: since)
    return restarts.leftovers.isEmpty ? nil : (restarts, since)
  }

  // MARK: - Evidence

  /// What holds from the moment of the look on.
  private func evidence(_ secret: Timestamp, areRootsShown: Bool, isRestarted: Bool) -> [Evidence] {
    let name = gathering.mesh.name
    var found: [Evidence] = []
    let replicas = IstiodReplicas(workloads)
    if isRestarted, let signer, let deployment = replicas.deployments.first {
      let source =
        "Deployment uid \(deployment.uid) resourceVersion \(deployment.resourceVersion ?? "-"): "
        + "every replica started after the Secret changed at \(secret)"
      for (need, kind) in [(Gate.Need.workloadsRenewed, Evidence.Kind.signer), (.istiodRestarted, .serving)]
      where needs[need] != nil && !isStanding(kind, signer.number) {
        found.append(
          Evidence(
            holder: name, mesh: name, kind: kind, version: signer.number, time: look.time, source: source,
            uid: deployment.uid, resourceVersion: deployment.resourceVersion, object: deployment.path,
            cluster: look.cluster))
      }
    }
    if isRestarted, areRootsShown, needs[.webhooksUpdated] != nil, !isStanding(.webhooks, bundle.number),
      let deployment = replicas.deployments.first
    {
      found.append(
        Evidence(
          holder: name, mesh: name, kind: .webhooks, version: bundle.number, time: look.time,
          source: "Deployment uid \(deployment.uid): every replica of istiod patched its webhooks when it started",
          uid: deployment.uid, resourceVersion: deployment.resourceVersion, object: deployment.path,
          cluster: look.cluster))
    }
    let isBundleNeeded = needs[.holdsArriving] != nil || needs[.dropsLeaving] != nil
    if areRootsShown, isBundleNeeded, !isStanding(.bundle, bundle.number),
      let home = look.ownRoots[gathering.mesh.namespace]?.object
    {
      found.append(
        Evidence(
          holder: name, mesh: name, kind: .bundle, version: bundle.number, time: look.time,
          source: "\(home.source), in every namespace"
            + (isRestarted ? ", and every replica of istiod started after the Secret changed" : ""),
          uid: home.uid, resourceVersion: home.resourceVersion, object: home.path, cluster: look.cluster))
    }
    return found
  }

  private var standing: [Evidence] { StandingEvidence(gathering.ledger).evidence }

  /// Whether the cluster has shown it before: then it holds since that time.
  private func isStanding(_ kind: Evidence.Kind, _ version: Int) -> Bool {
    standing.contains {
      $0.kind == kind && $0.holder == gathering.mesh.name && $0.mesh == gathering.mesh.name && $0.version == version
        && $0.cluster != nil && $0.cluster == look.cluster
    }
  }

  // MARK: - Proxies

  /// - Parameter fresh: What this look shows.
  private func proxies(with fresh: [Evidence]) -> Finding {
    guard !workloads.unread.contains(WorkloadKind.pods), case .known = workloads.namespaces else {
      let why = if case .unknown(let why) = workloads.namespaces { why } else { "Pods of a namespace may not be read" }
      return finding(.proxies, .unknown, why)
    }
    guard !workloads.unread.contains(WorkloadKind.outsiders) else {
      return finding(.proxies, .unknown, "it may not be read whether proxies run outside of Pods")
    }
    if let outsider = workloads.outsiders.first { return finding(.proxies, .unknown, "there are \(outsider)") }
    guard isProxyGateShut else {
      guard let returned else { return finding(.proxies, .shown, "no gate waits for them") }
      return finding(.proxies, .missing, returned.restarts.text)
    }
    guard let since = neededSince(fresh) else {
      return finding(.proxies, .missing, "they wait for istiod: what starts before may still get what was before")
    }
    let restarts = ProxyRestarts(workloads.pods, since: since)
    guard restarts.leftovers.isEmpty else { return finding(.proxies, .missing, restarts.text) }
    if let lack = IstiodReplicas(workloads).missingPods { return finding(.proxies, .unknown, lack) }
    let byNode = restarts.byNode == 0 ? "" : ", \(restarts.byNode) by the clock of their node"
    return finding(.proxies, .shown, "all \(restarts.count) proxies started after \(since)\(byNode)")
  }

  /// The gates that a restart of every proxy opens.
  private static let ofProxies: Set<Gate.Need> = [.holdsArriving, .dropsLeaving, .workloadsRenewed]

  /// From when on a proxy that starts has what the shut gates wait for; nil if that time has not come. A file or somebody's
  /// word does not show when the last old replica of istiod ended.
  ///
  /// - Parameter counts: Which gates count, by whether they are open.
  private func neededSince(_ fresh: [Evidence], _ counts: (_ isOpen: Bool) -> Bool = { !$0 }) -> Timestamp? {
    let name = gathering.mesh.name
    let own = (standing + fresh).filter {
      $0.holder == name && $0.mesh == name && $0.cluster != nil && $0.cluster == look.cluster
    }
    var times: [Timestamp] = []
    if [needs[.holdsArriving], needs[.dropsLeaving]].compactMap(\.self).contains(where: counts) {
      guard let time = own.filter({ $0.kind == .bundle && $0.version == bundle.number }).map(\.time).min() else {
        return nil
      }
      times.append(max(time, bundle.since))
    }
    if let signer, needs[.workloadsRenewed].map(counts) ?? false {
      guard let time = own.filter({ $0.kind == .signer && $0.version == signer.number }).map(\.time).min() else {
        return nil
      }
      times.append(max(time, signer.since))
    }
    return times.max()
  }

  private func restart(_ text: String) -> Evidence? {
    guard isProxyGateShut else { return nil }
    let name = gathering.mesh.name
    return Evidence(
      holder: name, mesh: name, kind: .restart, version: 0, time: look.time, source: text, cluster: look.cluster)
  }
}
