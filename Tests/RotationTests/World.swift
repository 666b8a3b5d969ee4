import CA
import Diagnostics
import Federation
import Kubernetes
import Rotation
import SPIFFE
import SystemPackage
import Testing
import Verifier
import X509

/// Running meshes, as their administrators would have them: what was applied when, what istiod signs with, what each
/// proxy holds. It knows nothing of rotations, versions or gates.
struct World {
  /// A proxy: the chain that it presents, and the roots of its own domain as it last got them.
  struct Proxy {
    var chain: [Certificate]
    var ownRoots: [Certificate]
    var renewed: Timestamp
  }

  /// A mesh and what runs in it.
  struct Cluster {
    let mesh: Mesh
    /// What its administrator applied last.
    var applied: MeshMaterial
    /// What the gateways make of the peers' bundles: the one before for up to a minute.
    var peerRoots: [String: [[Certificate]]]
    var appliedAt: Timestamp
    var signer: ThrowawayIssuer
    var ownRoots: [Certificate]
    var proxies: [Proxy]
  }

  var clusters: [String: Cluster]
  private(set) var checks = 0
  /// What each bundle is held against chains with: as in a proxy, authorities that were checked once are known.
  private var verifiers: [TrustBundle: ChainVerifier] = [:]

  init(_ home: OpenHome) throws {
    let issuers = try home.throwawayIssuers()
    var clusters: [String: Cluster] = [:]
    for (mesh, material) in try home.materials() {
      let issuer = try #require(issuers[mesh.name])
      let proxy = try Self.proxy(mesh, issuer, material, at: home.now)
      clusters[mesh.name] = Cluster(
        mesh: mesh, applied: material, peerRoots: material.rootsByPeer.mapValues { [$0] }, appliedAt: home.now,
        signer: issuer, ownRoots: material.ownRoots, proxies: [proxy, proxy])
    }
    self.clusters = clusters
  }

  /// The administrator of a mesh applies what is in its folder now, and restarts istiod.
  mutating func apply(_ name: String, _ home: OpenHome) throws {
    guard var cluster = clusters[name] else { return }
    let material = try #require(try home.materials().first { $0.mesh.name == name }).material
    let issuer = try #require(try home.throwawayIssuers()[name])
    for (peer, roots) in material.rootsByPeer where cluster.peerRoots[peer]?.last != roots {
      cluster.peerRoots[peer] = [cluster.peerRoots[peer]?.last ?? roots, roots]
    }
    cluster.applied = material
    cluster.appliedAt = home.now
    cluster.signer = issuer
    cluster.ownRoots = material.ownRoots
    clusters[name] = cluster
  }

  /// Every proxy of a mesh is restarted: a fresh leaf, and the roots that istiod hands out now.
  mutating func restart(_ name: String, at time: Timestamp) throws {
    guard var cluster = clusters[name] else { return }
    for index in cluster.proxies.indices { cluster.proxies[index] = try fresh(cluster, at: time) }
    clusters[name] = cluster
  }

  /// Time goes on: a proxy renews some time before its leaf ends, and gateways read changed ConfigMaps.
  mutating func pass(to time: Timestamp, renewing early: (String, Int) -> Int64) throws {
    for name in clusters.keys.sorted() {
      guard var cluster = clusters[name] else { continue }
      if time >= cluster.appliedAt + 60 { cluster.peerRoots = cluster.peerRoots.mapValues { Array($0.suffix(1)) } }
      for index in cluster.proxies.indices where time >= cluster.proxies[index].renewed + early(name, index) {
        cluster.proxies[index] = try fresh(cluster, at: time)
      }
      clusters[name] = cluster
    }
  }

  /// What breaks at this instant; nil when every handshake holds.
  mutating func broken(at time: Timestamp) -> String? {
    for presenter in clusters.values.sorted(by: { $0.mesh.name < $1.mesh.name }) {
      for proxy in presenter.proxies {
        for holder in clusters.values {
          let bundles: [[Certificate]] =
            holder.mesh.name == presenter.mesh.name
            ? holder.proxies.map(\.ownRoots) : holder.peerRoots[presenter.mesh.name] ?? []
          for roots in bundles {
            checks += 1
            let bundle = TrustBundle(trustDomain: presenter.mesh.trustDomain, certificates: roots)
            let verifier = verifiers[bundle] ?? ChainVerifier(bundles: BundleSet([bundle]))
            verifiers[bundle] = verifier
            let answer = verifier.verify(
              proxy.chain, expecting: Expectation(trustDomain: presenter.mesh.trustDomain), at: time)
            if !answer.isAccepted {
              return
                "\(holder.mesh.name) refuses \(presenter.mesh.name) at \(time): \(answer.reasons.first?.what.description ?? "")"
            }
          }
        }
      }
    }
    return nil
  }

  private func fresh(_ cluster: Cluster, at time: Timestamp) throws -> Proxy {
    try Self.proxy(cluster.mesh, cluster.signer, cluster.applied, at: time)
  }

  private static func proxy(
    _ mesh: Mesh, _ issuer: ThrowawayIssuer, _ material: MeshMaterial, at time: Timestamp
  ) throws -> Proxy {
    let identity = try WorkloadIdentity(
      trustDomain: mesh.trustDomain, namespace: mesh.namespace, serviceAccount: "default")
    let leaf = try issuer.leaf(identity, from: time, lifetime: mesh.profile.maxWorkloadLifetime)
    return Proxy(chain: leaf.chain.prefix(1) + material.chain, ownRoots: material.ownRoots, renewed: time)
  }
}
