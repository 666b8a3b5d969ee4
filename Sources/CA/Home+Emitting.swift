public import Federation
public import Kubernetes

extension Home {
  /// The resources of a mesh, for standard output. With `withKey` the plain key of the intermediate is inside, which is
  /// logged.
  public func manifests(of name: String, withKey: Bool) throws(CAError) -> (mesh: Mesh, manifests: ManifestSet) {
    let federation = try federation()
    let mesh = try federation.requireMesh(name)
    let store = try store()
    let authorities = AuthoritySet(try store.read { try $0.authorities() })
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
