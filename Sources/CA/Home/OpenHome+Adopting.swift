public import Cryptography
public import Diagnostics
import Federation
import Files
import SystemPackage
import X509

/// The result of adopting the authorities of a running mesh.
public struct Adopted: Sendable {
  /// The authorities that are new in the home, or whose key is.
  public let authorities: [Authority]
  /// What works but may cause trouble.
  public let warnings: [Diagnostic]
}

extension OpenHome {
  /// Adopts the authorities that a running mesh signs with. Everything is checked before anything is stored, and
  /// nothing in the home is replaced; only the key of a known root may be added.
  ///
  /// `passphrase` opens an encrypted key.
  public func adopt(
    _ meshName: String, from source: AdoptionSource, passphrase: SecretBytes? = nil
  ) throws(CAError) -> Adopted {
    try requireDescription()
    return try locked { () throws(CAError) in
      let federation = try federation()
      let mesh = try federation.requireMesh(meshName)
      try refuseLeaving(meshName)
      let known = try authorities()
      let adoption = try Adoption(source, mesh, federation, known, passphrase: passphrase, now: now)
      try Self.refuseReplacing(adoption, mesh, known, federation)
      try Self.refuseSharing(adoption, mesh, known, federation)
      let isIssued = try isIssued()
      let revoked: [ArraySlice<UInt8>: Timestamp] = try isIssued ? read { try $0.revocationTimes() } : [:]
      try Self.refuseRevoked(adoption, mesh, revoked)
      let last: [String: Int] = try isIssued ? read { try $0.lastGenerations() } : [:]
      try authorize(
        GuardedAction(
          .root, of: meshName,
          ["adopt the root SHA-256 \(adoption.root.fingerprint)"]
            + (adoption.intermediate.map { ["and the intermediate SHA-256 \($0.certificate.fingerprint)"] } ?? [])))
      let sealer = try sealerCreatingIfNeeded()
      let authorities = Self.authorities(adoption, mesh, known, federation, last)
      let dropped = try write { writer in
        for authority in authorities { try record(authority, adoption, known, writer, sealer) }
        let pending = try writer.reader.request(of: meshName, .renew)
        if let pending { try writer.drop(pending, at: now) }
        return pending
      }
      var warnings = adoption.warnings + (dropped.map { [Self.note(dropping: $0)] } ?? [])
      if let root = authorities.first(where: { $0.role == .root }), known.authority(root.owner, .root) == nil,
        last[root.name] != nil
      {
        warnings.append(Self.note(returning: root))
      }
      return Adopted(authorities: authorities, warnings: warnings)
    }
  }

  private static func note(dropping request: PendingRequest) -> Diagnostic {
    Diagnostic(
      "MT-ADOPT-45", .note, what: "the request for an intermediate of `\(request.mesh)` was given up",
      why: "the mesh has the adopted authorities now; with the request went its key, so that no answer to it fits",
      next: "tell whoever was asked to sign it")
  }

  private static func note(returning root: Authority) -> Diagnostic {
    Diagnostic(
      "MT-ADOPT-47", .note,
      what: "the home has had `\(root.name)` before; what is adopted is generation \(root.generation)",
      why: "the earlier ones are retired, and a generation never comes twice",
      next: "nothing, if the mesh returns on purpose")
  }

  /// No two meshes sign with one key (lint rule C-33).
  private static func refuseSharing(
    _ adoption: Adoption, _ mesh: Mesh, _ known: AuthoritySet, _ federation: ResolvedFederation
  ) throws(CAError) {
    let signer = adoption.intermediate?.certificate ?? adoption.root
    for other in federation.meshes where other.name != mesh.name {
      // One root above all meshes is shared on purpose.
      let root = federation.roots == .perMesh ? known.root(of: other.name, in: federation) : nil
      let held = [known.intermediate(of: other.name), root].compactMap(\.self)
      guard held.contains(where: { $0.certificate.publicKeyInfo.der == signer.publicKeyInfo.der }) else { continue }
      throw .adoption(.sharedKey(signer, mesh: mesh.name, other: other.name))
    }
  }

  /// What this home revoked, by the removal of the mesh or by hand, signs for nobody any more: every CRL names it.
  ///
  /// - Parameter revoked: When, by what a signature covers.
  private static func refuseRevoked(
    _ adoption: Adoption, _ mesh: Mesh, _ revoked: [ArraySlice<UInt8>: Timestamp]
  ) throws(CAError) {
    let path = [adoption.intermediate?.certificate].compactMap(\.self) + adoption.between + [adoption.root]
    for certificate in path {
      guard let time = revoked[certificate.signedBytes] else { continue }
      throw .adoption(.revoked(certificate, since: time, mesh: mesh.name))
    }
  }

  private static func refuseReplacing(
    _ adoption: Adoption, _ mesh: Mesh, _ known: AuthoritySet, _ federation: ResolvedFederation
  ) throws(CAError) {
    if adoption.intermediate != nil, let held = known.intermediate(of: mesh.name) {
      throw .adoption(.exists(authority: held.name, held: held.certificate))
    }
    guard let held = known.root(of: mesh.name, in: federation) else {
      // The planner refuses an intermediate below a root of the other mode.
      return
    }
    let addsSomething = adoption.intermediate != nil || !held.hasKey
    guard held.certificate == adoption.root, addsSomething else {
      throw .adoption(.exists(authority: held.name, held: held.certificate))
    }
  }

  /// - Parameter last: The highest generation that each authority ever had: they count on, so that none comes twice.
  private static func authorities(
    _ adoption: Adoption, _ mesh: Mesh, _ known: AuthoritySet, _ federation: ResolvedFederation, _ last: [String: Int]
  ) -> [Authority] {
    func next(_ generation: Int, _ owner: AuthorityOwner, _ role: Authority.Role) -> Int {
      max(generation, (last["\(owner)/\(role.rawValue)"] ?? 0) + 1)
    }
    var authorities: [Authority] = []
    let held = known.root(of: mesh.name, in: federation)
    if held == nil || adoption.rootKey != nil {
      let owner = federation.rootOwner(of: mesh.name)
      authorities.append(
        Authority(
          owner: owner, role: .root, generation: held?.generation ?? next(adoption.generations.root, owner, .root),
          certificate: adoption.root, hasKey: adoption.rootKey != nil))
    }
    if let intermediate = adoption.intermediate {
      let owner = AuthorityOwner.mesh(mesh.name)
      authorities.append(
        Authority(
          owner: owner, role: .intermediate,
          generation: next(adoption.generations.intermediate, owner, .intermediate),
          certificate: intermediate.certificate, chain: adoption.between, hasKey: true))
    }
    return authorities
  }

  private func record(
    _ authority: Authority, _ adoption: Adoption, _ known: AuthoritySet, _ writer: any StoreWriting, _ sealer: Sealer
  ) throws {
    let isRoot = authority.role == .root
    let key = isRoot ? adoption.rootKey : adoption.intermediate?.key
    let identifier = authority.keyIdentifier
    // Meshes with copies of one root share its key.
    if let key, try writer.reader.sealedKey(identifier) == nil {
      let sealed = try sealer.seal(key, identifier: identifier)
      try writer.insertKey(identifier, algorithm: key.publicKey.label, sealed: sealed, at: now)
    }
    for certificate in authority.chain { try writer.insertCertificate(certificate, .foreign, issuer: nil, at: now) }
    try writer.insertCertificate(
      authority.certificate, isRoot ? .root : .intermediate,
      issuer: isRoot ? nil : authority.chain.first ?? adoption.root, at: now)
    if known.authority(authority.owner, authority.role) == nil { try writer.insertAuthority(authority) }
    try writer.append(
      .adopted, authority.name,
      "generation \(authority.generation), SHA-256 \(authority.certificate.fingerprint), "
        + "\(key == nil ? "without its key" : "with its key"), until \(authority.certificate.validity.notAfter)",
      at: now)
    try writer.recordVersions(at: now)
  }
}
