import Cryptography
public import Federation
public import Kubernetes

extension OpenHome {
  /// The resources of a mesh, for standard output. With `withKey` they contain the plain key of the intermediate, and
  /// the export is logged.
  ///
  /// - Parameter sealer: For whom the key is sealed, in place of the plain one.
  public func manifests(
    of name: String, withKey: Bool, sealer: SecretSealer? = nil
  ) throws(CAError) -> (mesh: Mesh, manifests: ManifestSet) {
    let federation = try federation()
    let mesh = try federation.requireMesh(name)
    if withKey { try refuseLeaving(name) }
    var emission = Emission(federation: federation, authorities: try issuedAuthorities())
    if withKey, let sealer {
      let sealings = try sealings(sealer, only: name).filter { $0.key == name }
      emission.sealings = try locked { () throws(CAError) in try seal(sealings) }
      guard let material = emission.material(mesh, key: nil) else { throw .noIntermediate(mesh: name) }
      return (mesh, try emission.manifests(mesh, material))
    }
    let key = withKey ? try intermediateKey(of: name) : nil
    guard let material = emission.material(mesh, key: key) else { throw .noIntermediate(mesh: name) }
    let manifests = try emission.manifests(mesh, material)
    if withKey {
      try locked { () throws(CAError) in
        try write { try $0.append(.emittedKey, "\(name)/intermediate", "to standard output", at: now) }
      }
    }
    return (mesh, manifests)
  }

  /// Says whose keys are asked for next.
  func prepareKeys(of meshes: [String]) throws(CAError) {
    guard try isBegun else { return }
    let authorities = try authorities()
    let identifiers = meshes.compactMap { authorities.intermediate(of: $0)?.keyIdentifier }
    try read { try $0.prepareSealedKeys(identifiers) }
  }

  /// The private key of a mesh's intermediate as PKCS #8; nil while the mesh has none.
  func intermediateKey(of mesh: String) throws(CAError) -> SecretBytes? {
    guard let intermediate = try authorities().intermediate(of: mesh) else { return nil }
    let identifier = intermediate.keyIdentifier
    guard let sealed = try read({ try $0.sealedKey(identifier) }) else { throw .noKey(authority: intermediate.name) }
    return try sealer().openDER(sealed, identifier: identifier)
  }

  /// What is known of the certificates in a mesh's files, without keys: before the first `apply` only some of them.
  public func knownMaterial(of mesh: Mesh) throws(CAError) -> KnownMaterial {
    let federation = try federation()
    let authorities = try authorities()
    if let whole = MeshMaterial(mesh, federation, authorities) { return KnownMaterial(whole) }
    let bundles = mesh.peers.compactMap { peer in
      authorities.bundle(of: peer.name, in: federation).map { (peer.name, $0) }
    }
    return KnownMaterial(
      // Of a pool in the mesh's own bundle it is not known what belongs into it.
      own: mesh.controlPlane.poolsInRoot
        ? nil : MeshMaterial(mesh, federation, authorities, leavingOutPeers: true),
      rootsByPeer: Dictionary(bundles.map { ($0, $1.certificates) }) { first, _ in first },
      generations: Dictionary(
        bundles.compactMap { name, bundle in bundle.generations.map { (name, $0) } }
      ) { first, _ in first })
  }

  /// The certificates that every mesh presents and trusts, without keys. Meshes without an intermediate are omitted.
  public func materials() throws(CAError) -> [(mesh: Mesh, material: MeshMaterial)] {
    try federation().materials(issuedAuthorities())
  }
}
