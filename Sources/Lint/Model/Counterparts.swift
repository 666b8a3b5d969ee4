/// Finds the mesh that a peer stands for: by name, by trust domain, or by the namespace in its client ID.
struct Counterparts: Sendable {
  private let meshes: [MeshObjects]
  /// For each mesh, the peer by which it knows each other mesh.
  private var known: [[Int: PeerView]] = []
  private var byName: [String: Int?] = [:]
  private var byTrustDomain: [String: Int?] = [:]
  private var byNamespace: [String: Int?] = [:]

  init(_ meshes: [MeshObjects]) {
    self.meshes = meshes
    for mesh in meshes {
      Self.note(mesh.name, mesh.id, in: &byName)
      if let domain = mesh.trustDomain, domain != "cluster.local" { Self.note(domain, mesh.id, in: &byTrustDomain) }
      Self.note(mesh.namespace, mesh.id, in: &byNamespace)
    }
    known = meshes.map { mesh in
      let pairs = mesh.peers.compactMap { peer in self.mesh(of: peer, in: mesh).map { ($0, peer) } }
      return Dictionary(pairs) { first, _ in first }
    }
  }

  /// The number of the mesh that a peer stands for; nil when none fits, or several do.
  func mesh(of peer: PeerView, in mesh: MeshObjects) -> Int? {
    let client = peer.client
    let candidates = [
      byName[peer.name], peer.trustDomain.string.flatMap { byTrustDomain[$0] },
      client.flatMap { byNamespace[$0.namespace] }, client.flatMap { byTrustDomain[$0.trustDomain] },
    ]
    // A mesh is no peer of itself; what says so is found by other rules.
    return candidates.lazy.compactMap { $0 ?? nil }.first { $0 != mesh.id }
  }

  /// The peer by which another mesh knows this one.
  func peer(for mesh: MeshObjects, in other: MeshObjects) -> PeerView? {
    known[other.id][mesh.id]
  }

  /// The number of the mesh of a name, for when the peer itself is not at hand; nil when there is none, or several.
  func mesh(named name: String, otherThan mesh: MeshObjects) -> Int? {
    (byName[name] ?? nil).flatMap { $0 == mesh.id ? nil : $0 }
  }

  /// How many other meshes a mesh has peers for.
  func count(of mesh: MeshObjects) -> Int { known[mesh.id].count }

  /// A name that two meshes have tells nothing.
  private static func note(_ key: String, _ id: Int, in table: inout [String: Int?]) {
    guard !key.isEmpty else { return }
    table[key] = table.keys.contains(key) ? .some(nil) : .some(id)
  }
}
