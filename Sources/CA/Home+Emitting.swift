public import Federation
public import Kubernetes

extension Home {
  /// The resources of a mesh, for standard output. With `withKey` the plain key of the intermediate is inside, which is
  /// logged.
  public func manifests(of name: String, withKey: Bool) throws(CAError) -> (mesh: Mesh, manifests: ManifestSet) {
    let federation = try federation()
    let mesh = try federation.requireMesh(name)
    let store = try store()
    let authorities = try store.read { try $0.authoritySet() }
    let emission = try Emission(self, federation, authorities, store)
    guard let material = try emission.material(mesh, withKey: withKey) else { throw .noIntermediate(mesh: name) }
    let manifests = try emission.manifests(mesh, material)
    if withKey {
      try locked { () throws(CAError) in
        try store.write { try $0.append(.emittedKey, "\(name)/intermediate", "to standard output", at: now) }
      }
    }
    return (mesh, manifests)
  }
}

extension Home {
  /// The certificates that every mesh's files are made of, without keys; meshes that wait for an authority are left out.
  public func materials() throws(CAError) -> [(mesh: Mesh, material: MeshMaterial)] {
    let federation = try federation()
    let store = try store()
    let emission = try Emission(self, federation, try store.read { try $0.authoritySet() }, store)
    var materials: [(mesh: Mesh, material: MeshMaterial)] = []
    for mesh in federation.meshes {
      if let material = try emission.material(mesh, withKey: false) { materials.append((mesh, material)) }
    }
    return materials
  }
}
