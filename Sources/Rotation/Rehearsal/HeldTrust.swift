import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// What one mesh trusts by its files. Rehearsals, proofs, timelines, metrics, reports and blast radii judge by this alone.
struct HeldTrust: Sendable {
  let mesh: Mesh
  /// By trust domain; the mesh's own bundle is `root-cert.pem` in `cacerts`.
  let bundles: BundleSet
  /// By which the mesh's own control plane is trusted, and trusts its proxies.
  let ownRoots: [Certificate]
  let verifier: HandshakeVerifier

  init(_ mesh: Mesh, _ material: MeshMaterial) {
    self.init(mesh, own: material.ownRoots, peers: material.rootsByPeer, of: mesh.heldDomains)
  }

  /// - Parameters:
  ///   - own: What the mesh's own file has.
  ///   - peers: What it has of its peers, by their names.
  ///   - domains: The trust domains that are asked about: no bundle is made for others.
  ///   - usesEvery: Whether the version of the mesh counts as one that uses every root.
  init(
    _ mesh: Mesh, own: [Certificate], peers: [String: [Certificate]], of domains: Set<TrustDomain>,
    usingEveryRoot usesEvery: Bool = false
  ) {
    self.mesh = mesh
    bundles = BundleSet(
      mesh.heldRoots(own: own, peers: peers, of: domains, usingEveryRoot: usesEvery).map { domain, roots in
        TrustBundle(trustDomain: domain, certificates: roots)
      })
    ownRoots = own.distinct()
    verifier = HandshakeVerifier(
      bundles: bundles, ownTrustDomain: mesh.trustDomain,
      controlPlane: TrustBundle(trustDomain: mesh.trustDomain, certificates: ownRoots), ztunnel: mesh.webPKI)
  }

  /// The trust domains of which the mesh may have a bundle.
  var trustDomains: Set<TrustDomain> { mesh.heldDomains }
}

extension Mesh {
  /// Whether the proxies put all roots into one pool, so that each of them may issue for every trust domain. Maistra and
  /// SPIRE keep those of each domain apart.
  var poolsRoots: Bool { controlPlane.flavour != .maistra && controlPlane.signer != .spire }

  /// What the ztunnels verify with; nil for a mesh of sidecars.
  var webPKI: WebPKI? {
    dataPlane == .ambient ? controlPlane.version?.webPKI ?? ControlPlane.Version.newestWebPKI : nil
  }

  /// Every root that the proxies of a mesh that pools them have.
  func pool(_ material: MeshMaterial) -> [Certificate] {
    pool(own: material.ownRoots, peers: material.rootsByPeer).distinct()
  }

  /// `caCertificates` reaches sidecars only, and only with ISTIO_MULTIROOT_MESH; some versions use the first root alone.
  private func pool<Root>(
    own: [Root], peers roots: [String: [Root]], usingEveryRoot usesEvery: Bool = false
  ) -> [Root] {
    let isSent = dataPlane == .sidecar && controlPlane.multiRoot
    let senders = isSent ? peers.filter { roots[$0.name] != nil }.sorted { $0.name < $1.name } : []
    let pool = own + senders.flatMap { roots[$0.name] ?? [] }
    return usesEvery || upgradeForEveryRoot == nil ? pool : Array(pool.prefix(1))
  }

  fileprivate var heldDomains: Set<TrustDomain> { Set([trustDomain] + peers.map(\.trustDomain)) }

  /// What the mesh's proxies verify some trust domains with; nothing of a domain for which they have no bundle.
  ///
  /// The roots may be certificates, or whatever stands for them: it is the same question.
  fileprivate func heldRoots<Root>(
    own: [Root], peers roots: [String: [Root]], of domains: Set<TrustDomain>, usingEveryRoot usesEvery: Bool = false
  ) -> [TrustDomain: [Root]] {
    if poolsRoots {
      let pool = pool(own: own, peers: roots, usingEveryRoot: usesEvery)
      // ztunnels let in their own trust domain alone.
      let admitted = dataPlane == .ambient ? [trustDomain] : heldDomains
      return Dictionary(domains.intersection(admitted).map { ($0, pool) }) { first, _ in first }
    }
    var held: [TrustDomain: [Root]] = domains.contains(trustDomain) ? [trustDomain: own] : [:]
    // istiod ignores the ConfigMap of a peer of its own domain.
    for peer in peers where peer.trustDomain != trustDomain && domains.contains(peer.trustDomain) {
      held[peer.trustDomain, default: []] += roots[peer.name] ?? []
    }
    return held
  }
}

extension ResolvedFederation {
  /// Whether the proxies of a mesh verify another one with that one's roots, once they have what is published. Each mesh
  /// stands for its root here.
  func hasRoots(of presenter: String, at holder: String) -> Bool {
    // A remote is taken for one of Maistra, which has a ConfigMap for each peer: nothing else is known of it.
    guard presenter != holder, let mesh = self.mesh(named: holder), let peer = mesh.peer(named: presenter) else {
      return true
    }
    func root(of name: String) -> String { roots == .shared && self.mesh(named: name) != nil ? "" : name }
    let wanted = root(of: presenter)
    let own = [root(of: holder)] + (mesh.controlPlane.poolsInRoot ? [wanted] : [])
    let held = mesh.heldRoots(own: own, peers: [presenter: [wanted]], of: [peer.trustDomain])
    return held[peer.trustDomain]?.contains(wanted) ?? false
  }

  /// What a mesh holds where it has a version of a bundle, for a presenter's trust domain; nil for a remote.
  ///
  /// Nothing else is taken for granted: a pool may have more roots, of which no state says anything.
  ///
  /// - Parameters:
  ///   - bundle: The presenter's, or the holder's own if it has no roots of the presenter.
  ///   - usesEvery: Whether the holder's version counts as one that uses every root of the bundle.
  func held(
    _ bundle: [Certificate], of presenter: Mesh, at holder: String, usingEveryRoot usesEvery: Bool = false
  ) -> HeldTrust? {
    guard let mesh = self.mesh(named: holder) else { return nil }
    let isOwn =
      holder == presenter.name || rootSource(of: presenter.name, at: holder) == .ownBundle
      || !hasRoots(of: presenter.name, at: holder)
    return HeldTrust(
      mesh, own: isOwn ? bundle : [], peers: isOwn ? [:] : [presenter.name: bundle], of: [presenter.trustDomain],
      usingEveryRoot: usesEvery)
  }
}
