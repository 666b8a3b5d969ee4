import Diagnostics
import Federation
import Kubernetes
import X509

/// The rules about changes that a running istiod and running proxies take up, or not: MT-I-13, -15 to -19.
enum ReloadRules {
  static let all: [Rule] = changes + observations

  /// The change from `--before` to now.
  private static let changes: [Rule] = [
    Rule.signer("MT-I-15", .error) { signer, inventory, collector in
      for plane in signer.planes where plane.takesSeveralRoots ?? false {
        guard let change = collector.change(of: signer, inventory) else { return }
        guard let version = plane.version else {
          collector.needs(.istioVersion, for: plane.object)
          continue
        }
        guard version.rootReload != .restart, !change.roots.isTaken(by: version.rootReload, multiRoot: true) else {
          continue
        }
        collector.report(
          change.field,
          version.rootReload == .bytes
            ? "the new `\(change.key)` neither contains the old one, byte by byte, nor is part of it"
            : "the new roots neither include all old ones, nor are part of them",
          why:
            "Istio \(version) ignores the change with a line in its log, and the new intermediate of the same write with it"
        )
      }
    },
    Rule.signer("MT-I-16", .error) { signer, inventory, collector in
      for plane in signer.planes {
        guard let change = collector.change(of: signer, inventory), change.isChange else { return }
        if let version = plane.version, version.rootReload == .restart {
          collector.report(change.field, "`\(change.key)` changes, and Istio \(version) takes up no change of roots")
        } else if let isOn = plane.takesSeveralRoots {
          guard !isOn else { continue }
          collector.report(
            change.field, "`\(change.key)` changes, and istiod has no `\(IstioVariable.multiRoot)` that is true")
        } else {
          collector.needs(.istiodEnvironment, for: plane.object)
        }
      }
    },
    Rule.plane("MT-I-18", .error) { plane, istio, collector in
      for (domain, _) in istio.peers(of: plane) {
        for root in istio.roots(of: domain, besides: plane) ?? [] {
          let held = istio.pool(of: plane).contains { $0.publicKeyInfo.der == root.publicKeyInfo.der }
          guard !held, istio.dropped(root, from: plane) else { continue }
          collector.report(
            plane.config("caCertificates"), "the root `\(root)` is removed, and `\(domain)` still signs below it")
        }
      }
      guard let own = istio.ownRoots(of: plane) else { return }
      for proxy in istio.proxies where istio.isOf(plane, proxy) {
        for chain in proxy.chains where !Self.leads(chain, to: own, at: istio.facts.now) {
          collector.report(
            istio.signer(of: plane).map { $0.view.field($0.view.layout.rootsKey) } ?? plane.top,
            "no root here is that of a certificate in use: \(chain.last.map { "`\($0.issuer.commonName ?? $0.description)`" } ?? "") (\(proxy.field.source))"
          )
          break
        }
      }
    },
  ]

  /// What runs, beside what is written.
  private static let observations: [Rule] = [
    Rule.istio("MT-I-13", .warning) { istio, _, collector in
      for pod in istio.pods where !pod.isIstiod {
        guard let plane = istio.plane(injecting: pod) else { continue }
        let name = pod.manifest.top["metadata"]["name"]
        if plane.proxyMetadata[IstioVariable.bundleRequest].isTrueToGo,
          pod.variable(IstioVariable.bundleRequest)?.isTrueToGo != true
        {
          collector.report(name, "this Pod was started without `\(IstioVariable.bundleRequest)`")
        }
        if let domain = plane.trustDomain, let held = pod.variable("TRUST_DOMAIN")?.string, held != domain {
          collector.report(
            name, "this Pod was started with the trust domain `\(held)`, and the mesh has `\(domain)` now")
        }
      }
    },
    Rule.signer("MT-I-17", .error) { signer, inventory, collector in
      guard let istio = inventory.istio, let plane = signer.planes.first else { return }
      let now = inventory.facts.now
      guard let anchor = signer.view.anchor(at: now) else { return }
      let change = inventory.earlier(signer.manifest).map(SigningView.init)?.anchor(at: now)
      let isNew = change.map { $0.publicKeyInfo.der != anchor.publicKeyInfo.der } ?? false
      let observed = istio.observedRoots(of: plane)
      if observed.isEmpty, isNew { return collector.needs(.observedTrust, for: signer.manifest.object) }
      guard
        let behind = observed.first(where: { held in
          !held.roots.isEmpty && !held.roots.contains { $0.publicKeyInfo.der == anchor.publicKeyInfo.der }
        })
      else { return }
      collector.report(
        signer.view.field(signer.view.layout.certificateKey),
        "`\(anchor)` signs already, and \(behind.name) does not have it yet")
    },
    Rule.signer("MT-I-19", .warning) { signer, inventory, collector in
      guard let istio = inventory.istio, let created = signer.manifest.created else { return }
      for pod in istio.pods where pod.isIstiod && pod.manifest.namespace == signer.manifest.namespace {
        guard let started = pod.started, started < created else { continue }
        collector.report(
          signer.manifest.top["metadata"]["creationTimestamp"],
          "`cacerts` was created on \(created), after \(pod.manifest.object) had started on \(started)")
        break
      }
    },
  ]

  private static func leads(_ chain: [Certificate], to roots: [Certificate], at time: Timestamp) -> Bool {
    guard let leaf = chain.first else { return true }
    let builder = PathBuilder(
      anchors: TrustAnchors(roots, rule: .anyAuthority),
      policy: PathPolicy(time: leaf.validity.contains(time) ? time : leaf.validity.notBefore))
    return builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst())).path != nil
  }
}

/// A change of the file of roots in `cacerts`.
private struct RootsChange {
  let key: String
  let field: Field
  let roots: RootFileChange
  let isChange: Bool
}

extension Collector {
  /// The change of the roots of a Secret, and nil if it is not known or there is none.
  fileprivate mutating func change(of signer: IstioSigner, _ inventory: Inventory) -> RootsChange? {
    guard inventory.knowsEarlier else {
      needs(.before, for: signer.manifest.object)
      return nil
    }
    guard let old = inventory.earlier(signer.manifest).map(SigningView.init) else { return nil }
    let key = signer.view.layout.rootsKey
    guard let before = old.text(old.layout.rootsKey), let after = signer.view.text(key) else { return nil }
    return RootsChange(
      key: key, field: signer.view.field(key), roots: RootFileChange(from: before, to: after), isChange: before != after
    )
  }
}

extension IstioObjects {
  /// The running Pods of Istio.
  var pods: [IstioPod] { manifests.compactMap(IstioPod.init) }

  /// The control plane whose webhook made a Pod.
  func plane(injecting pod: IstioPod) -> IstioPlane? {
    let near = planes(of: pod.manifest).filter(\.hasConfiguration)
    if near.count == 1 { return near[0] }
    let named = near.filter { $0.revision == pod.revision }
    return named.count == 1 ? named[0] : nil
  }

  /// What running proxies hold.
  var proxies: [ProxyObservation] { strangers.flatMap(ProxyObservation.all) }

  func isOf(_ plane: IstioPlane, _ proxy: ProxyObservation) -> Bool {
    if let domain = proxy.trustDomain, let own = plane.trustDomain { return domain == own }
    return planes(near: proxy.folder).map(\.id) == [plane.id]
  }

  /// The roots that are held now, with the name of who holds them.
  func observedRoots(of plane: IstioPlane) -> [(name: String, roots: [Certificate])] {
    let published = publishedRoots.filter { $0.name == plane.trustBundleName && belongs($0, to: plane) }
    let running = proxies.filter { isOf(plane, $0) && !$0.roots.isEmpty }
    return published.map { ($0.object, BundleView($0).certificates) }
      + running.map { ("the proxy of `\($0.field.source)`", $0.roots) }
  }

  /// Whether a root stood in a mesh's pool before a change.
  func dropped(_ root: Certificate, from plane: IstioPlane) -> Bool {
    guard let before = facts.before else { return false }
    let (manifests, strangers) = Manifest.all(in: before)
    let layers = manifests.compactMap { IstioLayer($0) } + strangers.compactMap { IstioLayer($0) }
    return layers.contains { layer in
      (layer.namespace == nil || plane.namespace == nil || layer.namespace == plane.namespace)
        && (layer.revision == nil || layer.revision == plane.revision)
        && layer.meshConfig["caCertificates"].items.map(PoolEntry.init).contains { entry in
          entry.certificates.contains { $0.publicKeyInfo.der == root.publicKeyInfo.der }
        }
    }
  }
}
