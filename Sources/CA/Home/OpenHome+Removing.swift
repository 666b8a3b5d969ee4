import Cryptography
public import Diagnostics
import Federation
public import Files
public import Kubernetes
public import SystemPackage
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
  /// The files in its folder that the home did not write; they stay.
  public let foreign: [FilePath]
  /// What may cause trouble.
  public internal(set) var warnings: [Diagnostic]
}

extension OpenHome {
  /// What removing a mesh or remote would do. Nothing is changed.
  public func planRemoval(of name: String) throws(CAError) -> Removal {
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    let (newBytes, leaving) = try leaving(name, file)
    let retired = try isBegun ? try read { try $0.everyAuthority(of: .mesh(name)) } : []
    let revoked = try isBegun ? try certificatesToRevoke(of: name, retired) : []
    let foreign = try foreignFiles(of: name)
    return Removal(
      name: name, file: file, newBytes: newBytes, procedure: leaving.procedure, retired: retired, revoked: revoked,
      foreign: foreign, warnings: leaving.warnings + Self.note(foreign, in: outputFolder(of: name)))
  }

  /// What leaves federation.yaml, and what that means. A name that somebody took out of the file already leaves it as it
  /// is.
  private func leaving(_ name: String, _ file: EditedFile) throws(CAError) -> (bytes: [UInt8], leaving: Leaving) {
    do throws(CAError) {
      let before = try federation()
      let edit = try edited(file, removing: name)
      return (
        edit.bytes,
        Leaving(
          procedure: LeaveProcedure(of: name, from: before, to: edit.federation),
          warnings: edit.federation.findings.filter { $0.code == "MT-FED-35" })
      )
    } catch .unknownMesh(let unknown, let nearest) {
      guard let leaving = try leaving(of: name) else { throw .unknownMesh(unknown, nearest: nearest) }
      return (file.bytes, leaving)
    }
  }

  /// Removes a mesh or remote: revokes its certificates, signs its issuers' lists while their keys still exist,
  /// removes its folder, destroys its keys, and writes federation.yaml without it.
  ///
  /// These are several steps, so the first transaction records the intent. If the command is stopped, any later command
  /// that writes finishes the removal before it does anything else.
  public func remove(_ name: String, confirm: (Removal) throws(CAError) -> Void) throws(CAError) -> Removal {
    try requireDescription()
    return try locked { () throws(CAError) in
      var removal = try planRemoval(of: name)
      try confirm(removal)
      // While the command waits for confirmation, somebody may edit the file. After the keys are destroyed it is too
      // late to refuse.
      try wrapping(CAError.files, removal.file.requireUnchanged())
      try authorize(
        GuardedAction(
          .removal, of: name, removal.retired.map { "retire \($0.name), SHA-256 \($0.certificate.fingerprint)" }))
      let (file, newBytes) = (removal.file, removal.newBytes)
      func rewrite() throws(CAError) {
        if newBytes != file.bytes { try wrapping(CAError.files, file.replace(with: newBytes)) }
      }
      guard try isIssued() else {
        try removeFolder(of: name)
        try rewrite()
        return removal
      }
      try begin(removal)
      removal.warnings += try finishRemoval(of: name, rewrite: rewrite)
      return removal
    }
  }

  /// The meshes and remotes whose removal was stopped.
  public func stoppedRemovals() throws(CAError) -> [String] {
    try isIssued() ? try read { try $0.removals() } : []
  }

  /// Finishes the removals that were stopped. Nothing is issued for such a mesh in between.
  ///
  /// - Throws: ``CAError/passphraseNeeded`` if there is one and the home's passphrase was not given.
  func finishRemovals() throws(CAError) {
    for name in try stoppedRemovals() {
      _ = try finishRemoval(of: name) { () throws(CAError) in try rewriteDescription(without: name) }
      noteFinished(name)
    }
  }

  /// Records the intent and the revocations in one transaction.
  private func begin(_ removal: Removal) throws(CAError) {
    // If the keys cannot be unsealed, nothing has changed yet.
    _ = try sealer()
    let signers = Set(try read { reader in try removal.revoked.compactMap { try reader.issuer(of: $0) } })
    let others = try authorities().present.filter { other in
      other.owner != .mesh(removal.name) && signers.contains(other.certificate)
    }
    let issuers = removal.retired + others
    try requireSigners(of: issuers)
    try write { writer in
      try writer.beginRemoval(of: removal.name, at: now)
      for certificate in removal.revoked {
        // By the signature, because copies of one root share its name.
        let present = issuers.first { certificate.isIssued(by: $0.certificate) }?.certificate
        guard let issuer = try present ?? writer.reader.issuer(of: certificate) else { continue }
        try writer.revoke(certificate, issuer: issuer, .cessationOfOperation, at: now)
        try writer.append(
          .revoked, "\(certificate)", "SHA-256 \(certificate.fingerprint), the mesh `\(removal.name)` was removed",
          at: now)
      }
    }
  }

  /// What remains to be done of a removal, in an order in which every step can be repeated.
  ///
  /// - Parameter rewrite: writes federation.yaml without the name.
  private func finishRemoval(
    of name: String, rewrite: () throws(CAError) -> Void
  ) throws(CAError) -> [Diagnostic] {
    let retired = try read { try $0.everyAuthority(of: .mesh(name)) }
    let warnings = try signLastLists(of: name, retired)
    // The files with its keys go before the log says that they are gone.
    try removeFolder(of: name)
    try write { writer in
      for request in try writer.reader.requests() where request.mesh == name {
        try writer.removeRequest(of: name, request.purpose)
        try writer.removeUnusedKey(request.keyIdentifier)
      }
      try writer.forgetVersions(of: name)
      try writer.setWrittenFiles([], of: name)
      for authority in retired { try writer.retire(authority, at: now) }
      try forgetCard(of: name, writer)
    }
    try rewrite()
    discardDescription()
    try write { try $0.endRemoval(of: name, at: now) }
    return warnings
  }

  private func rewriteDescription(without name: String) throws(CAError) {
    let file = try wrapping(CAError.files, EditedFile(federationPath))
    do throws(CAError) {
      let edit = try edited(file, removing: name)
      try wrapping(CAError.files, file.replace(with: edit.bytes))
    } catch .unknownMesh {
      // Somebody removed it from the description already.
    }
  }

  /// Removes what the home wrote, and the folder if nothing else is in it.
  private func removeFolder(of name: String) throws(CAError) {
    let tree = OutputTree(folder: outputFolder(of: name))
    let foreign = Set(try foreignFiles(of: name))
    try wrapping(CAError.files, tree.discard())
    try wrapping(CAError.files, tree.remove(keeping: foreign))
    if FileSystem.isFolder(outputFolder) { try wrapping(CAError.files, FileSystem.synchronizeAll(outputFolder)) }
  }

  /// The files in a mesh's folder that the home did not write. Those under the names of its keys are the home's, whoever
  /// edited them: a key is gone from the disk before the log says so.
  private func foreignFiles(of name: String) throws(CAError) -> [FilePath] {
    let tree = OutputTree(folder: outputFolder(of: name))
    let known = try isIssued() ? try read { try $0.writtenFiles()[name] } : nil
    let existing = try wrapping(CAError.files, tree.existing())
    return try (known ?? WrittenFiles()).split(existing, in: tree).others.filter { path in
      !Emission.hasKey(path) || !WrittenFiles.isOurName(path)
    }
  }

  private static func note(_ foreign: [FilePath], in folder: FilePath) -> [Diagnostic] {
    guard !foreign.isEmpty else { return [] }
    return [
      Diagnostic(
        "MT-HOME-97", .note,
        what: "`\(folder)` has files that this home did not write, and they stay: "
          + "\(foreign.map(\.string).joined(separator: ", "))",
        why: "the folder belongs to no mesh any more", next: "move them away, or delete the folder")
    ]
  }

  /// Forgets a remote's card: if the remote returns, that is a first contact.
  private func forgetCard(of name: String, _ writer: any StoreWriting) throws {
    guard let remote = try writer.reader.remotes().first(where: { $0.name == name }) else { return }
    try writer.removeRemote(name)
    try writer.append(.removedTrust, name, "\(remote.card.trustDomain), the remote was removed", at: now)
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
