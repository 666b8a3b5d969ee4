import Cryptography
import Diagnostics
import Federation
import Kubernetes
import X509

extension OpenHome {
  /// What tells this home from every other one: the SHA-256 of its public key, shortened. Copies of a home have it too.
  public func identifier() throws(CAError) -> String {
    let key: PublicKey
    if let pinned = try HomeKeyFile(path: homeKeyPath)?.key { key = pinned } else { key = try homeKey().key.publicKey }
    guard case .ed25519(let octets) = key.components else { return "" }
    return String(sha256Hex(octets).prefix(32))
  }

  /// What is to be in a mesh's cluster. The private key of its intermediate is opened, and stays in memory.
  public func deployable(_ name: String) throws(CAError) -> DeployableMesh {
    let federation = try federation()
    let mesh = try federation.requireMesh(name)
    let authorities = try issuedAuthorities()
    let sealing = try sealings()[name]
    if let sealing, sealing.sealed == nil {
      throw .refused(.rotation(.folderBehind(mesh: name, files: [SealedSecret.file(of: mesh) ?? ""], isTaken: false)))
    }
    let emission = Emission(
      federation: federation, authorities: authorities, sealings: sealing.map { [name: $0] } ?? [:])
    guard let material = emission.material(mesh, key: try keyIfHeld(of: name)) else {
      throw .noIntermediate(mesh: name)
    }
    let (serial, deployed, history) = try read { reader in
      (try reader.deployments()[name] ?? 0, try reader.deployedObjects(of: name), try reader.versions())
    }
    var formerRoots: [String: [[Certificate]]] = [:]
    for peer in mesh.peers {
      let owner = federation.rootOwner(of: peer.name)
      formerRoots[peer.name] = (history.bundles[owner] ?? []).reversed().map(\.certificates)
    }
    return DeployableMesh(
      mesh: mesh, manifests: try emission.manifests(mesh, material), serial: serial, deployed: deployed,
      formerRoots: formerRoots, formerSecrets: try formerSecrets(of: mesh, federation, authorities, history))
  }

  /// Nil if the key is somewhere else.
  private func keyIfHeld(of mesh: String) throws(CAError) -> SecretBytes? {
    do throws(CAError) {
      return try intermediateKey(of: mesh)
    } catch .noKey {
      return nil
    }
  }

  /// What earlier versions of a mesh's Secret held, part by part.
  private func formerSecrets(
    of mesh: Mesh, _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ history: VersionHistory
  ) throws(CAError) -> [[String: SecretBytes]] {
    let layout = CACerts.Layout.pem
    var secrets: [[String: SecretBytes]] = []
    for version in (history.bundles[federation.rootOwner(of: mesh.name)] ?? []).reversed() {
      secrets.append([layout.rootsKey: SecretBytes(copying: PEM.write(version.certificates).utf8)])
    }
    let intermediates = authorities.present.filter { $0.role == .intermediate && $0.owner == .mesh(mesh.name) }
    for version in (history.signers[mesh.name] ?? []).reversed() {
      guard let first = version.chain.first else { continue }
      let presented = version.chain.filter { !$0.isSelfSigned }
      var values = [
        layout.certificateKey: SecretBytes(copying: PEM.write([first]).utf8),
        layout.chainKey: SecretBytes(copying: PEM.write(presented).utf8),
      ]
      if let authority = intermediates.first(where: { $0.certificate == first && $0.hasKey }),
        let sealed = try read({ try $0.sealedKey(authority.keyIdentifier) })
      {
        values[layout.privateKeyKey] = PEM.write(
          PrivateKeyDER.label, secret: try sealer().openDER(sealed, identifier: authority.keyIdentifier))
      }
      secrets.append(values)
    }
    return secrets
  }

  // MARK: - Recording

  /// Records what is about to be written to a mesh's cluster, before the first request.
  ///
  /// - Parameters:
  ///   - serial: The number of this deployment, one more than the last one.
  ///   - withKey: Whether the private key of the mesh's intermediate is among it.
  /// - Throws: ``CAError/deployedMeanwhile(mesh:)`` if another command of this home has deployed since it was read.
  public func beginDeployment(
    of mesh: String, serial: Int64, intending objects: [DeployedObject], to cluster: String, withKey: Bool
  ) throws(CAError) {
    try locked { () throws(CAError) in
      try refuseLeaving(mesh)
      guard try read({ try $0.deployments()[mesh] ?? 0 }) == serial - 1 else {
        throw .deployedMeanwhile(mesh: mesh)
      }
      try writeKeepingAuthorities { writer in
        try writer.setDeployment(serial, of: mesh, at: now)
        for object in objects { try writer.setDeployedObject(object, of: mesh) }
        let names = objects.map { "\($0.kind) \($0.name)" }.joined(separator: ", ")
        try writer.append(.deployed, mesh, "number \(serial) to \(cluster): \(names)", at: now)
        if withKey {
          try writer.append(.emittedKey, "\(mesh)/intermediate", "to \(cluster)", at: now)
        }
      }
    }
  }

  /// Records what is known after the last request: objects as they are now, and those that are gone.
  public func endDeployment(
    of mesh: String, with objects: [DeployedObject], without gone: [DeployedObject]
  ) throws(CAError) {
    guard !objects.isEmpty || !gone.isEmpty else { return }
    try locked { () throws(CAError) in
      try writeKeepingAuthorities { writer in
        for object in objects { try writer.setDeployedObject(object, of: mesh) }
        for object in gone { try writer.removeDeployedObject(object, of: mesh) }
      }
    }
  }
}
