import Cryptography
public import Diagnostics
import Federation
public import Files
public import Kubernetes
import SystemPackage
public import X509

/// The removal of a mesh or remote from the federation, and its consequences.
public struct Removal: Sendable {
  public let name: String
  /// federation.yaml before the removal.
  public let file: EditedFile
  /// The content of federation.yaml after the removal; every other byte stays.
  public let newBytes: [UInt8]
  /// What every administrator does, in order.
  public let procedure: LeaveProcedure
  /// The authorities whose keys are destroyed.
  public let retired: [Authority]
  /// The certificates that are revoked.
  public let revoked: [Certificate]
  /// What may cause trouble.
  public internal(set) var warnings: [Diagnostic]
}

extension OpenHome {
  /// What removing a mesh or remote would do. Nothing is changed.
  public func planRemoval(of name: String) throws(CAError) -> Removal {
    let before = try federation()
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let edit = try edited(file, removing: name)
    let retired = isBegun ? try read { try $0.everyAuthority(of: .mesh(name)) } : []
    var revoked: [Certificate] = []
    for authority in retired where authority.role == .intermediate && authority.certificate.validity.notAfter >= now {
      revoked.append(authority.certificate)
    }
    for authority in retired where authority.role == .intermediate {
      revoked += try read { try $0.issued(by: authority.certificate, after: now) }
    }
    let warnings = edit.federation.findings.filter { $0.code == "MT-FED-35" }
    return Removal(
      name: name, file: file, newBytes: edit.bytes,
      procedure: LeaveProcedure(of: name, from: before, to: edit.federation), retired: retired, revoked: revoked,
      warnings: warnings)
  }

  /// Removes a mesh or remote: revokes its certificates, signs its issuers' lists while their keys still exist,
  /// destroys its keys, removes its folder, and writes federation.yaml without it.
  ///
  /// The lists are one transaction and the keys another; after a kill the command can be run again.
  public func remove(_ name: String, confirm: (Removal) throws(CAError) -> Void) throws(CAError) -> Removal {
    try requireDescription()
    return try locked { () throws(CAError) in
      var removal = try planRemoval(of: name)
      try confirm(removal)
      // While the command waits for confirmation, somebody may edit the file. After the keys are destroyed it is too
      // late to refuse.
      try wrapping(CAError.files, removal.file.requireUnchanged())
      if isBegun, !removal.retired.isEmpty {
        removal.warnings += try revoke(removal)
        try write { writer in
          let request = try writer.reader.request(of: name)
          try writer.removeRequest(of: name)
          if let request { try writer.removeUnusedKey(request.keyIdentifier) }
          try writer.forgetVersions(of: name)
          for authority in removal.retired {
            try writer.retire(authority, at: now)
          }
        }
      }
      try forgetCard(of: name)
      // The description last: while it names the mesh, the same command finishes what was stopped.
      try wrapping(CAError.files, FileSystem.remove(outputFolder(of: name)))
      try wrapping(CAError.files, removal.file.replace(with: removal.newBytes))
      return removal
    }
  }

  /// Forgets a remote's card: if the remote returns, that is a first contact.
  private func forgetCard(of name: String) throws(CAError) {
    guard let remote = try remotes().first(where: { $0.name == name }) else { return }
    try write { writer in
      try writer.removeRemote(name)
      try writer.append(.removedTrust, name, "\(remote.card.trustDomain), the remote was removed", at: now)
    }
  }

  /// Revokes the mesh's certificates and signs the lists of their issuers. The mesh's own authorities sign for the last
  /// time, and their lists are valid until they expire; the shared root signs as usual.
  private func revoke(_ removal: Removal) throws(CAError) -> [Diagnostic] {
    // If the keys cannot be unsealed, nothing has changed yet.
    _ = try sealer()
    let set = try authorities()
    let shared = set.authority(.shared, .root)
    let own = removal.retired.filter { $0.certificate.validity.notAfter > now }
    let issuers = removal.retired + (shared.map { [$0] } ?? [])
    try write { writer in
      for certificate in removal.revoked {
        // By the signature, because copies of one root share its name.
        guard let issuer = issuers.first(where: { certificate.isIssued(by: $0.certificate) })?.certificate else {
          continue
        }
        try writer.revoke(certificate, issuer: issuer, .cessationOfOperation, at: now)
        try writer.append(
          .revoked, "\(certificate)", "SHA-256 \(certificate.fingerprint), the mesh `\(removal.name)` was removed",
          at: now)
      }
    }
    let hasBelowShared = shared.map { root in removal.revoked.contains { $0.isIssued(by: root.certificate) } } ?? false
    var warnings = try signLists(own, validFor: nil).warnings
    if let shared, hasBelowShared {
      warnings += try signLists([shared], validFor: 30 * 86_400).warnings
    }
    return warnings
  }

  private func edited(_ file: EditedFile, removing name: String) throws(CAError) -> MeshRemoval {
    do throws(MeshRemovalError) {
      return try MeshRemoval(of: name, from: file.bytes, source: federationPath.string)
    } catch {
      switch error {
      case .federation(let error): throw .federation(error)
      case .unknown(let nearest): throw .unknownMesh(name, nearest: nearest)
      case .onlyMesh:
        throw .refused(.description(.onlyMesh(name, home: folder)))
      case .uncertain:
        throw .refused(.description(.uncertainEdit(of: name, path: federationPath)))
      }
    }
  }
}
