/// Finds the mesh behind a peer: by name, by trust domain, or by the namespace in its client ID.
struct Counterparts: Sendable {
  private let meshes: [MeshObjects]
  /// For each mesh, its peer for each other mesh.
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

  /// The index of the mesh behind a peer; nil if none or several match.
  func mesh(of peer: PeerView, in mesh: MeshObjects) -> Int? {
    let client = peer.client
    let candidates = [
      byName[peer.name], peer.trustDomain.string.flatMap { byTrustDomain[$0] },
      client.flatMap { byNamespace[$0.namespace] }, client.flatMap { byTrustDomain[$0.trustDomain] },
    ]
    // A mesh is not its own peer; other rules report that.
    return candidates.lazy.compactMap { $0 ?? nil }.first { $0 != mesh.id }
  }

  /// Another mesh's peer for this mesh.
  func peer(for mesh: MeshObjects, in other: MeshObjects) -> PeerView? {
    known[other.id][mesh.id]
  }

  /// The index of the mesh with a name, for use without the peer; nil if there is none, or several.
  func mesh(named name: String, otherThan mesh: MeshObjects) -> Int? {
    (byName[name] ?? nil).flatMap { $0 == mesh.id ? nil : $0 }
  }

  /// The number of other meshes for which a mesh has peers.
  func count(of mesh: MeshObjects) -> Int { known[mesh.id].count }

  /// A name that two meshes share identifies neither.
  private static func note(_ key: String, _ id: Int, in table: inout [String: Int?]) {
    guard !key.isEmpty else { return }
    table[key] = table.keys.contains(key) ? .some(nil) : .some(id)
  }
}
