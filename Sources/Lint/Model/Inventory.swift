public import Documents
import Kubernetes
import SPIFFE

/// The manifests of one or several meshes, sorted by mesh.
///
/// An object belongs to the mesh whose control plane is in its namespace. If two meshes in two clusters share a
/// namespace name, the folder decides. An object without a namespace belongs to the mesh of its folder, and one in
/// another namespace to the mesh of which that namespace is a member.
public struct Inventory: Sendable {
  /// In input order.
  public let manifests: [Manifest]
  public let facts: Facts
  /// The folders of a home's meshes.
  let home: MeshFolders
  /// Documents that are not manifests.
  let strangers: [Document]
  let meshes: [MeshObjects]
  /// Peers, exports and imports outside the control planes' namespaces, although their control plane is in the input.
  let misplaced: [Manifest]
  /// The mesh of each manifest by its index; nil if unknown.
  let meshOfManifest: [Int?]
  /// The DestinationRules for failover whose mesh only a member roll, or more of the mesh, would tell.
  let strayFailoverRules: [FailoverRule]
  let counterparts: Counterparts
  /// Every ConfigMap with roots.
  let bundles: [BundleView]
  /// Whether every known intermediate is constrained to a trust domain.
  let intermediatesAreConfined: Bool
  /// Every peer with its mesh, and with the other side if its manifests are in the input.
  let peers: [PeerCase]
  /// The services between the meshes.
  let traffic: ServiceTraffic
  /// What is of upstream Istio and of the Sail operator; nil if nothing is.
  let istio: IstioObjects?
  /// Violations of the manifests' types.
  let typeFaults: [TypeFault]
  /// The manifests before a change, by the object's name; nil if not given.
  private let earlier: [String: Manifest]?
  /// The objects that the change removes.
  let vanished: [Manifest]
  private let namespacesLeft: Set<String>
  private let kinds: KindIndex

  /// Lists are unrolled and empty documents skipped.
  public init(documents: [Document], facts: Facts) {
    let gathered = Gathered()
    for document in documents { gathered.add(document) }
    self.init(gathered, facts: facts)
  }

  public init(_ gathered: Gathered, facts: Facts) {
    let gathered = gathered.finish()
    let everyKind = KindIndex(gathered.manifests)
    let home = MeshFolders(facts.federation, gathered.manifests)
    self.home = home
    let manifests = Copies(gathered.manifests, everyKind, home: home).distinct
    let kinds = manifests.count == gathered.manifests.count ? everyKind : KindIndex(manifests)
    self.manifests = manifests
    self.kinds = kinds
    strangers = gathered.strangers
    self.facts = facts
    let grouping = Grouping(manifests, kinds, home: home)
    misplaced = grouping.misplaced.map { manifests[$0] }
    meshOfManifest = grouping.meshOfManifest
    var members = [[Manifest]](repeating: [], count: grouping.namespaces.count)
    for (index, mesh) in grouping.meshOfManifest.enumerated() {
      let isNode = manifests[index].isA(ClusterNode.kind, of: "")
      for mesh in isNode ? grouping.meshes(beside: manifests[index]) : mesh.map({ [$0] }) ?? [] {
        members[mesh].append(manifests[index])
      }
    }
    meshes = grouping.namespaces.enumerated().map { id, namespace in
      MeshObjects(id: id, namespace: namespace, members: members[id], facts: facts, home: home)
    }
    strayFailoverRules = Self.strayFailoverRules(manifests, kinds, meshOfManifest)
    bundles = kinds.places(of: ConfigMap.kind).map { manifests[$0] }.filter(\.isBundle).map(BundleView.init)
    counterparts = Counterparts(meshes)
    let hasPeers = meshes.contains { !$0.peers.isEmpty }
    peers = Self.peers(meshes, counterparts, facts, ingresses: hasPeers ? Self.ingresses(manifests, kinds) : [:])
    traffic = ServiceTraffic(meshes, counterparts)
    let owners = (grouping.meshOfManifest, meshes)
    istio = IstioObjects(
      manifests, strangers: gathered.strangers, meshes: meshes,
      owner: { index in owners.0[index].map { owners.1[$0] } }, facts: facts, home: home)
    typeFaults = gathered.faults
    intermediatesAreConfined = meshes.allSatisfy { $0.intermediates.allSatisfy(\.isConfined) }
    let earlier = facts.before.map { documents in
      Dictionary(Manifest.all(in: documents).manifests.map { ($0.object, $0) }) { first, _ in first }
    }
    self.earlier = earlier
    // The names are computed only on demand.
    let present = Set(earlier == nil ? [] : manifests.map(\.object))
    vanished = (earlier ?? [:]).values.filter { !present.contains($0.object) }.sorted { $0.object < $1.object }
    namespacesLeft = Set(vanished.filter(\.isPeer).compactMap(\.namespace))
  }
}

extension Inventory {
  /// The manifests of a kind, in input order.
  ///
  /// - Parameter group: Nil for any, a mistyped one included.
  func manifests(_ kind: String, of group: String?) -> [Manifest] {
    let found = kinds.places(of: kind).map { manifests[$0] }
    return group.map { group in found.filter { $0.isA(kind, of: group) } } ?? found
  }

  private static func strayFailoverRules(
    _ manifests: [Manifest], _ kinds: KindIndex, _ meshes: [Int?]
  ) -> [FailoverRule] {
    kinds.places(of: "DestinationRule").compactMap { index in
      guard meshes[index] == nil, manifests[index].isA("DestinationRule", of: "networking.istio.io") else { return nil }
      return FailoverRule(manifests[index], clusterDomain: "cluster.local")
    }
  }

  /// The Services of ingress gateways of federation, by namespace.
  private static func ingresses(_ manifests: [Manifest], _ kinds: KindIndex) -> [String: [Manifest]] {
    let services = kinds.places(of: "Service").map { manifests[$0] }.filter { manifest in
      manifest.isA("Service", of: "") && manifest.label("federation.maistra.io/ingress-for") != nil
    }
    return Dictionary(grouping: services) { $0.namespace ?? "" }
  }

  private static func peers(
    _ meshes: [MeshObjects], _ counterparts: Counterparts, _ facts: Facts, ingresses: [String: [Manifest]]
  ) -> [PeerCase] {
    let expected = Set(meshes.flatMap { $0.peers.compactMap(\.identity) })
    return meshes.flatMap { mesh in
      mesh.peers.map { peer in
        let other = counterparts.mesh(of: peer, in: mesh).map { meshes[$0] }
        let reverse = other.flatMap { counterparts.peer(for: mesh, in: $0) }
        let there = reverse == nil ? peer.client.flatMap { ingresses[$0.namespace] } ?? [] : []
        return PeerCase(
          peer: peer, mesh: mesh, other: other, reverse: reverse, onlyIngress: there.count == 1 ? there[0] : nil,
          chains: Self.chains(of: peer, facts, expected: expected), facts: facts)
      }
    }
  }

  /// What a peer presents. A gateway presents its chain to one mesh, so that a chain belongs to the peers that expect its
  /// identity. One that nobody expects is held against every peer of its trust domain.
  private static func chains(of peer: PeerView, _ facts: Facts, expected: Set<SPIFFEID>) -> [PresentedChain] {
    guard let domain = peer.trustDomain.string, !facts.presentedChains.isEmpty else { return [] }
    let identity = peer.identity
    return facts.presentedChains.filter { chain in
      chain.identity.trustDomain.name == domain
        && (identity == nil || chain.identity == identity || !expected.contains(chain.identity))
    }
  }

  /// Whether the manifests before a change were given.
  var knowsEarlier: Bool { earlier != nil }

  /// Whether the change removes a peer of a mesh.
  func hasLostPeer(_ mesh: MeshObjects) -> Bool { namespacesLeft.contains(mesh.namespace) }

  /// An object before the change.
  func earlier(_ manifest: Manifest) -> Manifest? { earlier?[manifest.object] }
}

/// A peer with everything that is known about both sides.
struct PeerCase: Sendable {
  let peer: PeerView
  let mesh: MeshObjects
  /// The mesh behind the peer, if its manifests are in the input.
  let other: MeshObjects?
  /// The other mesh's peer for us.
  let reverse: PeerView?
  /// The Service of the only ingress gateway in the peer's namespace, if nothing else of the peer names the one for us.
  let onlyIngress: Manifest?
  /// The chains that the peer presents, as far as they are known.
  let chains: [PresentedChain]
  let facts: Facts

  /// Our copy of the peer's roots.
  var bundle: BundleView? { mesh.bundles[peer.configMapName] }
}

extension Inventory {
  /// The number of other meshes for which a mesh has peers.
  func knownPeers(of mesh: MeshObjects) -> Int { counterparts.count(of: mesh) }
}
