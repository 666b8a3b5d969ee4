public import Documents

/// The manifests of one or several meshes, sorted by the mesh that each belongs to.
///
/// An object belongs to the mesh whose control plane's namespace it is in. Where two meshes have namespaces of one name,
/// in two clusters, the folder decides; an object without a namespace belongs to the mesh of its folder, and one in
/// another namespace to the mesh whose member the namespace is.
public struct Inventory: Sendable {
  /// Every manifest, in the order given.
  public let manifests: [Manifest]
  /// Everything that is known besides.
  public let facts: Facts
  /// What is no manifest at all.
  let strangers: [Document]
  let meshes: [MeshObjects]
  /// Peers, exports and imports that are in no control plane's namespace, though their control plane is at hand.
  let misplaced: [Manifest]
  /// The mesh of each manifest, by its number; nil where nothing tells it.
  let meshOfManifest: [Int?]
  let counterparts: Counterparts
  /// Whether every intermediate at hand is confined to a trust domain by name constraints.
  let intermediatesAreConfined: Bool
  /// Every peer with its mesh, and with the other side where its manifests are at hand.
  let peers: [PeerCase]
  /// The services that go from mesh to mesh.
  let traffic: ServiceTraffic
  /// What the manifests have against their types.
  let typeFaults: [TypeFault]
  /// The manifests as they were, by the object's name; nil if nothing is known of that.
  private let earlier: [String: Manifest]?
  /// The objects of before that are no longer there.
  let vanished: [Manifest]
  private let namespacesLeft: Set<String>

  /// Sorts documents; lists are unrolled and empty documents passed over.
  public init(documents: [Document], facts: Facts) {
    var gathered = Gathered()
    for document in documents { gathered.add(document) }
    self.init(gathered, facts: facts)
  }

  /// Sorts what was gathered.
  public init(_ gathered: Gathered, facts: Facts) {
    let manifests = gathered.manifests
    self.manifests = manifests
    strangers = gathered.strangers
    self.facts = facts
    let grouping = Grouping(manifests)
    misplaced = grouping.misplaced.map { manifests[$0] }
    meshOfManifest = grouping.meshOfManifest
    var members = [[Manifest]](repeating: [], count: grouping.namespaces.count)
    for (index, mesh) in grouping.meshOfManifest.enumerated() {
      if let mesh { members[mesh].append(manifests[index]) }
    }
    meshes = grouping.namespaces.enumerated().map { id, namespace in
      MeshObjects(id: id, namespace: namespace, members: members[id], facts: facts)
    }
    counterparts = Counterparts(meshes)
    peers = Self.peers(meshes, counterparts, facts)
    traffic = ServiceTraffic(meshes, counterparts)
    typeFaults = gathered.types.faults
    intermediatesAreConfined = meshes.allSatisfy { $0.intermediates.allSatisfy(\.isConfined) }
    let earlier = facts.before.map { documents in
      Dictionary(Manifest.all(in: documents).manifests.map { ($0.object, $0) }) { first, _ in first }
    }
    self.earlier = earlier
    // The names are made only where somebody asks for them.
    let present = Set(earlier == nil ? [] : manifests.map(\.object))
    vanished = (earlier ?? [:]).values.filter { !present.contains($0.object) }.sorted { $0.object < $1.object }
    namespacesLeft = Set(vanished.filter(\.isPeer).compactMap(\.namespace))
  }
}

extension Inventory {
  private static func peers(_ meshes: [MeshObjects], _ counterparts: Counterparts, _ facts: Facts) -> [PeerCase] {
    meshes.flatMap { mesh in
      mesh.peers.map { peer in
        let other = counterparts.mesh(of: peer, in: mesh).map { meshes[$0] }
        let reverse = other.flatMap { counterparts.peer(for: mesh, in: $0) }
        return PeerCase(peer: peer, mesh: mesh, other: other, reverse: reverse, facts: facts)
      }
    }
  }

  /// Whether it is known how the manifests were.
  var knowsEarlier: Bool { earlier != nil }

  /// Whether a mesh had a peer that is gone.
  func hasLostPeer(_ mesh: MeshObjects) -> Bool { namespacesLeft.contains(mesh.namespace) }

  /// An object as it was.
  func earlier(_ manifest: Manifest) -> Manifest? { earlier?[manifest.object] }
}

/// A peer with all that is known of both sides.
struct PeerCase: Sendable {
  let peer: PeerView
  let mesh: MeshObjects
  /// The mesh that the peer stands for, if its manifests are at hand.
  let other: MeshObjects?
  /// The other mesh's peer that stands for us.
  let reverse: PeerView?
  let facts: Facts

  /// The peer's roots as we hold them.
  var bundle: BundleView? { mesh.bundles[peer.configMapName] }
}

extension Inventory {
  /// How many of the other meshes a mesh has peers for.
  func knownPeers(of mesh: MeshObjects) -> Int { counterparts.count(of: mesh) }
}
