import Cryptography
public import Diagnostics
import Federation
import Kubernetes
import X509

/// Keys that are sealed for the controllers of the meshes' clusters. What was sealed once is kept, because sealing is
/// random: nothing changes from run to run.
extension OpenHome {
  /// How the key of each mesh is written that is sealed.
  ///
  /// - Parameters:
  ///   - chosen: The sealer that was asked for now, for the meshes of `only`; nil for those chosen before.
  ///   - isEnding: Whether sealing was asked to end.
  ///   - again: Whether the keys of `only` are sealed again.
  func sealings(
    _ chosen: SecretSealer? = nil, only: String? = nil, isEnding: Bool = false, again: Bool = false
  ) throws(CAError) -> [String: MeshSealing] {
    let federation = try federation()
    var sealers = isEnding ? [:] : try isIssued() ? try read { try $0.secretSealers() } : [:]
    let meshes = federation.meshes.filter { only == nil || $0.name == only }
    if let chosen { for mesh in meshes { sealers[mesh.name] = chosen } }
    guard !sealers.isEmpty else { return [:] }
    let authorities = try authorities()
    var sealings: [String: MeshSealing] = [:]
    for mesh in federation.meshes {
      // SPIRE reads the plain file.
      guard let sealer = sealers[mesh.name], SealedSecret.file(of: mesh) != nil else { continue }
      let isAgain = again && meshes.contains(mesh)
      let kept = isAgain ? nil : try kept(authorities.intermediate(of: mesh.name), sealer, mesh)
      sealings[mesh.name] = MeshSealing(sealer: sealer, sealed: kept)
    }
    return sealings
  }

  /// What was sealed of a mesh's key; nil if it is still to be sealed.
  func kept(_ intermediate: Authority?, _ sealer: SecretSealer, _ mesh: Mesh) throws(CAError) -> String? {
    guard let intermediate, try isIssued() else { return nil }
    return try read {
      try $0.sealedKey(
        intermediate.keyIdentifier, certificate: sealer.certificate.fingerprint, label: sealer.label(of: mesh))
    }
  }

  /// Seals the keys of meshes whose sealings lack them, keeps what was sealed, and logs it.
  ///
  /// - Throws: ``SecretSealingFault``, before anything is stored, for a sealer that is not right any more.
  func seal(_ sealings: [String: MeshSealing]) throws(CAError) -> [String: MeshSealing] {
    let (federation, authorities) = (try federation(), try authorities())
    var records: [(record: SealedKeyRecord, sealer: SecretSealer)] = []
    var complete = sealings
    var recipients: [Certificate: SoundPublicKey] = [:]
    for (name, sealing) in sealings.sorted(by: { $0.key < $1.key }) where sealing.sealed == nil {
      guard let mesh = federation.mesh(named: name), let intermediate = authorities.intermediate(of: name),
        let key = try intermediateKey(of: name)
      else { continue }
      let label = sealing.sealer.label(of: mesh)
      if let fault = sealing.sealer.fault(at: now) { throw .secretSealing(fault) }
      let certificate = sealing.sealer.certificate
      let recipient: SoundPublicKey
      if let known = recipients[certificate] { recipient = known } else { recipient = try sealing.sealer.recipient() }
      recipients[certificate] = recipient
      let sealed = try wrapping(
        CAError.cryptography,
        HybridEncryption.seal(
          PEM.write(PrivateKeyDER.label, secret: key), for: recipient, label: Array(label.utf8)))
      let record = SealedKeyRecord(
        key: intermediate.keyIdentifier, certificate: sealing.sealer.certificate.fingerprint, label: label, mesh: name,
        sealed: Base64.encode(sealed))
      records.append((record, sealing.sealer))
      complete[name] = MeshSealing(sealer: sealing.sealer, sealed: record.sealed)
    }
    guard !records.isEmpty else { return sealings }
    try writeKeepingAuthorities { writer in
      for (record, sealer) in records {
        try writer.setSealedKey(record, at: now)
        try writer.append(
          .sealedKey, "\(record.mesh)/intermediate",
          "for the certificate SHA-256 \(record.certificate), scope \(sealer.scope.rawValue)", at: now)
      }
    }
    return complete
  }

  /// Stores for whom keys are sealed from now on, where that changes.
  func remember(_ sealer: SecretSealer?, only: String?, _ writer: any StoreWriting) throws {
    guard let sealer else { return }
    let present = try writer.reader.secretSealers()
    for mesh in try federation().meshes where only == nil || mesh.name == only {
      if present[mesh.name] != sealer { try writer.setSecretSealer(sealer, of: mesh.name, at: now) }
    }
  }

  /// Whether a sealer is stored for every mesh that it was chosen for.
  func isRemembered(_ sealer: SecretSealer?, only: String?) throws(CAError) -> Bool {
    guard let sealer else { return true }
    guard try isIssued() else { return false }
    let present = try read { try $0.secretSealers() }
    return try federation().meshes.allSatisfy { mesh in
      only != nil && mesh.name != only || present[mesh.name] == sealer
    }
  }

  /// The meshes whose keys are sealed, with the certificate they are sealed for.
  public func secretSealers() throws(CAError) -> [String: SecretSealer] {
    guard try isIssued() else { return [:] }
    return try read { try $0.secretSealers() }
  }

  /// Every key that was ever sealed for a controller.
  public func sealedKeys() throws(CAError) -> [SealedKeyRecord] {
    guard try isIssued() else { return [] }
    return try read { try $0.sealedKeys() }
  }

  /// What is to be said of a sealer that somebody chose.
  public func notes(about sealer: SecretSealer) -> [Diagnostic] { SecretSealingFault.notes(sealer, at: now) }
}

extension SecretSealer {
  /// The label under which the key of a mesh is sealed.
  func label(of mesh: Mesh) -> String { scope.label(namespace: mesh.namespace, name: mesh.signingSecret) }
}
