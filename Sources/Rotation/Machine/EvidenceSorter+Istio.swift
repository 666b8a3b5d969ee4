import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import X509

/// Meshes of Istio hold the roots of others where Istio reads them: in the configuration of the mesh, or in the mesh's own
/// bundle. One such object shows the roots of several meshes.
extension EvidenceSorter {
  /// What the configuration of a mesh shows of each rotating peer whose roots are in it.
  func meshConfig(
    _ observed: ObservedRoots, _ config: Result<MeshConfig, ObservedRoots.Unreadable>, _ witness: ClusterWitness,
    _ ledger: RotationLedger
  ) -> [SortedEvidence] {
    let object = observed.object
    let named = ledger.federation.meshes.filter { mesh in
      mesh.controlPlane.isMeshConfig(object.name) && (holder == nil || mesh.name == holder)
        && (object.namespace == mesh.namespace || object.namespace == nil && holder == mesh.name)
    }
    guard let first = named.first else { return [] }
    let owner = Owner(mesh: nil)
    let fitting = named.filter { witness.objection(to: $0.name, at: object) == nil }
    guard let mesh = fitting.first else {
      let objection = witness.objection(to: first.name, at: object) ?? ""
      return [result(observed, first.name, owner, .refused(Self.otherCluster(object, first.name, objection)))]
    }
    guard fitting.count == 1 else {
      return [result(observed, nil, owner, .refused(Self.ambiguous(object, fitting.map(\.name))))]
    }
    return peers(of: mesh.name, ledger) { if case .meshConfig = $0 { true } else { false } }.map { peer in
      judge(Self.observed(observed, config, peer, of: mesh, ledger), mesh.name, Owner(mesh: peer.name), ledger)
    }
  }

  /// Each istiod of a mesh reads the configuration of its own revision, so that one configuration without the roots speaks
  /// against the mesh, whatever the others have.
  func agreeing(_ sorted: [SortedEvidence]) -> [SortedEvidence] {
    func isConfig(_ item: SortedEvidence) -> Bool {
      item.holder.flatMap { ledger.federation.mesh(named: $0) }?.controlPlane.isMeshConfig(item.object.name) ?? false
    }
    let behind = Set(sorted.filter { isConfig($0) && $0.isAgainst }.map { [$0.holder, $0.mesh] })
    return sorted.map { item in
      guard case .evidence = item.outcome, isConfig(item), behind.contains([item.holder, item.mesh]) else {
        return item
      }
      return SortedEvidence(
        object: item.object, holder: item.holder, mesh: item.mesh,
        outcome: .notNeeded("it has the roots, and another configuration of `\(item.holder ?? "")` does not"))
    }
  }

  /// What the own bundle of a mesh shows of each rotating peer whose roots are in it.
  func peersInOwnBundle(
    _ observed: ObservedRoots, at holder: String, _ ledger: RotationLedger
  ) -> [SortedEvidence] {
    peers(of: holder, ledger) { $0 == .ownBundle }.map {
      judge(observed, holder, Owner(mesh: $0.name), ledger)
    }
  }

  /// The rotating peers of a mesh that are asked about.
  private func peers(of name: String, _ ledger: RotationLedger, _ isThere: (RootSource) -> Bool) -> [Peer] {
    (ledger.federation.mesh(named: name)?.peers ?? []).filter { peer in
      ledger.federation.mesh(named: peer.name) != nil && (mesh == nil || mesh == peer.name)
        && ledger.rotation(of: ledger.rootOwner(of: peer.name)) != nil
        && isThere(ledger.federation.rootSource(of: peer.name, at: name))
    }
  }

  /// The roots that the configuration has for one peer.
  private static func observed(
    _ observed: ObservedRoots, _ config: Result<MeshConfig, ObservedRoots.Unreadable>, _ peer: Peer, of mesh: Mesh,
    _ ledger: RotationLedger
  ) -> ObservedRoots {
    let roots: Result<[Certificate], ObservedRoots.Unreadable> = config.flatMap { config in
      guard config.requestsRoots else {
        let refusal = HomeRefusal.rotation(.notRequested(configMap: observed.object.name, holder: mesh.name))
        return .failure(ObservedRoots.Unreadable(refusal.diagnostic))
      }
      var roots = config.roots(of: peer.trustDomain.name)
      if config.sharesRoots(with: peer.trustDomain.name) {
        let own = Set(ledger.bundles[ledger.rootOwner(of: mesh.name)]?.last?.certificates ?? [])
        roots += (ledger.bundles[ledger.rootOwner(of: peer.name)]?.last?.certificates ?? []).filter(own.contains)
      }
      return .success(roots + leaving(peer.name, in: config.pool, besides: roots, ledger))
    }
    return ObservedRoots(object: observed.object, certificates: roots)
  }

  /// The roots of a mesh that its bundle no longer has, in a pool: proxies trust them for every trust domain, whatever
  /// entry they stand in. A root that arrives counts only in an entry of its own trust domain.
  private static func leaving(
    _ mesh: String, in pool: [Certificate], besides roots: [Certificate], _ ledger: RotationLedger
  ) -> [Certificate] {
    let bundles = ledger.bundles[ledger.rootOwner(of: mesh)] ?? []
    let former = Set(bundles.flatMap(\.certificates)).subtracting(bundles.last?.certificates ?? []).subtracting(roots)
    return pool.filter(former.contains)
  }

  /// The roots of one mesh among those in a bundle that also has those of others.
  func attributed(_ pool: [Certificate], to mesh: String, at holder: String, _ ledger: RotationLedger) -> [Certificate]
  {
    let others = Self.pooled(besides: mesh, at: holder, ledger)
    return pool.filter { !others.contains($0) }
  }

  /// The roots of others that a mesh may have among its own; none unless it pools them.
  static func pooled(besides mesh: String, at holder: String, _ ledger: RotationLedger) -> Set<Certificate> {
    guard ledger.federation.mesh(named: holder)?.controlPlane.poolsInRoot ?? false else { return [] }
    let owner = ledger.rootOwner(of: mesh)
    let own = Set(ledger.bundles[owner]?.flatMap(\.certificates) ?? [])
    return Set(
      ledger.bundles.filter { $0.key != owner }.values.joined().flatMap(\.certificates)
        + ledger.authorities.remotes.flatMap(\.card.roots)
    ).subtracting(own)
  }

  /// A ConfigMap with a peer's roots that its holder does not read; nil if it does.
  ///
  /// - Parameter all: Beside the object that the holder does read, it is in nobody's way.
  func unread(
    _ object: SeenObject, of mesh: String, at holder: String, among all: [SeenObject]
  ) -> SortedEvidence.Outcome? {
    guard let plane = ledger.federation.mesh(named: holder)?.controlPlane, plane.flavour != .maistra else { return nil }
    let source = ledger.federation.rootSource(of: mesh, at: holder)
    let refusal = HomeRefusal.rotation(
      .notRead(configMap: object.name, holder: holder, mesh: mesh, source: source)
    ).diagnostic
    let isBeside = all.contains { other in
      guard other.namespace == object.namespace else { return false }
      return switch source {
      case .meshConfig: plane.isMeshConfig(other.name)
      case .ownBundle: other.name == Self.ownRoots
      case .peerConfigMap, .agent: false
      }
    }
    return isBeside ? .notNeeded(refusal.what) : .refused(refusal)
  }
}
